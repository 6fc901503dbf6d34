import type { CodeTable } from "./code-table.ts";
import { makerOf } from "./code-table.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { shapeCodes } from "./shape-codes.ts";
import type { Span } from "./span.ts";

/** From written schedules and zones to due instants. */
export const scheduleCodes = {
  "unknown-schedule": {
    severity: "error",
    means: "A schedule in no form that the runner knows.",
    example: 'schedule = "sometimes"',
    fix: 'Use cron (`0 2 * * 1-5`), words (`daily at 02:00`), a table (`{ every = "6h" }`) or `at 2026-12-01T03:00`.',
  },
  "bad-cron": {
    severity: "error",
    means: "A cron pattern that is not one: five fields, or six with seconds first.",
    example: 'schedule = "0 25 * * *"',
    fix: "Mind the bounds: minute 0–59, hour 0–23, day 1–31, month 1–12, day of week 0–7.",
  },
  "bad-time": {
    severity: "error",
    means: "Not a time of day from 00:00 to 23:59.",
    example: 'schedule = "daily at 2pm"',
    fix: "Write hours and minutes, two digits each: `14:00`.",
  },
  "bad-date": {
    severity: "error",
    means: "Not a date (in a schedule: with a time), or one that does not exist.",
    example: 'schedule = "at 2026-02-30T03:00"',
    fix: "Write `at 2026-12-01T03:00`; in a calendar `2026-12-24`, or `12-25` for every year.",
  },
  "bad-day": {
    severity: "error",
    means: "Not a day of the week or of the month.",
    example: 'schedule = "every mondy at 09:15"',
    fix: "Write `monday` to `sunday`, 1 to 31, or `last`.",
  },
  "never-fires": {
    severity: "error",
    means: "A schedule that has no due moment at all.",
    example: 'schedule = "0 0 31 2 *"',
    fix: "Choose a day that comes.",
  },
  "unknown-zone": {
    severity: "error",
    means: "Not the name of a time zone in the IANA database.",
    example: 'timezone = "Europe/Belrin"',
    fix: "Write a name such as `Europe/Berlin`, or `UTC`.",
  },
  "past-schedule": {
    severity: "warning",
    means: "The one moment at which the task is due has passed. Nothing is wrong: it had its day.",
    example: 'schedule = "at 2001-01-01T00:00"',
    fix: "Remove the task when you like, or give it a new date.",
  },
  "long-jitter": {
    severity: "warning",
    means:
      "The jitter is longer than the time between two slots: a run that still waits for its moment when the next slot comes is skipped, `superseded`.",
    example: 'schedule = "hourly"\njitter = "2h"',
    fix: "Make it shorter than the shortest time between two slots.",
  },
} as const satisfies CodeTable;

const make = makerOf(scheduleCodes);
const makeShape = makerOf(shapeCodes);

/** What the schedule stage found: its message and hint are clauses, made sentences here. */
export function badSchedule(
  span: Span,
  problem: {
    readonly code: Exclude<keyof typeof scheduleCodes, "past-schedule" | "long-jitter"> | keyof typeof shapeCodes;
    readonly message: string;
    readonly hint: string | undefined;
  },
): Diagnostic {
  const { code } = problem;
  const parts = { span, message: `${upper(problem.message)}.`, hint: problem.hint && upper(problem.hint) };
  return isShapeCode(code) ? makeShape(code, parts) : make(code, parts);
}

export function unknownZone(span: Span, zone: string, meant: string | undefined): Diagnostic {
  return make("unknown-zone", {
    span,
    message: `There is no time zone ${JSON.stringify(zone)}.`,
    hint: meant === undefined ? 'Write an IANA name such as "Europe/Berlin", or "UTC".' : `Did you mean "${meant}"?`,
  });
}

/** `at`: the moment, as people read it. */
export function pastSchedule(span: Span, at: string): Diagnostic {
  return make("past-schedule", {
    span,
    message: `This moment (${at}) has passed: the task will not run again by itself.`,
    hint: "Remove the task when you like, or give it a new date.",
  });
}

/** Both as people read them: `2h`. */
export function longJitter(span: Span, jitter: string, interval: string): Diagnostic {
  return make("long-jitter", {
    span,
    message: `A jitter of ${jitter} is longer than the ${interval} between two slots.`,
    hint: "A run that still waits for its moment when the next slot comes is skipped (superseded). Make it shorter, or the slots rarer.",
  });
}

/** Of a calendar. `problem`: a clause such as "is not a date". */
export function badDate(span: Span, written: string, problem: string, hint: string): Diagnostic {
  return make("bad-date", { span, message: `${JSON.stringify(written)} ${problem}.`, hint });
}

function isShapeCode(code: string): code is keyof typeof shapeCodes {
  return Object.hasOwn(shapeCodes, code);
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
