import type { CronPattern, MonthDays, Weekdays } from "./cron-pattern.ts";
import { everyDay, everyMonth, everyOccurrence, makeSteps } from "./cron-pattern.ts";

export const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
export const dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/**
 * Reads six fields (second first) that hold nothing but numbers, names, lists, ranges, steps, `*` and `?`: what nearly
 * everybody writes, without the cost of croner. Undefined: not plain, or wrong; croner then says which. What is accepted
 * here is accepted by croner and means the same; a property test holds the two together.
 */
export function readPlainCron(fields: readonly string[]): CronPattern | undefined {
  const [second, minute, hour, day, month, weekday] = fields.map((field) => field.replaceAll("?", "*"));
  const seconds = readField(second!, 0, 59);
  const minutes = readField(minute!, 0, 59);
  const hours = readField(hour!, 0, 23);
  const days = readField(day!, 1, 31);
  const months = readField(month!, 1, 12, monthNames);
  // Sunday is 0 and 7.
  const weekdays = readField(weekday!, 0, 7, dayNames);
  if (!seconds || !minutes || !hours || !days || !months || !weekdays) return undefined;
  return {
    seconds: makeSteps(60, (value) => seconds.has(value)),
    minutes: makeSteps(60, (value) => minutes.has(value)),
    hours: makeSteps(24, (value) => hours.has(value)),
    elapsed: /[*/]/.test(hour!),
    months: toMask(months) & everyMonth,
    days: {
      ofMonth: day === "*" ? undefined : daysOfMonth(toMask(days) & everyDay),
      ofWeek: weekday === "*" ? undefined : toWeekdays(weekdays),
      both: false,
    },
  };
}

function readField(text: string, least: number, most: number, names?: readonly string[]): Set<number> | undefined {
  const values = new Set<number>();
  for (const item of text.toLowerCase().split(",")) {
    const match = /^(?:(\*)|(\d{1,2}|[a-z]{3})(?:-(\d{1,2}|[a-z]{3}))?)(?:\/(\d{1,2}))?$/.exec(item);
    if (!match) return undefined;
    const [, star, low, high, step] = match;
    if (step !== undefined && !star && high === undefined) return undefined;
    const from = star ? least : toNumber(low!, least, names);
    // A week from Monday to Sunday is 1-7: as the end of a range, Sunday is 7.
    const to = star ? (most === 7 ? 6 : most) : toNumber(high ?? low!, least, names, high === "sun");
    const by = Number(step ?? 1);
    if (from === undefined || to === undefined || from > to || to > most) return undefined;
    if (by < 1 || by > (most === 7 ? 7 : most - least + 1)) return undefined;
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return values;
}

function toNumber(
  text: string,
  least: number,
  names: readonly string[] | undefined,
  sundayLast = false,
): number | undefined {
  if (/^\d/.test(text)) return Number(text) >= least ? Number(text) : undefined;
  if (sundayLast) return names === dayNames ? 7 : undefined;
  const index = names?.indexOf(text) ?? -1;
  return index < 0 ? undefined : index + least;
}

function toMask(values: ReadonlySet<number>): number {
  let mask = 0;
  for (const value of values) mask |= 1 << (value - 1);
  return mask;
}

function daysOfMonth(days: number): MonthDays {
  return { days, nearest: 0, last: false, lastWorkingDay: false };
}

function toWeekdays(values: ReadonlySet<number>): Weekdays {
  return dayNames.map((_, day) => (values.has(day) || (day === 0 && values.has(7)) ? everyOccurrence : 0));
}
