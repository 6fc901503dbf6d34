import type { Instant } from "../../model/instant.ts";
import type { Active, Phase } from "../../model/memory.ts";
import { overrunAt } from "../overrun.ts";
import { dissolve } from "../state/line.ts";
import { changeActive } from "../state/places.ts";
import { remember } from "../state/remember.ts";
import { scheduleNext } from "../state/slots.ts";
import type { State } from "../state/state.ts";
import { markDirty } from "../state/waiting.ts";
import { isWrongFuture } from "../state/wrong-future.ts";

/** Whether an earlier runner has lived in what is still the future. */
export function hasSeenTheFuture(state: State): boolean {
  for (const { cursor } of state.memories.values()) if (isWrongFuture(state, cursor)) return true;
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
    changeActive(state, active.wanted.id, { phase: asOf(active, now), mustEndBy: endAsOf(active, now) });
  }
  // How long they have waited counts for their place in the line.
  dissolve(state);
  for (const waiting of state.waiting.values()) {
    waiting.seenSince = Math.min(waiting.seenSince, now);
    waiting.parkedSince = Math.min(waiting.parkedSince, now);
    // The moment that it waits for may be one of the wrong future.
    if (waiting.place === "parked" || waiting.place === "ready") markDirty(state, waiting);
  }
  for (const memory of state.memories.values()) {
    const { lastEnd } = memory;
    // What is counted from it begins now, and not with each runner that is started until that time has come.
    if (lastEnd && lastEnd.at > now) remember(state, memory.task, { lastEnd: { ...lastEnd, at: now } });
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

/** Its window is that of the true time; if there is none, it has closed. */
function endAsOf({ mustEndBy, task }: Active, now: Instant): Instant | undefined {
  return mustEndBy === undefined ? undefined : Math.min(mustEndBy, overrunAt(task.windows, now) ?? now);
}
