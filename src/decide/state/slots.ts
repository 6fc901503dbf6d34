import type { TaskId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { TaskMemory } from "../../model/memory.ts";
import type { Task } from "../../model/task.ts";
import { nextInstant } from "../../schedule/index.ts";
import { hostMatches } from "../gates/hosts.ts";
import { enterDue } from "./due.ts";
import { isUnderWay } from "./places.ts";
import type { State } from "./state.ts";

/** Whether the task has slots at all on this host; a pause and a suspension are another matter, they end. */
function isLive(state: State, task: Task): boolean {
  return task.enabled && hostMatches(task.hosts, state.host);
}

/** Whether, and if it is known until when, the task has no slots by its own definition. */
export function dormancy(state: State, task: Task): TaskMemory["dormant"] {
  if (!isLive(state, task)) return { until: undefined };
  return task.suspend && state.now < task.suspend.until ? { until: task.suspend.until } : undefined;
}

/** Enters the task's next slot after its cursor, if it is to have one. */
export function scheduleNext(state: State, task: Task): void {
  setNextSlot(state, task, firstSlotAfter(state, task, state.memories.get(task.id)!.cursor));
}

/** For whoever knows it already. */
export function setNextSlot(state: State, task: Task, next: Instant | undefined): void {
  if (next === undefined) {
    state.nextSlot.delete(task.id);
  } else if (state.nextSlot.get(task.id) !== next) {
    state.nextSlot.set(task.id, next);
    enterDue(state.slots, next, task.id);
  }
}

export function unschedule(state: State, task: TaskId): void {
  state.nextSlot.delete(task);
}

/** The task's first slot after `after`: the earliest of all its schedules; none while paused, none while suspended. */
export function firstSlotAfter(state: State, task: Task, after: Instant): Instant | undefined {
  const memory = state.memories.get(task.id)!;
  if (!isLive(state, task) || state.paused || memory.paused) return undefined;
  // `until` itself is allowed again, so look from the instant before it.
  const from = task.suspend ? Math.max(after, task.suspend.until - 1) : after;
  let first: Instant | undefined;
  for (const schedule of task.schedules) {
    const next =
      schedule.kind === "after-finish"
        ? afterFinish(state, task.id, memory, schedule.everyMs, from)
        : nextInstant(schedule, from);
    if (next !== undefined && (first === undefined || next < first)) first = next;
  }
  return first;
}

/** Counted from the last end, or from when the schedule came into force; not while a run is under way. */
function afterFinish(
  state: State,
  task: TaskId,
  memory: TaskMemory,
  everyMs: number,
  from: Instant,
): Instant | undefined {
  if (isUnderWay(state, task)) return undefined;
  const due = Math.max(memory.scheduledSince, Math.min(memory.lastEnd?.at ?? 0, state.now)) + everyMs;
  return Math.max(due, from + 1);
}
