import { rate } from "../priority/rate.ts";
import { scoreOf } from "../priority/score-of.ts";
import { byQueueOrder } from "../queue-order.ts";
import type { Task } from "../../model/task.ts";
import { enterDue, takeDue } from "./due.ts";
import type { Heap } from "./heap.ts";
import { pop, push } from "./heap.ts";
import type { State, Waiting } from "./state.ts";
import type { Turn } from "./turn.ts";
import { isLive, makeTurn } from "./turn.ts";
import { isAside, setPlace } from "./waiting.ts";

/*
 * The line of those that only places and locks hold back. Whoever meets a lock that is taken steps aside into that
 * lock's own line, so that a lock with thousands behind it costs its next holder a look, and not thousands.
 *
 *    ready ──▶ best ──▶ a lock is taken ──▶ lockedOut(lock) ──▶ best, once the lock is free
 *
 * Time moves them up (moveUp), which is looked after whenever something is decided: a better turn starts nothing by itself.
 */

/** Lines it up. One that is in the line already, from before it was judged anew, keeps its place there. */
export function lineUp(state: State, waiting: Waiting, task: Task): void {
  setPlace(state, waiting, "ready");
  state.newlyLined.add(waiting);
  if (waiting.turn) return;
  const byScore = state.catalog!.settings.runner.priorityScheduling;
  waiting.score = byScore ? scoreOf(rate(state, task, waiting.wanted.slot)) : 0;
  enter(state, waiting, task);
}

/** Puts one that was taken from the line back into it, behind a lock. */
export function lockOut(state: State, waiting: Waiting, task: Task, lock: string): void {
  enter(state, waiting, task, lock);
  awaitMove(state, waiting);
}

/** Sees to it that it moves up in time. Most start in the step in which they line up, and need none of this. */
export function awaitMove(state: State, waiting: Waiting): void {
  const movesAt = waiting.turn?.movesAt;
  if (movesAt === undefined || waiting.movesAt === movesAt) return;
  waiting.movesAt = movesAt;
  enterDue(state.aging, movesAt, waiting.wanted.id);
}

/** Whoever has waited for long enough moves up; that costs what moves, not what waits. */
export function moveUp(state: State): void {
  for (let due = takeDue(state.aging, state.now); due; due = takeDue(state.aging, state.now)) {
    for (const id of due.keys) {
      const waiting = state.waiting.get(id);
      if (waiting?.movesAt !== due.at) continue;
      waiting.movesAt = undefined;
      const { turn } = waiting;
      // Who has stepped out of the line in the meantime finds a new place in it when it comes back.
      waiting.turn = undefined;
      const task = state.catalog?.tasks.get(waiting.wanted.task);
      if (!turn || !task || isAside(waiting.place)) continue;
      enter(state, waiting, task, turn.lock);
      awaitMove(state, waiting);
    }
  }
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
  return best?.waiting;
}

/** All that are ready, the last of the line first. */
export function lastFirst(state: State): readonly Waiting[] {
  const all = [state.ready, ...state.lockedOut.values()].flat().filter(isLive);
  return all.sort((a, b) => byQueueOrder(b, a)).map(({ waiting }) => waiting);
}

/** Drops what is stale, wherever it stands. */
export function tidy(state: State): void {
  state.ready = tidied(state.ready);
  for (const [lock, line] of state.lockedOut) state.lockedOut.set(lock, tidied(line));
}

/** What is sorted is a heap, too. */
function tidied(line: Heap<Turn>): Heap<Turn> {
  const kept = line.filter((turn) => {
    if (isLive(turn)) return true;
    leave(turn);
    return false;
  });
  return kept.sort(byQueueOrder);
}

/** The line starts anew: all that wait are about to be judged by other definitions, or by another clock. */
export function dissolve(state: State): void {
  for (const line of [state.ready, ...state.lockedOut.values()]) line.forEach(leave);
  state.ready = [];
  state.lockedOut.clear();
}

function enter(state: State, waiting: Waiting, task: Task, lock?: string): void {
  waiting.turn = makeTurn(state, { waiting, task, lock });
  push(lineOf(state, lock), waiting.turn, isBefore);
}

function lineOf(state: State, lock: string | undefined): Heap<Turn> {
  if (lock === undefined) return state.ready;
  let line = state.lockedOut.get(lock);
  if (!line) state.lockedOut.set(lock, (line = []));
  return line;
}

function isFree(state: State, lock: string): boolean {
  return (state.locksHeld.get(lock) ?? 0) < (state.catalog?.settings.locks.get(lock) ?? 1);
}

function firstOf(line: Heap<Turn>): Turn | undefined {
  while (line.length > 0 && !isLive(line[0]!)) take(line);
  return line[0];
}

function take(line: Heap<Turn>): void {
  leave(pop(line, isBefore)!);
}

/** It stands for its run no longer; another one may. */
function leave(turn: Turn): void {
  if (turn.waiting.turn === turn) turn.waiting.turn = undefined;
}

function isBefore(a: Turn, b: Turn): boolean {
  return byQueueOrder(a, b) < 0;
}
