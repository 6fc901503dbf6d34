import { atForm } from "./at-form.ts";
import { cronForm } from "./cron-form.ts";
import { dailyForm } from "./daily-form.ts";
import { everyForm } from "./every-form.ts";
import { hourlyForm } from "./hourly-form.ts";
import { intervalForm } from "./interval-form.ts";
import { monthlyForm } from "./monthly-form.ts";
import type { ScheduleForm } from "./schedule-form.ts";
import { weekdaysForm } from "./weekdays-form.ts";
import { weekendsForm } from "./weekends-form.ts";
import { weeklyForm } from "./weekly-form.ts";

/** Every way to write a schedule. A new one is a file and a line here. */
export const allForms: readonly ScheduleForm[] = [
  cronForm,
  dailyForm,
  weeklyForm,
  monthlyForm,
  hourlyForm,
  everyForm,
  weekdaysForm,
  weekendsForm,
  intervalForm,
  atForm,
];
