import type { TaskId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import { remember } from "../state/remember.ts";
import { scheduleNext, unschedule } from "../state/slots.ts";
import type { State } from "../state/state.ts";
import { markDirty, waitingOf } from "../state/waiting.ts";
import { wantSlots } from "../want-slots.ts";

/** No slots from now on, and what waits is judged anew. Without a task: all of them, those yet to come too. */
export function pause(state: State, event: { now: Instant; task: TaskId | undefined; reason: string }): void {
  const tasks = event.task === undefined ? [...state.memories.keys()] : [event.task];
  for (const task of tasks) wantDue(state, task);
  const mark = { reason: event.reason, at: event.now, by: "person" } as const;
  if (event.task === undefined) {
    state.paused = mark;
    state.effects.push({ kind: "pause-all", pause: mark });
  } else {
    remember(state, event.task, { paused: mark });
  }
  for (const task of tasks) {
    unschedule(state, task);
    for (const waiting of waitingOf(state, task)) markDirty(state, waiting);
  }
}

/** Slots again, from now on: the time of the pause has none. Without a task: every pause ends. */
export function resume(state: State, event: { now: Instant; task: TaskId | undefined }): void {
  if (event.task === undefined && state.paused) {
    state.paused = undefined;
    state.effects.push({ kind: "pause-all", pause: undefined });
    for (const id of state.memories.keys()) remember(state, id, { cursor: event.now });
  }
  for (const id of event.task === undefined ? state.memories.keys() : [event.task]) {
    if (state.memories.get(id)!.paused) remember(state, id, { paused: undefined, failures: 0, cursor: event.now });
    const task = state.catalog?.tasks.get(id);
    if (task) scheduleNext(state, task);
  }
}

/** Slots that came before the pause, and that nobody has looked at yet, have their end like any others. */
function wantDue(state: State, id: TaskId): void {
  const due = state.nextSlot.get(id);
  if (due !== undefined && due <= state.now) wantSlots(state, state.catalog!.tasks.get(id)!, due);
}
