import type { RunId, TaskId } from "../../model/ids.ts";
import type { Wanted } from "../../model/run.ts";
import { addTo, dropFrom } from "./sets.ts";
import type { State, Waiting } from "./state.ts";

/** Enters a wanted run; the next step judges it. */
export function addWaiting(state: State, wanted: Wanted): void {
  state.waiting.set(wanted.id, {
    wanted,
    place: "dirty",
    lined: false,
    parkedSince: state.now,
    parkedMs: 0,
    lastDecision: undefined,
  });
  state.dirty.add(wanted.id);
  addTo(state.waitingByTask, wanted.task, wanted.id);
}

export function removeWaiting(state: State, waiting: Waiting): void {
  const { id, task } = waiting.wanted;
  waiting.place = "dirty";
  state.waiting.delete(id);
  state.dirty.delete(id);
  dropFrom(state.waitingByTask, task, id);
}

/** Puts it aside until something happens to one of these tasks. The author asked for this wait. */
export function park(state: State, waiting: Waiting, on: readonly TaskId[]): void {
  waiting.place = "parked";
  waiting.parkedSince = state.now;
  for (const task of on) addTo(state.parkedOn, task, waiting.wanted.id);
}

/** Lines it up for a place. Only locks and places hold it back now. */
export function lineUp(state: State, waiting: Waiting): void {
  waiting.place = "ready";
  if (waiting.lined) return;
  waiting.lined = true;
  state.ready.push(waiting);
  state.readySorted = false;
}

/** It has to be judged anew. */
export function markDirty(state: State, id: RunId): void {
  const waiting = state.waiting.get(id);
  if (!waiting) return;
  if (waiting.place === "parked") waiting.parkedMs += state.now - waiting.parkedSince;
  waiting.place = "dirty";
  state.dirty.add(id);
}

/** Something happened to this task: whoever waited for that is judged anew. */
export function wake(state: State, task: TaskId): void {
  const parked = state.parkedOn.get(task);
  if (!parked) return;
  state.parkedOn.delete(task);
  for (const id of parked) markDirty(state, id);
}

export function waitingOf(state: State, task: TaskId): readonly Waiting[] {
  return [...(state.waitingByTask.get(task) ?? [])]
    .map((id) => state.waiting.get(id))
    .filter((waiting) => waiting !== undefined);
}
