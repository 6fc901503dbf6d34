import type { Task } from "../../model/task.ts";
import type { Catalog } from "../../model/catalog.ts";
import type { TaskId } from "../../model/ids.ts";
import type { FieldChange } from "./index.ts";
import { namedByTask } from "./named-files.ts";

/** A changed file that a task uses. */
interface Use {
  readonly path: string;
  /** The file by which it gets there; undefined: the task names it itself. */
  readonly by: string | undefined;
}

/**
 * Of each task the changed files that it uses: those that its commands name, and those that these name in turn. `named`:
 * what files name, as far as they have been read.
 */
export function listFileChanges(of: {
  head: Catalog;
  changedFiles: readonly string[];
  named: ReadonlyMap<string, readonly string[]>;
}): ReadonlyMap<TaskId, readonly FieldChange[]> {
  const { head, named } = of;
  if (of.changedFiles.length === 0) return new Map();
  const changed = new Set(of.changedFiles);
  const isKnown = (path: string): boolean => changed.has(path) || named.has(path);
  const uses = new Map<TaskId, readonly Use[]>();
  for (const task of head.tasks.values()) {
    const ofTask = follow([...namedByTask(task, isKnown), ...ofAction(task)]);
    if (ofTask.length > 0) uses.set(task.id, ofTask);
  }
  const users = new Map<string, number>();
  for (const { path } of [...uses.values()].flat()) users.set(path, (users.get(path) ?? 0) + 1);
  return new Map([...uses].map(([id, ofTask]) => [id, ofTask.map((use) => tell(use, users.get(use.path)!))]));

  /** All in the action's folder: its definition, and what its scripts read beside them. */
  function ofAction({ action }: Task): readonly string[] {
    if (!action || action.isBuiltIn) return [];
    return [...changed].filter((path) => path.startsWith(`actions/${action.name}/`));
  }

  function follow(first: readonly string[]): readonly Use[] {
    if (first.length === 0) return [];
    const seen = new Map<string, string | undefined>(first.map((path) => [path, undefined]));
    for (const [path] of seen) {
      for (const next of named.get(path) ?? []) if (!seen.has(next)) seen.set(next, path);
    }
    return [...seen].flatMap(([path, by]) => (changed.has(path) ? [{ path, by }] : [])).sort(byPath);
  }
}

function byPath(a: Use, b: Use): number {
  return a.path < b.path ? -1 : 1;
}

function tell({ path, by }: Use, users: number): FieldChange {
  const way = by === undefined ? "" : `, by way of ${by}`;
  const others = users > 1 ? `; affects ${users} tasks` : "";
  return {
    name: path,
    before: undefined,
    after: undefined,
    consequence: `${isDefinition(path) ? "the definition of its action" : "what it executes"} has changed${way}${others}`,
  };
}

function isDefinition(path: string): boolean {
  return /^actions\/[^/]+\/action\.toml$/.test(path);
}
