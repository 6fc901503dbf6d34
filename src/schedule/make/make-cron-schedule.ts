import { ok } from "../../model/result.ts";
import type { Schedule } from "../../model/schedule.ts";
import { compileCron } from "../cron/compile-cron.ts";
import { explainCron } from "../cron/explain-cron.ts";
import { quote } from "../parts/quote.ts";
import type { Reading } from "../schedule-problem.ts";
import { problem } from "../schedule-problem.ts";

/** Equal schedules are one object, as are the patterns. Started anew when it has grown this large. */
const mostSchedules = 50_000;
const made = new Map<string, Schedule>();

/** Makes the schedule of a cron pattern of five fields, or six with the second first. */
export function makeCronSchedule(written: string, zone: string): Reading {
  const compiled = compileCron(written);
  if (!compiled.ok) return explainCron(written, compiled.error);
  const { text: pattern, fires } = compiled.value;
  if (!fires)
    return problem(
      "never-fires",
      `${quote(written)} never fires: no such day exists`,
      "choose a day that its months have; `L` is the last day of any month",
    );
  const key = `cron ${pattern} ${zone}`;
  let schedule = made.get(key);
  if (!schedule) {
    if (made.size >= mostSchedules) made.clear();
    made.set(key, (schedule = { kind: "cron", key, pattern, zone }));
  }
  return ok(schedule);
}
