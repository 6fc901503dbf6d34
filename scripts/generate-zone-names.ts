/**
 * Writes src/schedule/zone/zone-names.generated.ts: the zone names that Intl accepts, so that a name can be checked without
 * starting Intl. Intl lists only one name per zone; the others come from the tz database of the machine this runs on.
 */
import { readdirSync, writeFileSync } from "node:fs";

const database = "/usr/share/zoneinfo";
const notZones = new Set(["Factory", "localtime", "posixrules"]);

const names = new Set(Intl.supportedValuesOf("timeZone"));
for (const entry of readdirSync(database, { recursive: true, withFileTypes: true })) {
  const name = `${entry.parentPath}/${entry.name}`.slice(database.length + 1);
  if (entry.isDirectory() || /^(posix|right)\//.test(name) || notZones.has(name)) continue;
  if (/^[A-Z]/.test(name) && isAccepted(name)) names.add(name);
}

writeFileSync(
  new URL("../src/schedule/zone/zone-names.generated.ts", import.meta.url),
  `/** Written by scripts/generate-zone-names.ts. Names of the tz database, with a blank between. */\nexport const zoneNames =\n  ${JSON.stringify([...names].sort().join(" "))};\n`,
);

function isAccepted(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
