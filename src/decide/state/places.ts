import type { RunId, TaskId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { Active, Phase } from "../../model/memory.ts";
import { isDryRequest } from "../../model/run.ts";
import { enterDue } from "./due.ts";
import { addTo, dropFrom } from "./sets.ts";
import type { State } from "./state.ts";

const none: readonly RunId[] = [];

/** Enters a started run: it takes its locks and, unless it waits between attempts, a place. */
export function addActive(state: State, active: Active): void {
  state.active.set(active.wanted.id, active);
  addTo(state.activeByTask, active.wanted.task, active.wanted.id);
  for (const lock of active.task.locks) state.locksHeld.set(lock, (state.locksHeld.get(lock) ?? 0) + 1);
  enterPhase(state, active);
}

/** Moves a started run to another phase or attempt. */
export function changeActive(
  state: State,
  id: RunId,
  change: Partial<Pick<Active, "phase" | "attempt" | "launch" | "attempts" | "mustEndBy">>,
): Active {
  const before = state.active.get(id)!;
  const after = { ...before, ...change };
  if (holdsPlace(before.phase)) state.places -= 1;
  state.dueRetries.delete(id);
  state.active.set(id, after);
  enterPhase(state, after);
  return after;
}

export function removeActive(state: State, active: Active): void {
  if (holdsPlace(active.phase)) state.places -= 1;
  state.dueRetries.delete(active.wanted.id);
  state.active.delete(active.wanted.id);
  dropFrom(state.activeByTask, active.wanted.task, active.wanted.id);
  for (const lock of active.task.locks) {
    const held = (state.locksHeld.get(lock) ?? 1) - 1;
    if (held > 0) state.locksHeld.set(lock, held);
    else state.locksHeld.delete(lock);
  }
}

/** When the phase ends by itself, and whether it is the run's window that ends it; undefined: never. */
export function phaseEnd(active: Active): { at: Instant; isOverrun: boolean } | undefined {
  const { phase, mustEndBy = Infinity } = active;
  const own = ownEnd(active);
  const at = phase.kind === "ending" ? own : Math.min(own, mustEndBy);
  return at === Infinity ? undefined : { at, isOverrun: at < own };
}

function ownEnd({ phase, task }: Active): Instant {
  switch (phase.kind) {
    case "starting":
    case "running":
      return phase.since + (task.timeoutMs ?? Infinity);
    case "backoff":
      return phase.until;
    case "ending":
      return phase.killAt;
    case "due":
      return Infinity;
  }
}

export function activeOf(state: State, task: TaskId): readonly Active[] {
  const ids = state.activeByTask.get(task);
  if (!ids) return [];
  return [...ids].map((id) => state.active.get(id)).filter((active) => active !== undefined);
}

/** The one that started first. */
export function firstActiveOf(state: State, task: TaskId): RunId | undefined {
  for (const id of state.activeByTask.get(task) ?? none) return id;
  return undefined;
}

function holdsPlace(phase: Phase): boolean {
  return phase.kind !== "backoff" && phase.kind !== "due";
}

function enterPhase(state: State, active: Active): void {
  if (holdsPlace(active.phase)) state.places += 1;
  if (active.phase.kind === "due") state.dueRetries.add(active.wanted.id);
  const end = phaseEnd(active);
  if (end) enterDue(state.timers, end.at, active.wanted.id);
}

/** Whether a run of the task is wanted or active; a dry one that was asked for is none. */
export function isUnderWay(state: State, task: TaskId): boolean {
  for (const id of state.activeByTask.get(task) ?? none)
    if (!isDryRequest(state.active.get(id)!.wanted.trigger)) return true;
  return state.waitingByTask.get(task)?.some(({ wanted }) => !isDryRequest(wanted.trigger)) ?? false;
}
