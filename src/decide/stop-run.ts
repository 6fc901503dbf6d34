import type { Active } from "../model/memory.ts";
import type { EndingReason } from "../model/run.ts";
import { endActive } from "./end-run.ts";
import { changeActive } from "./state/places.ts";
import type { State } from "./state/state.ts";

/** Ends what is under way: TERM now, KILL after `kill_after`. The first reason stays the reason. */
export function endAttemptBy(state: State, active: Active, why: EndingReason): void {
  const { phase } = active;
  switch (phase.kind) {
    case "ending":
      return;
    case "backoff":
    case "due":
      // No process to end: it waits between two attempts.
      return endActive(state, active, {
        status: "cancelled",
        reason: why,
        detail: `ended while it waited for attempt ${active.attempt + 1}`,
        endedAt: state.now,
        attempts: active.attempts,
      });
    case "starting":
    case "running": {
      const ending = changeActive(state, active.wanted.id, {
        phase: { kind: "ending", since: phase.since, why, killAt: state.now + active.task.killAfterMs },
      });
      state.effects.push({ kind: "signal", active: ending, signal: "TERM", why });
    }
  }
}
