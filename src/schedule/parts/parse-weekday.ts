import { closest } from "../../diagnostics/closest.ts";
import { ok } from "../../model/result.ts";
import type { Reading } from "../schedule-problem.ts";
import { problem } from "../schedule-problem.ts";
import { quote } from "./quote.ts";

/** Names of the days from Sunday, as cron(8) counts them. */
const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** Of two equally near names a person more likely meant the working day. */
export const fromMonday = [...weekdays.slice(1), ...weekdays.slice(0, 1)];

/** Reads `sunday` or `sun`, whatever the letter case; gives 0 for Sunday to 6. */
export function parseWeekday(written: unknown): Reading<number> {
  if (typeof written !== "string") return problem("wrong-type", "a day of the week is text", 'its name: "sunday"');
  const text = written.trim().toLowerCase();
  const day = weekdays.findIndex((name) => name === text || name.slice(0, 3) === text);
  if (day >= 0) return ok(day);
  const shown = `${quote(written.trim())} is not a day of the week`;
  if (/,| and |-/.test(text))
    return problem("bad-day", shown, "one day only; for several write a list of schedules, or a cron pattern");
  const near = closest(text, fromMonday);
  return problem("bad-day", shown, near ? `did you mean "${near}"?` : `one of ${weekdays.join(", ")}`);
}
