import type { State } from "../decide/index.ts";
import { firstSlotAfter } from "../decide/index.ts";
import type { Instant } from "../model/instant.ts";
import type { Task } from "../model/task.ts";

/**
 * The next slots of a task as the runner stands, the first of them perhaps due already. One that is counted from the
 * end of the last run has only its next: when that ends nobody knows.
 */
export function nextSlots(state: State, task: Task, count: number): readonly Instant[] {
  const first = state.nextSlot.get(task.id);
  const slots = first === undefined ? [] : [first];
  const foreseeable = { ...task, schedules: task.schedules.filter(({ kind }) => kind !== "after-finish") };
  for (let last = first; last !== undefined && slots.length < count;) {
    // Slots that passed while nobody looked are one matter, and the first stands for all of them.
    last = firstSlotAfter(state, foreseeable, Math.max(last, state.now));
    if (last !== undefined) slots.push(last);
  }
  return slots;
}
