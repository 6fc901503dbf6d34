import { hostMatches } from "../decide/gates/hosts.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { cannotGrant, protectsRunner } from "../diagnostics/isolation-codes.ts";
import type { Span } from "../diagnostics/span.ts";
import type { Executor } from "../execute/index.ts";
import type { Catalog } from "../model/catalog.ts";
import type { TaskId } from "../model/ids.ts";
import { noIsolation } from "../model/isolation.ts";
import type { Task } from "../model/task.ts";
import { findOwnFolder } from "./find-own-folder.ts";
import { findProtectedPaths } from "./protected-paths.ts";

/**
 * What tasks ask of this host that it cannot give: it is found out before they are in force, not at night when one is due.
 * Only of those that this host has, and that are enabled; of those that are not as they were, where `changed` says which. Who asks for nothing costs nothing.
 */
export async function findUngranted(
  { tasks }: Catalog,
  changed: ReadonlySet<TaskId> | undefined,
  of: {
    executor: { fencing: Pick<Executor["fencing"], "lacks"> };
    host: { name: string; labels: readonly string[] };
    /** Folders that no rollback may touch: the runner's state, the repository's git directory. */
    own: readonly string[];
  },
): Promise<readonly Diagnostic[]> {
  const { executor, host, own } = of;
  const found: Diagnostic[] = [];
  const known = new Map<string, ReturnType<Executor["fencing"]["lacks"]>>();
  for (const task of changed ? [...changed].flatMap((id) => tasks.get(id) ?? []) : tasks.values()) {
    if ((task.isolation === noIsolation && task.protect.length === 0) || !task.enabled) continue;
    if (!hostMatches(task.hosts, host)) continue;
    const met = findOwnFolder(await findProtectedPaths(task), own);
    if (met) found.push(protectsRunner(placeOf(task), { task: task.id, ...met }));
    if (task.isolation === noIsolation) continue;
    // A thousand tasks of one user are one question.
    const wish = JSON.stringify(task.isolation);
    const lacks = known.get(wish) ?? executor.fencing.lacks(task.isolation);
    known.set(wish, lacks);
    for (const { problem, hint } of await lacks)
      found.push(cannotGrant(placeOf(task), { task: task.id, host: host.name, problem, hint }));
  }
  return found;
}

/** The line of the task. Its file is not at hand, and only the number of lines before it counts. */
function placeOf({ file, line }: Task): Span {
  const start = line - 1;
  return { source: { path: file, text: "\n".repeat(start) }, start, end: start };
}
