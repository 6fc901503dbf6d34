import { zoneNames } from "./zone-names.generated.ts";

let known: ReadonlySet<string> | undefined;
let knownInLowerCase: ReadonlySet<string> | undefined;

/**
 * Whether this is the name of a time zone in the tz database, letter case included (as for TZ in the environment).
 * A name newer than our list is asked of Intl; starting Intl costs half a Node start, so not for the others.
 */
export function isZone(name: string): boolean {
  known ??= new Set(zoneNames.split(" "));
  if (known.has(name)) return true;
  // `+02:00` is an offset, `europe/berlin` a slip that other programs would stumble over; Intl would take both.
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/.test(name)) return false;
  knownInLowerCase ??= new Set(zoneNames.toLowerCase().split(" "));
  return !knownInLowerCase.has(name.toLowerCase()) && isKnownToIntl(name);
}

function isKnownToIntl(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
