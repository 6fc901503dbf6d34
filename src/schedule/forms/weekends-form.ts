import { makeFixedSchedule } from "../make/make-fixed-schedule.ts";
import { readOptionalTime } from "../parts/read-optional-time.ts";
import type { Reading } from "../schedule-problem.ts";
import type { ScheduleForm } from "./schedule-form.ts";

/** `weekends at 07:30`: Saturday and Sunday. */
export const weekendsForm: ScheduleForm = { word: "weekends", example: "weekends at 07:30", readText };

function readText(rest: string, zone: string): Reading {
  const time = readOptionalTime(rest, "weekends");
  return time.ok ? makeFixedSchedule(time.value, { ofWeek: "0,6" }, zone) : time;
}
