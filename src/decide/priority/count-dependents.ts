import type { Catalog } from "../../model/catalog.ts";
import type { TaskId } from "../../model/ids.ts";

/** How many tasks need each; one that nobody needs is not in it. Made once per revision. */
export function countDependents({ tasks }: Catalog): ReadonlyMap<TaskId, number> {
  const counts = new Map<TaskId, number>();
  for (const { needs } of tasks.values()) {
    if (needs.length === 0) continue;
    for (const needed of new Set(needs.map(({ task }) => task))) counts.set(needed, (counts.get(needed) ?? 0) + 1);
  }
  return counts;
}
