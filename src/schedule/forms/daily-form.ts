import { makeFixedSchedule } from "../make/make-fixed-schedule.ts";
import { checkKeys } from "../parts/check-keys.ts";
import { parseTimeOfDay } from "../parts/parse-time-of-day.ts";
import { readOptionalTime } from "../parts/read-optional-time.ts";
import type { Reading } from "../schedule-problem.ts";
import { within } from "../schedule-problem.ts";
import type { ScheduleForm, WrittenTable } from "./schedule-form.ts";

/** `daily`, `daily at 02:00`, `daily:02:00`, `{ daily = "02:00" }`. */
export const dailyForm: ScheduleForm = { word: "daily", example: "daily at 02:00", readText, readTable };

function readText(rest: string, zone: string): Reading {
  const time = readOptionalTime(rest, "daily");
  return time.ok ? makeFixedSchedule(time.value, {}, zone) : time;
}

function readTable(table: WrittenTable, zone: string): Reading {
  const keys = checkKeys(table, ["daily"]);
  if (!keys.ok) return keys;
  const time = parseTimeOfDay(table["daily"]);
  return time.ok ? makeFixedSchedule(time.value, {}, zone) : within("daily", time);
}
