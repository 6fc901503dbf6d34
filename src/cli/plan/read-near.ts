import type { Difference } from "../../catalog/index.ts";
import { learnRevision, readDifference } from "../../catalog/index.ts";
import type { HostInput } from "../../definition/index.ts";
import { isTaskPath } from "../../definition/index.ts";
import type { Catalog } from "../../model/catalog.ts";
import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { Task } from "../../model/task.ts";
import type { Repository } from "../../repository/index.ts";

/** Two commits, as far as a change of the one into the other has to do with them: not all tasks are in the catalogs. */
export interface Near {
  readonly before: Catalog;
  readonly after: Catalog;
  readonly difference: Difference;
}

/**
 * Reads what differs and what that has to do with, and leaves the rest alone. undefined: all has to be read, for other
 * files than those of tasks have changed, or something is wrong.
 */
export async function readNear(of: {
  repository: Repository;
  host: HostInput;
  now: Instant;
  base: Sha;
  head: Sha;
}): Promise<Result<Near | undefined, Fault>> {
  const { repository, host, base, head } = of;
  const edges = { repository, host, now: () => of.now };
  const compare = (): ReturnType<typeof readDifference> =>
    readDifference(edges, { from: base, to: head, withNeighbours: true });
  let compared = await compare();
  if (!compared.ok) return compared;
  if (!compared.value) {
    const learnt = await learnRevision(edges, base);
    if (!learnt.ok) return learnt;
    if (learnt.value) compared = await compare();
    if (!compared.ok) return compared;
  }
  const difference = compared.value;
  const neighbours = difference?.neighbours;
  if (!difference || !neighbours || !difference.changedPaths.every(isTaskPath)) return ok(undefined);
  const { before, after } = difference;
  return ok({
    difference,
    before: { tasks: byId([...before.tasks, ...neighbours]), settings: before.settings },
    after: { tasks: byId([...after.tasks, ...neighbours]), settings: after.settings },
  });
}

function byId(tasks: readonly Task[]): Catalog["tasks"] {
  return new Map(tasks.map((task) => [task.id, task]));
}
