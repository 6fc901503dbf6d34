import { makeFixedSchedule } from "../make/make-fixed-schedule.ts";
import { readOptionalTime } from "../parts/read-optional-time.ts";
import type { Reading } from "../schedule-problem.ts";
import type { ScheduleForm } from "./schedule-form.ts";

/** `weekdays at 18:00`: Monday to Friday. */
export const weekdaysForm: ScheduleForm = { word: "weekdays", example: "weekdays at 18:00", readText };

function readText(rest: string, zone: string): Reading {
  const time = readOptionalTime(rest, "weekdays");
  return time.ok ? makeFixedSchedule(time.value, { ofWeek: "1-5" }, zone) : time;
}
