/**
 * takes       one schedule as written (text, or a table as a plain object) and the zone that it is meant in
 * gives       a Schedule, and from it the next due instant after any other
 * fails with  a ScheduleProblem: what is wrong, where in the table, what to write instead
 * guarantees  the next instant is later than the one asked from, across every clock change; no clock is read
 */
import type { Result } from "../model/result.ts";
import type { Schedule } from "../model/schedule.ts";
import { isTable } from "./parts/is-table.ts";
import { quote } from "./parts/quote.ts";
import { readWrittenTable } from "./read-written-table.ts";
import { readWrittenText } from "./read-written-text.ts";
import type { ScheduleProblem } from "./schedule-problem.ts";
import { problem } from "./schedule-problem.ts";
import { isZone } from "./zone/is-zone.ts";
import { nearestZone } from "./zone/nearest-zone.ts";

export type { EventWord } from "./event-words.ts";
export { eventWords, findEventWord } from "./event-words.ts";
export { nextInstant } from "./next-instant.ts";
export { renderSchedule } from "./render-schedule.ts";
export type { ScheduleProblem } from "./schedule-problem.ts";
export { parseTimeOfDay, suggestTimeOfDay } from "./parts/parse-time-of-day.ts";
export { parseWeekday } from "./parts/parse-weekday.ts";
export { closesAt } from "./window/closes-at.ts";
export { isWithin } from "./window/is-within.ts";
export type { Hold } from "./window/next-allowed.ts";
export { isAllowed, nextAllowed, nextDenied } from "./window/next-allowed.ts";
export { nextBoundary } from "./window/next-boundary.ts";
export { isZone } from "./zone/is-zone.ts";
export { nearestZone } from "./zone/nearest-zone.ts";
export { zoneSegmentAt } from "./zone/zone-segments.ts";

/** Reads one schedule. A list of them is the caller's; so is the warning about an `at` that has passed. */
export function parseSchedule(written: unknown, zone: string): Result<Schedule, ScheduleProblem> {
  if (!isZone(zone)) return unknownZone(zone);
  if (typeof written === "string") return readWrittenText(written, zone);
  if (isTable(written)) return readWrittenTable(written, zone);
  return problem(
    "wrong-type",
    "a schedule is text or a table",
    typeof written === "number" ? `with a unit: "every ${written}m"` : 'such as "daily at 02:00"',
  );
}

function unknownZone(zone: string): Result<never, ScheduleProblem> {
  const near = nearestZone(zone);
  return problem(
    "unknown-zone",
    `${quote(zone)} is not a time zone`,
    near ? `did you mean "${near}"?` : "a name of the tz database, such as `Europe/Berlin` or `UTC`",
  );
}
