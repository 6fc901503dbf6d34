import type { DayRule, MonthDays, Weekdays } from "./cron-pattern.ts";
import { everyDay, everyOccurrence, lastOccurrence } from "./cron-pattern.ts";

const dayMs = 86_400_000;
const saturday = 6;
const sunday = 0;
/** Every seventh of 31 days, from the first. */
const weekly = 1 | (1 << 7) | (1 << 14) | (1 << 21) | (1 << 28);

/** The days of one month (0 is January) that the rule selects, as bits; bit 0 is the 1st. */
export function matchingDays(rule: DayRule, year: number, month: number): number {
  const length = lengthOfMonth(year, month);
  const all = everyDay >>> (31 - length);
  if (!rule.ofMonth && !rule.ofWeek) return all;
  const first = weekdayOfFirst(year, month);
  if (!rule.ofWeek) return all & monthDays(rule.ofMonth!, first, length);
  const ofWeek = weekDays(rule.ofWeek, first, length);
  if (!rule.ofMonth) return all & ofWeek;
  const ofMonth = monthDays(rule.ofMonth, first, length);
  return all & (rule.both ? ofMonth & ofWeek : ofMonth | ofWeek);
}

function monthDays(of: MonthDays, first: number, length: number): number {
  let days = of.days;
  if (of.last) days |= 1 << (length - 1);
  if (of.lastWorkingDay) days |= 1 << (nearestWorkingDay(length, first, length) - 1);
  for (let day = 1; day <= length; day++)
    if (of.nearest & (1 << (day - 1))) days |= 1 << (nearestWorkingDay(day, first, length) - 1);
  return days;
}

/** Saturdays give the Friday before, Sundays the Monday after, unless that is another month. */
function nearestWorkingDay(day: number, first: number, length: number): number {
  const weekday = (first + day - 1) % 7;
  if (weekday === saturday) return day === 1 ? day + 2 : day - 1;
  if (weekday === sunday) return day === length ? day - 2 : day + 1;
  return day;
}

function weekDays(weekdays: Weekdays, first: number, length: number): number {
  let days = 0;
  for (let weekday = 0; weekday < 7; weekday++) {
    const occurrences = weekdays[weekday]!;
    if (occurrences === 0) continue;
    const firstBit = (weekday - first + 7) % 7;
    if (occurrences === everyOccurrence) {
      days |= weekly << firstBit;
      continue;
    }
    for (let nth = 0; nth < 5; nth++) if (occurrences & (1 << nth)) days |= shifted(firstBit + 7 * nth);
    if (occurrences & lastOccurrence) days |= shifted(firstBit + 7 * Math.floor((length - 1 - firstBit) / 7));
  }
  return days;
}

/** A fifth Saturday may lie beyond the 32 bits, where `<<` would start again from the 1st. */
function shifted(bit: number): number {
  return bit < 31 ? 1 << bit : 0;
}

function lengthOfMonth(year: number, month: number): number {
  if (month !== 1) return 30 + ((month + Number(month > 6) + 1) & 1);
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

function weekdayOfFirst(year: number, month: number): number {
  // 1970-01-01 was a Thursday.
  const days = Date.UTC(year, month, 1) / dayMs;
  return (((days + 4) % 7) + 7) % 7;
}
