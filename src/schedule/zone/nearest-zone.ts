import { closest } from "../../diagnostics/closest.ts";
import { zoneNames } from "./zone-names.generated.ts";

/** Zone names by what somebody may have written, in lower case: the whole name, and the last part of it. */
let index: { readonly names: ReadonlyMap<string, string>; readonly cities: ReadonlyMap<string, string> } | undefined;

/**
 * The zone that somebody most likely meant: `Europe/Berlin` for `europe/berlin`, `Europe/Berln`, `Berlin` or `Berln`.
 * Only names with the same first letter are measured: a file may hold thousands of wrong ones.
 */
export function nearestZone(written: string): string | undefined {
  const { names, cities } = (index ??= makeIndex());
  const wanted = written.trim().toLowerCase().replaceAll(" ", "_");
  return (
    names.get(wanted) ??
    cities.get(wanted) ??
    names.get(closest(wanted, withFirstLetter(wanted, names)) ?? "") ??
    cities.get(closest(wanted, withFirstLetter(wanted, cities)) ?? "")
  );
}

function makeIndex(): NonNullable<typeof index> {
  const all = zoneNames.split(" ");
  const names = new Map(all.map((zone) => [zone.toLowerCase(), zone]));
  // Only continents and oceans have cities. The first of several wins: `Etc/GMT` is not what anybody means by GMT.
  const cities = new Map(
    all
      .filter((zone) => zone.includes("/") && !zone.startsWith("Etc/"))
      .reverse()
      .map((zone) => [zone.toLowerCase().split("/").at(-1)!, zone]),
  );
  return { names, cities };
}

function withFirstLetter(wanted: string, names: ReadonlyMap<string, string>): string[] {
  return [...names.keys()].filter((name) => name[0] === wanted[0]);
}
