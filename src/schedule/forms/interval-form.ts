import { makeIntervalSchedule } from "../make/make-interval-schedule.ts";
import { parseInterval } from "../parts/parse-interval.ts";
import { quote } from "../parts/quote.ts";
import type { Reading } from "../schedule-problem.ts";
import { problem } from "../schedule-problem.ts";
import type { ScheduleForm } from "./schedule-form.ts";

/** `interval:6h`: the same as `every 6h`. */
export const intervalForm: ScheduleForm = { word: "interval", example: "interval:6h", readText };

function readText(rest: string, zone: string): Reading {
  const written = /^: ?(.+)$/.exec(rest)?.[1];
  if (written === undefined)
    return problem(
      "unknown-schedule",
      `${quote(`interval${rest}`)} is not understood`,
      "write `interval:6h`, or `every 6 hours`",
    );
  const everyMs = parseInterval(written);
  return everyMs.ok ? makeIntervalSchedule(everyMs.value, undefined, zone) : everyMs;
}
