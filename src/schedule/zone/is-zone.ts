import { closest } from "../../diagnostics/closest.ts";
import { zoneNames } from "./zone-names.generated.ts";

let known: ReadonlySet<string> | undefined;

/**
 * Whether this is the name of a time zone in the tz database, letter case included (as for TZ in the environment).
 * A name newer than our list is asked of Intl; starting Intl costs half a Node start, so not for the others.
 */
export function isZone(name: string): boolean {
  known ??= new Set(zoneNames.split(" "));
  if (known.has(name)) return true;
  // `+02:00` is an offset, `europe/berlin` a slip that other programs would stumble over; Intl would take both.
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/.test(name) || isSlip(name)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The zone that somebody most likely meant: `Europe/Berlin` for `europe/berlin`, `Europe/Berln` or `Berlin`. */
export function nearestZone(name: string): string | undefined {
  const names = zoneNames.split(" ");
  const wanted = name.trim().toLowerCase().replaceAll(" ", "_");
  return names.find((zone) => zone.toLowerCase().split("/").at(-1) === wanted) ?? closest(wanted, names);
}

function isSlip(name: string): boolean {
  const lower = name.toLowerCase();
  return zoneNames.split(" ").some((zone) => zone.toLowerCase() === lower);
}
