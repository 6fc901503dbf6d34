import type { Instant } from "../../../model/instant.ts";
import type { Task } from "../../../model/task.ts";
import { isAllowed, nextInstant } from "../../../schedule/index.ts";

/** How many of the coming times are told. */
const shown = 5;
const weekMs = 7 * 86_400_000;
/** Beyond so many in a week nobody counts on. */
const mostCounted = 20_000;

/** How a change moves the times at which a task is due. */
export interface DueChange {
  /** `7 → 168 runs a week`; undefined: it comes as often as before. */
  readonly consequence: string | undefined;
  readonly slots: { readonly before: readonly Instant[]; readonly after: readonly Instant[] };
}

/** `before` undefined: the task is new. */
export function describeDue(before: Task | undefined, after: Task, now: Instant): DueChange {
  const [old, next] = [before, after].map((task) => (task ? weekOf(task, now) : undefined));
  const counts = [old, next].map((week) => week && countOf(week));
  const consequence =
    old === undefined
      ? `${counts[1]!} ${counts[1] === "1" ? "run" : "runs"} a week`
      : counts[0] === counts[1]
        ? undefined
        : `${counts[0]!} → ${counts[1]!} runs a week`;
  return { consequence, slots: { before: old?.first ?? [], after: next!.first } };
}

/** How often it is due in the seven days from `now` on; undefined: that depends on how long its runs take. */
export function runsInWeek(task: Task, now: Instant): number | undefined {
  return weekOf(task, now).count;
}

/** Its slots in the seven days from `now` on, at most so many. */
export function slotsOfWeek({ enabled, schedules }: Task, now: Instant, most: number): readonly Instant[] {
  const slots: Instant[] = [];
  for (let last = now; enabled && slots.length < most;) {
    const next = earliest(schedules, last);
    if (next === undefined || next > now + weekMs) break;
    slots.push(next);
    last = next;
  }
  return slots;
}

/** The next of its slots that its blackouts leave it, of those that come within the time that anybody counts. */
export function allowedSlots({ enabled, schedules, blackouts }: Task, now: Instant): readonly Instant[] {
  const slots: Instant[] = [];
  let last = now;
  for (let looked = 0; enabled && looked < mostCounted && slots.length < shown; looked += 1) {
    const next = earliest(schedules, last);
    if (next === undefined) break;
    if (isAllowed({ windows: [], blackouts }, next)) slots.push(next);
    last = next;
  }
  return slots;
}

interface Week {
  /** Undefined: how many depends on how long runs take. */
  readonly count: number | undefined;
  readonly first: readonly Instant[];
}

function countOf({ count }: Week): string {
  if (count === undefined) return "an unknown number of";
  return count >= mostCounted ? `more than ${mostCounted}` : String(count);
}

/** Its slots in the seven days from `now` on; the first of them even where they come later. */
function weekOf(task: Task, now: Instant): Week {
  const calendar = task.enabled ? task.schedules.filter(({ kind }) => kind !== "after-finish") : [];
  const first: Instant[] = [];
  let count = 0;
  for (let last = now; count < mostCounted;) {
    const next = earliest(calendar, last);
    if (next === undefined || (next > now + weekMs && first.length >= shown)) break;
    if (first.length < shown) first.push(next);
    if (next <= now + weekMs) count += 1;
    last = next;
  }
  const depends = task.enabled && calendar.length < task.schedules.length;
  return { count: depends ? undefined : count, first };
}

function earliest(schedules: Task["schedules"], after: Instant): Instant | undefined {
  let first: Instant | undefined;
  for (const schedule of schedules) {
    const next = nextInstant(schedule, after);
    if (next !== undefined && (first === undefined || next < first)) first = next;
  }
  return first;
}
