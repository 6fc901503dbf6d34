import type { EndRecord } from "./decision.ts";
import { isRollback } from "./run.ts";

/**
 * Whether an end shares its commit with others: a success of a task that says `report = "digest"`. That a run was undone is
 * no success of the task, and has its own.
 */
export function isFolded({ end, definition }: EndRecord): boolean {
  return end.status === "success" && definition?.report === "digest" && !isRollback(end.trigger);
}
