import { makeFixedSchedule } from "../make/make-fixed-schedule.ts";
import { checkKeys } from "../parts/check-keys.ts";
import { isTable } from "../parts/is-table.ts";
import { midnight, parseTimeOfDay } from "../parts/parse-time-of-day.ts";
import { parseWeekday } from "../parts/parse-weekday.ts";
import { quote } from "../parts/quote.ts";
import { readOptionalTime } from "../parts/read-optional-time.ts";
import type { Reading } from "../schedule-problem.ts";
import { problem, within } from "../schedule-problem.ts";
import type { ScheduleForm, WrittenTable } from "./schedule-form.ts";

/** `weekly` (Sunday, midnight, as @weekly), `weekly on sunday at 03:00`, `weekly:sunday:03:00`, and a table. */
export const weeklyForm: ScheduleForm = {
  word: "weekly",
  example: "weekly on sunday at 03:00",
  readText,
  readTable,
};

function readText(rest: string, zone: string): Reading {
  if (rest === "") return makeFixedSchedule(midnight, { ofWeek: "0" }, zone);
  const match = /^(?: on |:)([^: ]+(?: and .*|, .*)?)((?: at|:| ).*)?$/.exec(rest);
  if (!match)
    return problem(
      "unknown-schedule",
      `${quote(rest.trim())} after "weekly" is not understood`,
      "say the day: `weekly on sunday at 03:00`",
    );
  const day = parseWeekday(match[1]);
  if (!day.ok) return day;
  const time = readOptionalTime(match[2] ?? "", `weekly on ${match[1]}`);
  return time.ok ? makeFixedSchedule(time.value, { ofWeek: String(day.value) }, zone) : time;
}

function readTable(table: WrittenTable, zone: string): Reading {
  const keys = checkKeys(table, ["weekly"]);
  if (!keys.ok) return keys;
  return within("weekly", readWeekly(table["weekly"], zone));
}

function readWeekly(weekly: unknown, zone: string): Reading {
  if (!isTable(weekly)) return problem("wrong-type", "weekly is a table", '{ day = "sunday", at = "03:00" }');
  const keys = checkKeys(weekly, ["day", "at"]);
  if (!keys.ok) return keys;
  const day = parseWeekday(weekly["day"]);
  if (!day.ok) return within("day", day);
  const time = parseTimeOfDay(weekly["at"]);
  return time.ok ? makeFixedSchedule(time.value, { ofWeek: String(day.value) }, zone) : within("at", time);
}
