import { makeFixedSchedule } from "../make/make-fixed-schedule.ts";
import { checkKeys } from "../parts/check-keys.ts";
import { isTable } from "../parts/is-table.ts";
import { parseDayOfMonth } from "../parts/parse-day-of-month.ts";
import { midnight, parseTimeOfDay } from "../parts/parse-time-of-day.ts";
import { quote } from "../parts/quote.ts";
import { readOptionalTime } from "../parts/read-optional-time.ts";
import type { Reading } from "../schedule-problem.ts";
import { problem, within } from "../schedule-problem.ts";
import type { ScheduleForm, WrittenTable } from "./schedule-form.ts";

/**
 * `monthly` (the 1st, midnight, as @monthly), `monthly on 15 at 06:00`, `monthly on last at 23:00`, `monthly:1:04:30`, and a
 * table. Months without the day are left out.
 */
export const monthlyForm: ScheduleForm = { word: "monthly", example: "monthly on 15 at 06:00", readText, readTable };

function readText(rest: string, zone: string): Reading {
  if (rest === "") return makeFixedSchedule(midnight, { ofMonth: "1" }, zone);
  const match = /^(?: on(?: the)? |:)([^: ]+(?: [a-z]+day)?)((?: at|:| ).*)?$/.exec(rest);
  if (!match)
    return problem(
      "unknown-schedule",
      `${quote(rest.trim())} after "monthly" is not understood`,
      "say the day: `monthly on 15 at 06:00`, `monthly on last at 23:00`",
    );
  const day = parseDayOfMonth(match[1]);
  if (!day.ok) return day;
  const time = readOptionalTime(match[2] ?? "", `monthly on ${match[1]}`);
  return time.ok ? makeFixedSchedule(time.value, { ofMonth: day.value }, zone) : time;
}

function readTable(table: WrittenTable, zone: string): Reading {
  const keys = checkKeys(table, ["monthly"]);
  if (!keys.ok) return keys;
  return within("monthly", readMonthly(table["monthly"], zone));
}

function readMonthly(monthly: unknown, zone: string): Reading {
  if (!isTable(monthly)) return problem("wrong-type", "monthly is a table", '{ day = 1, at = "04:30" }');
  const keys = checkKeys(monthly, ["day", "at"]);
  if (!keys.ok) return keys;
  const day = parseDayOfMonth(monthly["day"]);
  if (!day.ok) return within("day", day);
  const time = parseTimeOfDay(monthly["at"]);
  return time.ok ? makeFixedSchedule(time.value, { ofMonth: day.value }, zone) : within("at", time);
}
