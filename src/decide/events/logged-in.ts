import type { Event } from "../../model/event.ts";
import type { State } from "../state/state.ts";
import { wantForEvent } from "../want-for-event.ts";

/** Somebody has logged in on the host. */
export function loggedIn(state: State, { user, line, id, now }: Event & { kind: "logged-in" }): void {
  for (const { task, trigger } of state.listeners.login) {
    if (trigger.user !== undefined && trigger.user !== user) continue;
    wantForEvent(state, { task, trigger: { kind: "login", user, line }, origin: id, at: now });
  }
}
