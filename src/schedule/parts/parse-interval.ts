import { parseDuration } from "../../model/duration.ts";
import { ok } from "../../model/result.ts";
import type { Reading } from "../schedule-problem.ts";
import { problem } from "../schedule-problem.ts";
import { quote } from "./quote.ts";

const unitMs: ReadonlyMap<string, number> = new Map([
  ["second", 1000],
  ["sec", 1000],
  ["minute", 60_000],
  ["min", 60_000],
  ["hour", 3_600_000],
  ["day", 86_400_000],
  ["week", 7 * 86_400_000],
]);

/** Reads `6h`, `1h30m`, `PT15M`, or in words `6 hours`, `1 minute`, `hour`. Gives milliseconds. */
export function parseInterval(written: unknown): Reading<number> {
  if (typeof written === "number")
    return problem(
      "wrong-type",
      `${written} lacks its unit`,
      `\`"${written}s"\` for seconds, \`"${written}m"\` for minutes`,
    );
  if (typeof written !== "string") return problem("wrong-type", "a length of time is text", 'such as "6h"');
  const text = written.trim();
  const words = /^(?:(\d{1,9}) )?([a-z]+?)s?$/i.exec(text);
  const unit = words && unitMs.get(words[2]!.toLowerCase());
  // ISO 8601 is upper case; the words before it may have been made lower case.
  const duration = /^p\d|^pt/.test(text) ? text.toUpperCase() : text;
  const ms = unit ? Number(words[1] ?? 1) * unit : parseDuration(duration);
  if (ms !== undefined) return ok(ms);
  return problem("bad-duration", `${quote(text)} is not a length of time`, suggest(text));
}

function suggest(text: string): string {
  const bare = /^\d+$/.exec(text)?.[0];
  if (bare !== undefined) return `say the unit: \`${bare}m\` for minutes, \`${bare}s\` for seconds`;
  const squeezed = text.toLowerCase().replace(/\s+/g, "");
  if (squeezed !== text && parseDuration(squeezed) !== undefined) return `write \`${squeezed}\``;
  if (/month|year/i.test(text))
    return "months and years differ in length: use `monthly on 1 at 03:00`, or a cron pattern";
  return "such as `90s`, `15m`, `1h30m`, `7d`, `6 hours`";
}
