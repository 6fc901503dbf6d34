import type { TimeOfDay } from "../parts/parse-time-of-day.ts";
import type { Reading } from "../schedule-problem.ts";
import { makeCronSchedule } from "./make-cron-schedule.ts";

/** The days as cron fields; `*` where not given. */
export interface FixedDays {
  readonly ofMonth?: string;
  readonly ofWeek?: string;
}

/** Once a day at a time, on certain days. */
export function makeFixedSchedule(time: TimeOfDay, days: FixedDays, zone: string): Reading {
  const { hour, minute, second } = time;
  return makeCronSchedule(`${second} ${minute} ${hour} ${days.ofMonth ?? "*"} * ${days.ofWeek ?? "*"}`, zone);
}
