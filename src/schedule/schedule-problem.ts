import type { Result } from "../model/result.ts";
import { failure } from "../model/result.ts";
import type { Schedule } from "../model/schedule.ts";

export type ScheduleProblemCode =
  | "unknown-schedule"
  | "unknown-key"
  | "missing-key"
  | "wrong-type"
  | "bad-cron"
  | "bad-time"
  | "bad-date"
  | "bad-day"
  | "bad-duration"
  | "never-fires"
  | "unknown-zone";

/** What is wrong with one written schedule. `path` leads into the written table; [] means the whole of it. */
export interface ScheduleProblem {
  readonly code: ScheduleProblemCode;
  readonly message: string;
  /** What to write instead. */
  readonly hint: string | undefined;
  readonly path: readonly (string | number)[];
}

/** What reading a part of a schedule gives. */
export type Reading<T = Schedule> = Result<T, ScheduleProblem>;

export function problem(code: ScheduleProblemCode, message: string, hint?: string): Reading<never> {
  return failure({ code, message, hint, path: [] });
}

/** The same reading; its problem, if there is one, is placed at `step` of the written table. */
export function within<T>(step: string, reading: Reading<T>): Reading<T> {
  return reading.ok ? reading : failure({ ...reading.error, path: [step, ...reading.error.path] });
}
