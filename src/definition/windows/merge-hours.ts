import type { Hours } from "../../model/window.ts";
import { wholeDay } from "./parse-hours.ts";

/** Hours from `from` on; `end` may be on the next day, beyond 1440. */
interface Stretch {
  readonly from: number;
  readonly end: number;
}

/**
 * The same hours in order, with what overlaps or touches made one: [1, 2, 3] is one window that closes once. Where it
 * begins every day, what touches over midnight is one, too. Empty where nothing is left out: the whole day.
 */
export function mergeHours(hours: readonly Hours[], everyDay: boolean): readonly Hours[] {
  const merged: Stretch[] = [];
  for (const next of hours.map(stretch).sort((a, b) => a.from - b.from || a.end - b.end)) {
    const last = merged.at(-1);
    if (last === undefined || !canJoin(last, next)) merged.push(next);
    else merged[merged.length - 1] = join(last, next);
  }
  const [first] = merged;
  const last = merged.at(-1);
  if (everyDay && merged.length > 1 && first !== undefined && last !== undefined) {
    const tomorrow = { from: first.from + wholeDay, end: first.end + wholeDay };
    if (canJoin(last, tomorrow)) merged.splice(0, merged.length, ...merged.slice(1, -1), join(last, tomorrow));
  }
  const whole = merged.some(({ from, end }) => end - from === wholeDay && (everyDay || from === 0));
  if (whole && (everyDay || merged.length === 1)) return [];
  return merged.map(({ from, end }) => ({ from, to: end <= wholeDay ? end : end - wholeDay }));
}

function stretch({ from, to }: Hours): Stretch {
  return { from, end: to > from ? to : to + wholeDay };
}

/** What would be longer than a day stays in two: hours have no way to say it. */
function canJoin(a: Stretch, b: Stretch): boolean {
  return b.from <= a.end && Math.max(a.end, b.end) - a.from <= wholeDay;
}

function join(a: Stretch, b: Stretch): Stretch {
  return { from: a.from, end: Math.max(a.end, b.end) };
}
