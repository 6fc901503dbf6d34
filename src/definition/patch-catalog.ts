import type { Catalog } from "../model/catalog.ts";
import { byCodePoint } from "../model/compare.ts";
import type { TaskId } from "../model/ids.ts";
import { PatchedMap } from "../model/patched-map.ts";
import type { Settings } from "../model/settings.ts";
import type { Task } from "../model/task.ts";

/** A catalog in which some tasks have become others; it is known that it holds together. */
export function patchCatalog(
  { tasks }: Catalog,
  { before, after, settings }: { before: readonly Task[]; after: readonly Task[]; settings: Settings },
): Catalog {
  const patches: readonly [TaskId, Task | undefined][] = [
    ...before.map(({ id }): [TaskId, undefined] => [id, undefined]),
    ...after.map((task): [TaskId, Task] => [task.id, task]),
  ];
  return { tasks: PatchedMap.patch(tasks, patches, byCodePoint), settings };
}
