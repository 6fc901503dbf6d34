import type { Instant } from "../../model/instant.ts";
import type { Active, Phase } from "../../model/memory.ts";
import { changeActive } from "../state/places.ts";
import { remember } from "../state/remember.ts";
import { scheduleNext } from "../state/slots.ts";
import type { State } from "../state/state.ts";

/** A clock that is behind by no more than this is waited for: time stands still, and no slot comes twice. */
const longestWaitMs = 3_600_000;

export function isSetBack(state: State, now: Instant): boolean {
  return state.now - now > longestWaitMs;
}

/** Whether an earlier runner has lived in what is still the future. */
export function hasSeenTheFuture(state: State): boolean {
  const latest = state.now + longestWaitMs;
  for (const { cursor } of state.memories.values()) if (cursor > latest) return true;
  return false;
}

/**
 * The wall clock was wrong, far ahead, and has been mended. The time that comes is new time, also where its instants
 * have been before: slots that were dealt with in the wrong future are due again, under names of their own, and what
 * is under way is timed from now.
 */
export function setBack(state: State, now: Instant): void {
  state.now = now;
  for (const active of [...state.active.values()]) {
    changeActive(state, active.wanted.id, { phase: asOf(active, now) });
  }
  for (const waiting of state.waiting.values()) waiting.parkedSince = Math.min(waiting.parkedSince, now);
  for (const memory of state.memories.values()) {
    if (memory.cursor <= now) continue;
    const { scheduledSince, setBacks } = memory;
    remember(state, memory.task, {
      cursor: now,
      scheduledSince: Math.min(scheduledSince, now),
      setBacks: setBacks + 1,
    });
  }
  for (const task of state.catalog?.tasks.values() ?? []) if (state.memories.has(task.id)) scheduleNext(state, task);
}

function asOf({ phase, task }: Active, now: Instant): Phase {
  switch (phase.kind) {
    case "starting":
    case "running":
      return { ...phase, since: Math.min(phase.since, now) };
    case "backoff":
      return { kind: "backoff", until: Math.min(phase.until, now + task.retry.delayMs) };
    case "ending":
      return { ...phase, killAt: Math.min(phase.killAt, now + task.killAfterMs) };
    case "due":
      return phase;
  }
}
