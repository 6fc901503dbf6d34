import type { Instant } from "../../model/instant.ts";
import type { Active } from "../../model/memory.ts";
import { endAttemptBy } from "../stop-run.ts";
import { lookAtConditions } from "./facts.ts";
import { takeDue } from "../state/due.ts";
import { changeActive, phaseEnd } from "../state/places.ts";
import type { State } from "../state/state.ts";
import { markDirty } from "../state/waiting.ts";
import { wantSlots } from "../want-slots.ts";

/** Time has passed: phases that are over end, deadlines are looked at, due slots are wanted. In order of time. */
export function tick(state: State, event: { now: Instant }): void {
  const { now } = event;
  for (let due = takeDue(state.timers, now); due; due = takeDue(state.timers, now)) {
    for (const run of due.keys) {
      const active = state.active.get(run);
      const waiting = state.waiting.get(run);
      if (active) endPhase(state, active, now);
      if (waiting) markDirty(state, waiting);
    }
  }
  for (let due = takeDue(state.conditionTimers, now); due; due = takeDue(state.conditionTimers, now)) {
    for (const task of new Set(due.keys)) lookAtConditions(state, task);
  }
  if (state.ignoresSlots) return;
  for (let due = takeDue(state.slots, now); due; due = takeDue(state.slots, now)) {
    for (const id of due.keys) {
      if (state.nextSlot.get(id) === due.at) wantSlots(state, state.catalog!.tasks.get(id)!, due.at);
    }
  }
}

function endPhase(state: State, active: Active, now: Instant): void {
  // The timer may have been set by a phase that is long over.
  const end = phaseEnd(active);
  if (!end || end.at > now) return;
  if (end.isOverrun) return endAttemptBy(state, active, "overrun");
  switch (active.phase.kind) {
    case "starting":
    case "running":
      return endAttemptBy(state, active, "timeout");
    case "backoff":
      changeActive(state, active.wanted.id, { phase: { kind: "due" } });
      return;
    case "ending": {
      // TERM did not end it. Should even KILL take its time, KILL again after as long a wait.
      const killed = changeActive(state, active.wanted.id, {
        phase: { ...active.phase, killAt: now + Math.max(active.task.killAfterMs, 1000) },
      });
      state.effects.push({ kind: "signal", active: killed, signal: "KILL", why: active.phase.why });
      return;
    }
    case "due":
      return;
  }
}
