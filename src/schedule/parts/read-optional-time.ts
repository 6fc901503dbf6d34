import { ok } from "../../model/result.ts";
import type { Reading } from "../schedule-problem.ts";
import { problem } from "../schedule-problem.ts";
import type { TimeOfDay } from "./parse-time-of-day.ts";
import { midnight, parseTimeOfDay } from "./parse-time-of-day.ts";
import { quote } from "./quote.ts";

/** Reads what may follow the days: ` at 02:00`, `:02:00`, or nothing, which is midnight. `before` is for the hint. */
export function readOptionalTime(rest: string, before: string): Reading<TimeOfDay> {
  if (rest === "") return ok(midnight);
  const written = /^(?: at |:)(.+)$/.exec(rest)?.[1];
  if (written !== undefined) return parseTimeOfDay(written);
  const time = parseTimeOfDay(rest.trim());
  return problem(
    "unknown-schedule",
    `${quote(rest.trim())} after ${quote(before)} is not understood`,
    `${time.ok ? "write" : "such as"} \`${before} at ${time.ok ? rest.trim() : "02:00"}\``,
  );
}
