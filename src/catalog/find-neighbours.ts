import type { Cache } from "../cache/index.ts";
import type { Task } from "../model/task.ts";
import type { Overlay } from "./overlay.ts";

/** Looking at more files than these is no cheaper than looking at all. */
const mostFiles = 5000;

/**
 * Tasks, beside the changed ones, without which nothing can be said about the change: those that need them or are needed,
 * wait for them, or hold the same locks. undefined: too many.
 */
export function findNeighbours(of: {
  cache: Cache;
  overlay: Overlay;
  tasks: readonly Task[];
}): readonly Task[] | undefined {
  const { cache, overlay, tasks } = of;
  const paths = new Set<string>();
  const addTask = (id: string): void => {
    const path = cache.fileOf(id);
    if (path !== undefined) paths.add(path);
  };
  for (const { id, needs, locks } of tasks) {
    for (const other of [...needs.map(({ task }) => task), ...cache.neededBy(id), ...cache.followedBy(id)])
      addTask(other);
    for (const lock of locks) for (const path of cache.holdersOf(lock)) paths.add(path);
  }
  if (paths.size > mostFiles) return undefined;
  const isChanged = new Set<string>(tasks.map(({ id }) => id));
  return [...new Set([...paths, ...overlay.files.keys()])]
    .flatMap((path) => overlay.tasksIn(path))
    .filter(({ id }) => !isChanged.has(id));
}
