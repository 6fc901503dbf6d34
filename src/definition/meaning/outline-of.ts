import type { Outline } from "../../model/understood.ts";
import { hasTrigger, listNeeds, listRequired, listTriggers } from "./check-references.ts";
import type { WrittenTask } from "./written-task.ts";

/** undefined: it has no usable id. */
export function outlineOf(task: WrittenTask): Outline | undefined {
  if (task.id === undefined) return undefined;
  return {
    id: task.id,
    needs: listNeeds(task).map(({ id }) => id),
    after: listTriggers(task).map(({ id }) => id),
    hasTrigger: hasTrigger(task),
    requiresParams: listRequired(task).length > 0,
  };
}
