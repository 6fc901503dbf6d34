import type { CronPattern } from "./cron-pattern.ts";
import { matchingDays } from "./matching-days.ts";

/** The calendar repeats after so many years, weekdays included: what has not come by then never comes. */
const calendarYears = 400;

/**
 * The first wall time ≥ `from` that the pattern selects, or undefined if there is none, ever. Wall times are
 * milliseconds, as if the clock on the wall showed UTC; zones and clock changes are not known here.
 */
export function nextWall(pattern: CronPattern, from: number): number | undefined {
  const whole = Math.ceil(from / 1000) * 1000;
  const date = new Date(whole);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  const day = date.getUTCDate();
  if (isMatchingDay(pattern, year, month, day)) {
    const seconds = timeFrom(pattern, date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds());
    if (seconds !== undefined) return Date.UTC(year, month, day) + seconds * 1000;
  }
  const midnight = dayAfter(pattern, year, month, day);
  return midnight === undefined ? undefined : midnight + firstTime(pattern) * 1000;
}

/** Whether there is any day at all: February 31 has none. */
export function everMatches(pattern: CronPattern): boolean {
  return dayAfter(pattern, 2000, 0, 0) !== undefined;
}

/** Seconds of the day, from the given time on; undefined if the day has no more. */
function timeFrom(pattern: CronPattern, hour: number, minute: number, second: number): number | undefined {
  const { hours, minutes, seconds } = pattern;
  if (hours[hour] === hour) {
    if (minutes[minute] === minute && seconds[second]! < 60) return hour * 3600 + minute * 60 + seconds[second]!;
    const later = minutes[minute + 1]!;
    if (later < 60) return hour * 3600 + later * 60 + seconds[0]!;
  }
  const later = hours[hour + 1]!;
  return later < 24 ? later * 3600 + minutes[0]! * 60 + seconds[0]! : undefined;
}

function firstTime(pattern: CronPattern): number {
  return pattern.hours[0]! * 3600 + pattern.minutes[0]! * 60 + pattern.seconds[0]!;
}

function isMatchingDay(pattern: CronPattern, year: number, month: number, day: number): boolean {
  return (pattern.months & (1 << month)) !== 0 && (matchingDays(pattern.days, year, month) & (1 << (day - 1))) !== 0;
}

/** Midnight of the first matching day after the given one (day 0: from the month's start). */
function dayAfter(pattern: CronPattern, year: number, month: number, day: number): number | undefined {
  let left = -1 << day;
  for (let months = 0; months <= calendarYears * 12; months++) {
    if (pattern.months & (1 << month)) {
      const days = matchingDays(pattern.days, year, month) & left;
      if (days !== 0) return Date.UTC(year, month, 32 - Math.clz32(days & -days));
    }
    left = -1;
    month += 1;
    if (month === 12) {
      month = 0;
      year += 1;
    }
  }
  return undefined;
}
