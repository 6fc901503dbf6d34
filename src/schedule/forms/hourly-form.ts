import { makeCronSchedule } from "../make/make-cron-schedule.ts";
import { quote } from "../parts/quote.ts";
import type { Reading } from "../schedule-problem.ts";
import { problem } from "../schedule-problem.ts";
import type { ScheduleForm } from "./schedule-form.ts";

/** `hourly`: at every full hour. */
export const hourlyForm: ScheduleForm = { word: "hourly", example: "hourly", readText };

function readText(rest: string, zone: string): Reading {
  if (rest === "") return makeCronSchedule("0 * * * *", zone);
  const minute = /^ at :?(\d\d)$/.exec(rest)?.[1] ?? "15";
  return problem(
    "unknown-schedule",
    `${quote(rest.trim())} after "hourly" is not understood`,
    `for another minute than 0 write cron: \`${Number(minute)} * * * *\``,
  );
}
