import type { Event } from "../../model/event.ts";
import type { State } from "../state/state.ts";
import { wantForEvent } from "../want-for-event.ts";

/** Something that a pattern matches has changed, and it has been quiet since. */
export function fileChanged(state: State, { glob, path, now }: Event & { kind: "file-changed" }): void {
  for (const { task, trigger } of state.listeners["file-changed"]) {
    if (trigger.glob !== glob) continue;
    wantForEvent(state, { task, trigger: { kind: "file-changed", path }, origin: `${glob} ${now}`, at: now });
  }
}
