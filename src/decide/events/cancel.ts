import type { RunId } from "../../model/ids.ts";
import { endWaiting } from "../end-run.ts";
import { endAttemptBy } from "../stop-run.ts";
import type { State } from "../state/state.ts";

/** Somebody wants it gone. One that has ended meanwhile is left as it is. */
export function cancel(state: State, event: { run: RunId; by: string }): void {
  const waiting = state.waiting.get(event.run);
  if (waiting)
    endWaiting(state, waiting, { reason: "cancelled", detail: `cancelled by ${event.by} before it started` });
  const active = state.active.get(event.run);
  if (active) endAttemptBy(state, active, "cancelled");
}
