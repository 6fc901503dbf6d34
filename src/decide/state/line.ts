import { byQueueOrder } from "../queue-order.ts";
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
export function lineUp(state: State, waiting: Waiting): void {
  setPlace(state, waiting, "ready");
  state.newlyLined.add(waiting);
  if (waiting.lined) return;
  waiting.lined = true;
  push(state.ready, waiting, isBefore(state));
}

/** Puts one that was taken from the line back into it, behind a lock. */
export function lockOut(state: State, waiting: Waiting, lock: string): void {
  waiting.lined = true;
  let line = state.lockedOut.get(lock);
  if (!line) state.lockedOut.set(lock, (line = []));
  push(line, waiting, isBefore(state));
}

/** Takes the first that a place would let start, as far as its line knows; all its gates are still to be asked. */
export function takeFirst(state: State): Waiting | undefined {
  let best = firstOf(state, state.ready);
  let from = state.ready;
  for (const [lock, line] of state.lockedOut) {
    if (!isFree(state, lock)) continue;
    const first = firstOf(state, line);
    if (!first) state.lockedOut.delete(lock);
    if (!first || (best && byQueueOrder(state, best, first) < 0)) continue;
    best = first;
    from = line;
  }
  if (best) take(state, from);
  return best;
}

/** All that are ready, the last of the line first. */
export function lastFirst(state: State): readonly Waiting[] {
  const all = [state.ready, ...state.lockedOut.values()].flat().filter(({ place }) => place === "ready");
  return all.sort((a, b) => byQueueOrder(state, b, a));
}

/** Drops what is stale, wherever it stands. */
export function tidy(state: State): void {
  state.ready = tidied(state, state.ready);
  for (const [lock, line] of state.lockedOut) state.lockedOut.set(lock, tidied(state, line));
}

/** What is sorted is a heap, too. */
function tidied(state: State, line: Heap<Waiting>): Heap<Waiting> {
  const kept = line.filter((waiting) => (waiting.lined = waiting.place === "ready"));
  return kept.sort((a, b) => byQueueOrder(state, a, b));
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

function firstOf(state: State, line: Heap<Waiting>): Waiting | undefined {
  while (line.length > 0 && line[0]!.place !== "ready") take(state, line);
  return line[0];
}

function take(state: State, line: Heap<Waiting>): void {
  pop(line, isBefore(state))!.lined = false;
}

function isBefore(state: State): (a: Waiting, b: Waiting) => boolean {
  return (a, b) => byQueueOrder(state, a, b) < 0;
}
