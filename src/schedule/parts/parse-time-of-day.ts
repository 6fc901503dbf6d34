import { ok } from "../../model/result.ts";
import type { Reading } from "../schedule-problem.ts";
import { problem } from "../schedule-problem.ts";
import { quote } from "./quote.ts";

export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export const midnight: TimeOfDay = { hour: 0, minute: 0, second: 0 };

/** Reads `03:00` or `03:00:00`, two digits each, below 24:00. Other ways to write a time get the right one as a hint. */
export function parseTimeOfDay(written: unknown): Reading<TimeOfDay> {
  if (typeof written !== "string")
    return problem("wrong-type", "a time of day is text", 'hours and minutes: "03:00", in quotes');
  const text = written.trim();
  const match = /^(\d\d):(\d\d)(?::(\d\d))?$/.exec(text);
  if (match) {
    const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
    if (hour < 24 && minute < 60 && second < 60) return ok({ hour, minute, second });
  }
  const meant = suggestTimeOfDay(text.toLowerCase());
  return problem(
    "bad-time",
    `${quote(text)} is not a time of day`,
    meant ? `write \`${meant}\`` : "hours and minutes, 00:00 to 23:59",
  );
}

/** The time that a text in lower case was most likely meant to be: `2`, `2pm`, `2.30`, `noon`. */
export function suggestTimeOfDay(text: string): string | undefined {
  if (text === "noon" || text === "midday") return "12:00";
  if (text === "midnight" || /^24:00(:00)?$/.test(text)) return "00:00";
  const match = /^(\d{1,2})(?:[:.h](\d{1,2})?)?(?::(\d\d))? ?(am|pm|h|uhr)?$/.exec(text);
  if (!match) return undefined;
  const [, hours, minutes = "0", , half] = match;
  let hour = Number(hours);
  if (half === "pm" || half === "am") {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half === "pm" ? 12 : 0);
  }
  if (hour > 23 || Number(minutes) > 59) return undefined;
  return `${String(hour).padStart(2, "0")}:${minutes.padStart(2, "0")}`;
}
