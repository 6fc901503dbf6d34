import { existsSync } from "node:fs";
import type { Check, Finding } from "../check.ts";
import { fine, warning } from "../check.ts";

/** Schedules go by Node's own data; a `date` in a script goes by the host's, for TZ is the task's zone. */
export const zones: Check = {
  name: "time zones",
  of: "host",
  look({ catalog, settings }) {
    const used = new Set([
      settings.runner.timezone,
      ...[...(catalog?.tasks.values() ?? [])].map(({ timezone }) => timezone),
    ]);
    const missing = [...used].filter((zone) => zone !== "UTC" && !existsSync(`/usr/share/zoneinfo/${zone}`)).sort();
    const findings: Finding[] = [fine("schedules", `time zone data ${process.versions["tz"] ?? "of Node"}`)];
    if (missing.length === 0) return [...findings, fine("scripts", "the host knows all zones that tasks name")];
    const found = `the host does not know ${missing.join(", ")}: there, \`date\` tells UTC`;
    return [...findings, warning("scripts", found, "Install tzdata.")];
  },
};
