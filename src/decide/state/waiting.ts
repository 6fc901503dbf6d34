import type { TaskId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { AskedWait } from "../../model/memory.ts";
import type { Wanted } from "../../model/run.ts";
import type { Task } from "../../model/task.ts";
import { enterDue } from "./due.ts";
import { addTo } from "./sets.ts";
import type { State, Waiting } from "./state.ts";

/** Enters a wanted run; the next step judges it. */
export function addWaiting(state: State, wanted: Wanted): void {
  const waiting = makeWaiting(wanted, state.now);
  state.waiting.set(wanted.id, waiting);
  state.dirty.add(waiting);
  const twins = state.waitingByTask.get(wanted.task);
  if (twins) twins.push(waiting);
  else state.waitingByTask.set(wanted.task, [waiting]);
}

export function makeWaiting(wanted: Wanted, now: Instant): Waiting {
  return {
    wanted,
    place: "dirty",
    turn: undefined,
    score: 0,
    movesAt: undefined,
    seenSince: Math.min(wanted.firstSeen, now),
    parkedSince: now,
    parkedUntil: Infinity,
    parkedMs: 0,
    recordedWait: undefined,
    lastDecision: undefined,
  };
}

/**
 * What it has waited counts on as if nobody had been away: not beyond the moment that it waited for, and without the
 * delay that it begins with.
 */
export function restoreWait(state: State, wait: AskedWait): void {
  const waiting = state.waiting.get(wait.run);
  if (!waiting) return;
  const { ms, since, until = Infinity } = wait;
  const aside = {
    ...waiting,
    place: "parked",
    parkedMs: ms,
    parkedSince: since ?? state.now,
    parkedUntil: until,
  } as const;
  waiting.parkedMs = since === undefined ? ms : askedForMs(aside, state.now);
  waiting.recordedWait = wait;
}

/** Tells the journal how it waits, where its task has a deadline that does not count that, and where it is news. */
export function recordWait(state: State, waiting: Waiting, task: Task): void {
  if (task.startDeadlineMs === undefined) return;
  const { wanted, place, parkedMs, parkedSince, parkedUntil, recordedWait: known } = waiting;
  const since = isAside(place) ? parkedSince : undefined;
  const until = parkedUntil === Infinity ? undefined : parkedUntil;
  if (since === undefined ? known?.since === undefined : known?.since !== undefined && known.until === until) return;
  waiting.recordedWait = { run: wanted.id, ms: parkedMs, since, until };
  state.effects.push({ kind: "waits", wait: waiting.recordedWait });
}

export function removeWaiting(state: State, waiting: Waiting): void {
  const { id, task } = waiting.wanted;
  setPlace(state, waiting, "dirty");
  state.waiting.delete(id);
  state.dirty.delete(waiting);
  state.awaitingFacts.delete(waiting);
  const twins = state.waitingByTask.get(task)!;
  if (twins.length === 1) state.waitingByTask.delete(task);
  else twins.splice(twins.indexOf(waiting), 1);
}

/** Puts it aside until something happens to one of these tasks. The author asked for this wait. */
export function park(state: State, waiting: Waiting, on: readonly TaskId[]): void {
  setPlace(state, waiting, "parked");
  for (const task of on) addTo(state.parkedOn, task, waiting.wanted.id);
}

/** Puts it aside until that moment. */
export function parkUntil(state: State, waiting: Waiting, until: Instant): void {
  setPlace(state, waiting, "parked");
  waiting.parkedUntil = until;
  enterDue(state.timers, until, waiting.wanted.id);
}

/** Puts it aside until facts have been read. */
export function parkForFacts(state: State, waiting: Waiting): void {
  setPlace(state, waiting, "parked");
  state.awaitingFacts.add(waiting);
}

/** Puts it aside until it is its turn among the runs of its own task. The author asked for this wait, too. */
export function queueBehind(state: State, waiting: Waiting): void {
  setPlace(state, waiting, "behind");
}

/** It has to be judged anew. */
export function markDirty(state: State, waiting: Waiting): void {
  setPlace(state, waiting, "dirty");
  state.awaitingFacts.delete(waiting);
  state.dirty.add(waiting);
}

/** Something happened to this task: whoever waited for that is judged anew, and the next of its own. */
export function wake(state: State, task: TaskId): void {
  const next = nextInTurn(state, task);
  if (next?.place === "behind") markDirty(state, next);
  const parked = state.parkedOn.get(task);
  if (!parked) return;
  state.parkedOn.delete(task);
  for (const id of parked) {
    const waiting = state.waiting.get(id);
    if (waiting) markDirty(state, waiting);
  }
}

/** Of the task's wanted runs the one that was wanted first. */
export function nextInTurn(state: State, task: TaskId): Waiting | undefined {
  return state.waitingByTask.get(task)?.[0];
}

/** A copy: what is done with one of them may take others away. */
export function waitingOf(state: State, task: TaskId): readonly Waiting[] {
  const twins = state.waitingByTask.get(task);
  return twins ? [...twins] : [];
}

/** Requests and needed runs are wanted for somebody who waits: `max_queued` leaves them alone. */
export function isCounted({ wanted }: Waiting): boolean {
  return wanted.trigger.kind !== "request" && wanted.trigger.kind !== "needed-by";
}

/** Keeps the count of those ready, and the time spent in waits that the author asked for. */
export function setPlace(state: State, waiting: Waiting, place: Waiting["place"]): void {
  const before = waiting.place;
  if (isCounted(waiting)) state.queued += Number(place === "ready") - Number(before === "ready");
  waiting.parkedMs = askedForMs(waiting, state.now);
  waiting.parkedSince = state.now;
  waiting.parkedUntil = Infinity;
  waiting.place = place;
}

/**
 * How long it has waited by now as its author asked for: not beyond the moment that it waits for, should nobody have
 * looked then; and without the delay that it begins with, which is over at a moment that is known.
 */
export function askedForMs({ wanted, place, parkedMs, parkedSince, parkedUntil }: Waiting, now: Instant): number {
  if (!isAside(place)) return parkedMs;
  const from = Math.max(parkedSince, wanted.notBefore ?? parkedSince);
  return parkedMs + Math.max(0, Math.min(now, parkedUntil) - from);
}

/** In a wait that the author asked for. */
export function isAside(place: Waiting["place"]): boolean {
  return place === "parked" || place === "behind";
}
