import { byQueueOrder, rankOf } from "../queue-order.ts";
import type { Task } from "../../model/task.ts";
import type { Heap } from "./heap.ts";
import { pop, push } from "./heap.ts";
import type { State, Waiting } from "./state.ts";
import { setPlace } from "./waiting.ts";

/*
 * The line of those that only places and locks hold back. Whoever meets a lock that is taken steps aside into that
 * lock's own line, so that a lock with thousands behind it costs its next holder a look, and not thousands.
 *
 *    ready ──▶ best ──▶ a lock is taken ──▶ lockedOut(lock) ──▶ best, once the lock is free
 */

/** Lines it up. One that is in the line already, from before it was judged anew, keeps its place there. */
export function lineUp(state: State, waiting: Waiting, task: Task): void {
  setPlace(state, waiting, "ready");
  state.newlyLined.add(waiting);
  if (waiting.lined) return;
  waiting.lined = true;
  waiting.rank = rankOf(task);
  push(state.ready, waiting, isBefore);
}

/** Puts one that was taken from the line back into it, behind a lock. */
export function lockOut(state: State, waiting: Waiting, lock: string): void {
  waiting.lined = true;
  let line = state.lockedOut.get(lock);
  if (!line) state.lockedOut.set(lock, (line = []));
  push(line, waiting, isBefore);
}

/** Takes the first that a place would let start, as far as its line knows; all its gates are still to be asked. */
export function takeFirst(state: State): Waiting | undefined {
  let best = firstOf(state.ready);
  let from = state.ready;
  for (const [lock, line] of state.lockedOut) {
    if (!isFree(state, lock)) continue;
    const first = firstOf(line);
    if (!first) state.lockedOut.delete(lock);
    if (!first || (best && byQueueOrder(best, first) < 0)) continue;
    best = first;
    from = line;
  }
  if (best) take(from);
  return best;
}

/** All that are ready, the last of the line first. */
export function lastFirst(state: State): readonly Waiting[] {
  const all = [state.ready, ...state.lockedOut.values()].flat().filter(({ place }) => place === "ready");
  return all.sort((a, b) => byQueueOrder(b, a));
}

/** Drops what is stale, wherever it stands. */
export function tidy(state: State): void {
  state.ready = tidied(state.ready);
  for (const [lock, line] of state.lockedOut) state.lockedOut.set(lock, tidied(line));
}

/** What is sorted is a heap, too. */
function tidied(line: Heap<Waiting>): Heap<Waiting> {
  const kept = line.filter((waiting) => (waiting.lined = waiting.place === "ready"));
  return kept.sort(byQueueOrder);
}

/** The line starts anew: all that wait are about to be judged by other definitions. */
export function dissolve(state: State): void {
  for (const line of [state.ready, ...state.lockedOut.values()]) for (const waiting of line) waiting.lined = false;
  state.ready = [];
  state.lockedOut.clear();
}

function isFree(state: State, lock: string): boolean {
  return (state.locksHeld.get(lock) ?? 0) < (state.catalog?.settings.locks.get(lock) ?? 1);
}

function firstOf(line: Heap<Waiting>): Waiting | undefined {
  while (line.length > 0 && line[0]!.place !== "ready") take(line);
  return line[0];
}

function take(line: Heap<Waiting>): void {
  pop(line, isBefore)!.lined = false;
}

function isBefore(a: Waiting, b: Waiting): boolean {
  return byQueueOrder(a, b) < 0;
}
