import type { TaskId } from "../model/ids.ts";
import { median } from "../model/median.ts";
import type { TaskMemory } from "../model/memory.ts";

/** How long each task's runs usually take, in milliseconds; a task that has not yet succeeded is not in it. */
export function medianDurations(memories: readonly TaskMemory[]): ReadonlyMap<TaskId, number> {
  const known = memories.filter(({ durationsMs }) => durationsMs.length > 0);
  return new Map(known.map(({ task, durationsMs }) => [task, median(durationsMs)]));
}
