import type { State } from "../state/state.ts";
import { markDirty } from "../state/waiting.ts";
import { wantForEvent } from "../want-for-event.ts";

/** The host goes down: from now on only what was asked for at this moment starts, and what that needs. */
export function shuttingDown(state: State, { now }: { now: number }): void {
  state.goingDown = true;
  // What goes on beside it must not keep a task from its only chance. Locks hold: they are there for the data.
  state.sparePlaces = state.active.size;
  state.ignoresSlots = true;
  for (const waiting of state.waiting.values()) markDirty(state, waiting);
  for (const { task } of state.listeners.shutdown) {
    wantForEvent(state, { task, trigger: { kind: "shutdown" }, origin: String(now), at: now });
  }
}
