import type { Catalog } from "../model/catalog.ts";
import { byCodePoint } from "../model/compare.ts";
import type { TaskId } from "../model/ids.ts";
import type { Settings } from "../model/settings.ts";
import type { Task } from "../model/task.ts";

/** A catalog in which some tasks have become others; it is known that it holds together. */
export function patchCatalog(
  catalog: Catalog,
  { before, after, settings }: { before: readonly Task[]; after: readonly Task[]; settings: Settings },
): Catalog {
  const tasks = new Map(catalog.tasks);
  const stays = new Set(after.map(({ id }) => id));
  for (const { id } of before) if (!stays.has(id)) tasks.delete(id);
  const added = after.filter(({ id }) => !tasks.has(id));
  for (const task of after) if (tasks.has(task.id)) tasks.set(task.id, task);
  return { tasks: added.length === 0 ? tasks : insert(tasks, added), settings };
}

/** Keeps the order by id. */
function insert(tasks: ReadonlyMap<TaskId, Task>, added: readonly Task[]): ReadonlyMap<TaskId, Task> {
  const inOrder = new Map<TaskId, Task>();
  const rest = added.toSorted((a, b) => byCodePoint(a.id, b.id));
  let next = 0;
  for (const [id, task] of tasks) {
    for (; next < rest.length && byCodePoint(rest[next]!.id, id) < 0; next += 1)
      inOrder.set(rest[next]!.id, rest[next]!);
    inOrder.set(id, task);
  }
  for (const task of rest.slice(next)) inOrder.set(task.id, task);
  return inOrder;
}
