import type { Event } from "../model/event.ts";
import { apply } from "./events/apply.ts";
import { attemptEnded, neverStarted, started } from "./events/attempt.ts";
import { booted } from "./events/booted.ts";
import { cancel } from "./events/cancel.ts";
import { takeFacts } from "./events/facts.ts";
import { fileChanged } from "./events/file-changed.ts";
import { loggedIn } from "./events/logged-in.ts";
import { pause, resume } from "./events/pause.ts";
import { request } from "./events/request.ts";
import { clockJumped } from "./events/clock-jumped.ts";
import { setBack } from "./events/set-back.ts";
import { shuttingDown } from "./events/shutting-down.ts";
import { tick } from "./events/tick.ts";
import type { State } from "./state/state.ts";
import { isSetBack } from "./state/wrong-future.ts";

/** Lets one event change the state. What follows from it is decided by the next `decide`. */
export function advance(state: State, event: Event): void {
  // Only the tick brings the clock itself; the others may be older than what came before them.
  if (event.kind === "tick" && isSetBack(state, event.now)) setBack(state, event.now);
  state.now = Math.max(state.now, event.now);
  switch (event.kind) {
    case "tick":
      return tick(state, { now: state.now });
    case "clock-jumped":
      return clockJumped(state, event);
    case "applied":
      return apply(state, event);
    case "requested":
      return request(state, event);
    case "cancelled":
      return cancel(state, event);
    case "started":
      return started(state, event);
    case "never-started":
      return neverStarted(state, event);
    case "attempt-ended":
      return attemptEnded(state, event);
    case "booted":
      return booted(state, event);
    case "shutting-down":
      return shuttingDown(state, event);
    case "logged-in":
      return loggedIn(state, event);
    case "file-changed":
      return fileChanged(state, event);
    case "facts":
      return takeFacts(state, event);
    case "paused":
      return pause(state, event);
    case "resumed":
      return resume(state, event);
  }
}
