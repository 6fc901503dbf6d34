import type { State } from "../../src/decide/index.ts";

/**
 * What the journal does not keep: of a run in line its score, and that its condition held when it lined up. There a new
 * runner may decide otherwise.
 */
export function forgets({ waiting, catalog }: State): boolean {
  const { tasks, settings } = catalog!;
  const inLine = [...waiting.values()].filter(({ place }) => place === "ready");
  return (
    // Also of one that is there alone: another may line up later, and is held against its score.
    (settings.runner.priorityScheduling && inLine.length > 0) ||
    inLine.some(({ wanted }) => tasks.get(wanted.task)!.when)
  );
}
