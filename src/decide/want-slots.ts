import type { RunId } from "../model/ids.ts";
import { renderInstant } from "../model/instant.ts";
import type { Instant } from "../model/instant.ts";
import { makeRunId } from "../model/make-run-id.ts";
import type { Trigger } from "../model/run.ts";
import type { Task } from "../model/task.ts";
import { describe, endWaiting, finish } from "./end-run.ts";
import { putOff } from "./put-off.ts";
import { remember } from "./state/remember.ts";
import { firstSlotAfter, scheduleNext, setNextSlot } from "./state/slots.ts";
import type { State } from "./state/state.ts";
import { waitingOf } from "./state/waiting.ts";
import { wantRun } from "./want-run.ts";

/** Above so many missed slots in a row, one record stands for all of them. */
const longStretch = 10;
/** Nobody wants more than this caught up; the newest count. */
const mostCaughtUp = 1000;
/** A stretch is counted up to here, then only its last day is looked at slot by slot. */
const mostCounted = 100_000;
const dayMs = 86_400_000;
const bySchedule: Trigger = { kind: "schedule" };

/** All slots of the task from `first` up to now: those late by no more than the grace are wanted, older ones missed. */
export function wantSlots(state: State, task: Task, first: Instant): void {
  const calendar = withoutAfterFinish(task);
  const { slots, next } = dueSlots(state, calendar, first);
  remember(state, task.id, { cursor: slots.at(-1)! });
  const eldest = state.now - state.catalog!.settings.runner.lateGraceMs;
  const missed = slots.findLastIndex((slot) => slot < eldest) + 1;
  if (missed > 0) settleMissed(state, task, slots.slice(0, missed), slots.length > missed);
  for (let index = missed; index < slots.length; index += 1) {
    supersede(state, task);
    want(state, task, slots[index]!, bySchedule);
  }
  if (calendar === task) setNextSlot(state, task, next);
  else scheduleNext(state, task);
}

function settleMissed(state: State, task: Task, missed: readonly Instant[], anotherIsDue: boolean): void {
  const caughtUp = missed.slice(missed.length - countCaughtUp(state, task, missed, anotherIsDue));
  recordMissed(state, task, missed.slice(0, missed.length - caughtUp.length));
  for (const slot of caughtUp) want(state, task, slot, { kind: "catch-up" });
}

/** The slots from `first` up to now, and the next after them by the calendar. */
function dueSlots(
  state: State,
  calendar: Task,
  first: Instant,
): { slots: readonly Instant[]; next: Instant | undefined } {
  const slots: Instant[] = [];
  let slot: Instant | undefined = first;
  while (slot !== undefined && slot <= state.now) {
    slots.push(slot);
    const jump: Instant = slots.length === mostCounted ? Math.max(slot, state.now - dayMs) : slot;
    slot = firstSlotAfter(state, calendar, jump);
  }
  return { slots, next: slot };
}

/** What is counted from the last end is not due again before this slot has ended, whatever else is due meanwhile. */
function withoutAfterFinish(task: Task): Task {
  if (!task.schedules.some(({ kind }) => kind === "after-finish")) return task;
  return { ...task, schedules: task.schedules.filter(({ kind }) => kind !== "after-finish") };
}

function countCaughtUp(state: State, task: Task, missed: readonly Instant[], anotherIsDue: boolean): number {
  const { policy, withinMs } = task.catchUp;
  const young = withinMs === undefined ? missed : missed.filter((slot) => state.now - slot <= withinMs);
  switch (policy) {
    case "none":
      return 0;
    case "last":
      // A slot that is due right now catches up by itself.
      return anotherIsDue ? 0 : Math.min(young.length, 1);
    case "all":
      return Math.min(young.length, mostCaughtUp);
  }
}

function want(state: State, task: Task, slot: Instant, trigger: Trigger): void {
  const id = makeSlotRunId(state, task, slot);
  wantRun(state, {
    id,
    task: task.id,
    slot,
    trigger,
    force: false,
    withNeeds: false,
    wantedAt: slot,
    notBefore: putOff(state, task, slot),
  });
}

/** A slot still waiting when the next one comes makes way for it, unless its author wants them lined up. */
function supersede(state: State, task: Task): void {
  if (task.overlap === "queue" || task.overlap === "queue-all" || task.overlap === "allow") return;
  for (const waiting of waitingOf(state, task.id)) {
    const { trigger } = waiting.wanted;
    if (trigger.kind === "schedule" || (trigger.kind === "catch-up" && task.catchUp.policy === "last")) {
      endWaiting(state, waiting, { reason: "superseded", detail: "the task's next slot came while this one waited" });
    }
  }
}

function recordMissed(state: State, task: Task, missed: readonly Instant[]): void {
  const stretches = missed.length > longStretch ? [missed] : missed.map((slot) => [slot]);
  for (const stretch of stretches) {
    const slot = stretch[0]!;
    const last = stretch.at(-1)!;
    finish(
      state,
      {
        id: makeSlotRunId(state, task, slot),
        task: task.id,
        status: "skipped",
        reason: "missed",
        detail:
          stretch.length === 1
            ? "the runner was away at that time (catch_up decides what becomes of such slots)"
            : `the runner was away for ${stretch.length >= mostCounted ? "more than " : ""}${stretch.length} slots, from ${renderInstant(slot)} to ${renderInstant(last)}`,
        slot,
        trigger: bySchedule,
        wantedAt: slot,
        firstSeen: state.now,
        seq: (state.seq += 1),
        startedAt: undefined,
        endedAt: state.now,
        attempts: [],
        revision: state.revision,
        facts: [],
        missed: stretch.length === 1 ? undefined : { first: slot, last, count: stretch.length },
      },
      describe(task),
    );
  }
}

/** The same slot gives the same name, for ever; only where the clock was set back there is another time to name. */
function makeSlotRunId(state: State, task: Task, slot: Instant): RunId {
  const { setBacks } = state.memories.get(task.id)!;
  const origin = setBacks === 0 ? renderInstant(slot) : `${renderInstant(slot)}, time ${setBacks + 1}`;
  return makeRunId({ host: state.host.name, task: task.id, at: slot, origin });
}
