import type { Task } from "../../model/task.ts";
import type { FieldChange } from "./index.ts";

/** How many may hold the task's locks at once, where the settings say otherwise than before. */
export function listLockChanges(
  { locks }: Task,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): readonly FieldChange[] {
  return locks.flatMap((lock) => {
    const [old, now] = [before, after].map((capacities) => capacities.get(lock) ?? 1);
    if (old === now) return [];
    const consequence = now === 1 ? "one run holds it at a time" : `up to ${now} runs hold it at once`;
    return [{ name: `locks.${lock}`, before: String(old), after: String(now), consequence }];
  });
}
