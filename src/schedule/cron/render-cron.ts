import type { CronPattern, MonthDays, Weekdays } from "./cron-pattern.ts";
import { everyDay, everyMonth, everyOccurrence, lastOccurrence, membersOf } from "./cron-pattern.ts";

/**
 * The canonical text of a pattern: six fields, second first, numbers only. Patterns that are due at the same moments have,
 * as far as one can see from the fields, the same text; reading the text again gives an equal pattern.
 */
export function renderCron(pattern: CronPattern): string {
  const { ofMonth, ofWeek, both } = simpleDays(pattern.days);
  return [
    renderValues(membersOf(pattern.seconds), 60),
    renderValues(membersOf(pattern.minutes), 60),
    renderHours(membersOf(pattern.hours), pattern.elapsed),
    ofMonth ? renderMonthDays(ofMonth) : "*",
    pattern.months === everyMonth ? "*" : renderRanges(bitsOf(pattern.months)),
    ofWeek ? (both ? "+" : "") + renderWeekdays(ofWeek) : "*",
  ].join(" ");
}

/** Drops restrictions that restrict nothing: a full list of days, which together with "either" allows every day. */
function simpleDays({ ofMonth, ofWeek, both }: CronPattern["days"]): CronPattern["days"] {
  const fullMonth = ofMonth?.days === everyDay;
  const fullWeek = ofWeek?.every((occurrences) => occurrences === everyOccurrence) ?? false;
  if (ofMonth && ofWeek && !both && (fullMonth || fullWeek)) return { ofMonth: undefined, ofWeek: undefined, both };
  const month = fullMonth ? undefined : ofMonth;
  const week = fullWeek ? undefined : ofWeek;
  return { ofMonth: month, ofWeek: week, both: both && month !== undefined && week !== undefined };
}

function renderValues(values: readonly number[], size: number): string {
  return values.length > 2 || 2 * values[1]! === size
    ? (renderStep(values, size) ?? renderRanges(values))
    : renderRanges(values);
}

/** Hours must keep their wildcard or step, and must not gain one: it decides what happens at clock changes. */
function renderHours(values: readonly number[], elapsed: boolean): string {
  if (!elapsed) return renderRanges(values);
  const stepped = renderStep(values, 24);
  if (stepped !== undefined) return stepped;
  const [first, ...others] = values;
  return [`${first}-${first}/1`, ...(others.length > 0 ? [renderRanges(others)] : [])].join(",");
}

/** `*`, `*\/5`, or `9-39/2`: values that are one step apart throughout; undefined if they are not. */
function renderStep(values: readonly number[], size: number): string | undefined {
  const [first, second] = values;
  if (first === undefined || second === undefined) return undefined;
  const step = second - first;
  const last = first + step * (values.length - 1);
  if (!values.every((value, i) => value === first + i * step)) return undefined;
  const whole = first === 0 && last + step >= size;
  if (whole) return step === 1 ? "*" : `*/${step}`;
  return `${first}-${last}/${step}`;
}

function renderMonthDays({ days, nearest, last, lastWorkingDay }: MonthDays): string {
  if (lastWorkingDay) return "LW";
  const parts = days === 0 ? [] : [renderRanges(bitsOf(days))];
  parts.push(...bitsOf(nearest).map((day) => `${day}W`));
  if (last) parts.push("L");
  return parts.join(",");
}

function renderWeekdays(weekdays: Weekdays): string {
  const plain = weekdays.flatMap((occurrences, day) => (occurrences === everyOccurrence ? [day] : []));
  const parts = plain.length > 0 ? [renderRanges(plain)] : [];
  weekdays.forEach((occurrences, day) => {
    if (occurrences === everyOccurrence) return;
    for (let nth = 0; nth < 5; nth++) if (occurrences & (1 << nth)) parts.push(`${day}#${nth + 1}`);
    if (occurrences & lastOccurrence) parts.push(`${day}L`);
  });
  return parts.join(",");
}

/** `1-5,7,9-11`: runs of three and more become ranges. */
function renderRanges(values: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < values.length;) {
    let end = i;
    while (values[end + 1] === values[end]! + 1) end += 1;
    if (end - i >= 2) parts.push(`${values[i]}-${values[end]}`);
    else parts.push(...values.slice(i, end + 1).map(String));
    i = end + 1;
  }
  return parts.join(",");
}

/** 1 for bit 0. */
function bitsOf(mask: number): number[] {
  const bits: number[] = [];
  for (let bit = 0; bit < 31; bit++) if (mask & (1 << bit)) bits.push(bit + 1);
  return bits;
}
