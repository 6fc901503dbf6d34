import type { TaskId } from "../model/ids.ts";
import type { TaskMemory } from "../model/memory.ts";

/** How long each task's runs usually take, in milliseconds; a task that has not yet succeeded is not in it. */
export function medianDurations(memories: readonly TaskMemory[]): ReadonlyMap<TaskId, number> {
  const known = memories.filter(({ durationsMs }) => durationsMs.length > 0);
  return new Map(known.map(({ task, durationsMs }) => [task, median(durationsMs)]));
}

/** Of an even number the mean of the middle two, in whole milliseconds. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1]!;
  const lower = sorted[(sorted.length - 1) >> 1]!;
  return Math.round((lower + upper) / 2);
}
