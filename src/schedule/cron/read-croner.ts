import { CronPattern as Croner } from "croner";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { CronPattern } from "./cron-pattern.ts";
import { makeSteps } from "./cron-pattern.ts";

/**
 * Reads five or six fields with croner: `L`, `W`, `#` and whatever else it knows. Fails with croner's own words.
 * Only its reading is used, and the object is dropped: it is some eighty kilobytes, ours is one.
 */
export function readCroner(text: string): Result<CronPattern, string> {
  let read: Croner;
  try {
    read = new Croner(text, undefined, { mode: "5-or-6-parts" });
  } catch (error) {
    return failure(String((error as Error).message).replace(/^CronPattern: (Syntax error, )?/, ""));
  }
  const hour = text.trim().split(/\s+/).at(-4)!;
  return ok({
    seconds: makeSteps(60, (value) => read.second[value] === 1),
    minutes: makeSteps(60, (value) => read.minute[value] === 1),
    hours: makeSteps(24, (value) => read.hour[value] === 1),
    elapsed: /[*/?]/.test(hour),
    months: toMask(read.month),
    days: {
      ofMonth: read.starDOM
        ? undefined
        : {
            days: toMask(read.day),
            nearest: toMask(read.nearestWeekdays),
            last: read.lastDayOfMonth,
            lastWorkingDay: read.lastWeekday,
          },
      ofWeek: read.starDOW ? undefined : read.dayOfWeek.slice(0, 7),
      both: read.useAndLogic,
    },
  });
}

function toMask(flags: readonly number[]): number {
  return flags.reduce((mask, flag, index) => (flag ? mask | (1 << index) : mask), 0);
}
