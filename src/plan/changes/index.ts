// takes      two catalogs, a moment, and which repository files differ between them
// gives      each task that will behave otherwise: what is new, gone, renamed, or changed field by field
// fails with nothing
// guarantees pure; meanings are compared, not texts: what was moved, split or written otherwise is no change
import type { Catalog } from "../../model/catalog.ts";
import { byCodePoint } from "../../model/compare.ts";
import type { TaskId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { Task } from "../../model/task.ts";
import { listFieldChanges, showFields } from "./fields.ts";
import { usesFile } from "./uses-file.ts";

export interface TaskChange {
  readonly task: TaskId;
  readonly change: "added" | "changed" | "removed" | "renamed";
  /** What it was called, if it is renamed. */
  readonly from: TaskId | undefined;
  /** In the order of the table of keys; of an added task those that are not the defaults; of a removed one none. */
  readonly fields: readonly FieldChange[];
}

export interface FieldChange {
  /** The key of the task file, or the path of a repository file that the task uses. */
  readonly name: string;
  /** As people read it; undefined: there was none, or nothing but the default. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** What follows from it, in a few words; undefined: it speaks for itself. */
  readonly consequence: string | undefined;
  /** For what moves the times at which it is due. */
  readonly due?: { readonly before: readonly Instant[]; readonly after: readonly Instant[] };
}

/** What the diff looks at. */
export interface Compared {
  readonly base: Catalog;
  readonly head: Catalog;
  readonly now: Instant;
  /** Paths of the repository whose contents differ, those under tasks.d left out. */
  readonly changedFiles: readonly string[];
  /** Paths of programs outside of the repository that all users of this host may write or replace, as far as was looked. */
  readonly writable?: ReadonlyMap<string, "file" | "folder">;
  /** What ShellCheck says of the shell text that is new or changed, by task, as far as it was asked. */
  readonly remarks?: ReadonlyMap<string, readonly Remark[]>;
}

export interface Remark {
  /** A sentence without its full stop. */
  readonly message: string;
  readonly file: string;
  readonly line: number;
  /** The line of the text that it is about. */
  readonly text: string;
}

/** In order of task. */
export function diffCatalogs(compared: Compared): readonly TaskChange[] {
  const { base, head } = compared;
  const gone = [...base.tasks.values()].filter(({ id }) => !head.tasks.has(id));
  const come = [...head.tasks.values()].filter(({ id }) => !base.tasks.has(id));
  const renamed = matchRenamed(gone, come);
  const changes: TaskChange[] = [];
  for (const task of gone) {
    if (![...renamed.values()].includes(task)) changes.push(simple(task, "removed"));
  }
  for (const task of come) {
    const before = renamed.get(task);
    if (before) changes.push({ task: task.id, change: "renamed", from: before.id, fields: [] });
    else changes.push({ ...simple(task, "added"), fields: showFields(task, compared.now) });
  }
  for (const task of head.tasks.values()) {
    const before = base.tasks.get(task.id);
    if (!before) continue;
    const fields = [...listFieldChanges(before, task, compared.now), ...listFileChanges(before, task, compared)];
    if (fields.length > 0) changes.push({ ...simple(task, "changed"), fields });
  }
  return changes.sort((a, b) => byCodePoint(a.task, b.task));
}

function simple({ id }: Task, change: TaskChange["change"]): TaskChange {
  return { task: id, change, from: undefined, fields: [] };
}

/** New tasks that are in all but their name what a vanished one was: the vanished one by the new one. */
function matchRenamed(gone: readonly Task[], come: readonly Task[]): ReadonlyMap<Task, Task> {
  const byMeaning = new Map<string, Task[]>();
  for (const task of gone) {
    const key = meaningOf(task);
    byMeaning.set(key, [...(byMeaning.get(key) ?? []), task]);
  }
  const renamed = new Map<Task, Task>();
  for (const task of come) {
    const before = byMeaning.get(meaningOf(task))?.shift();
    if (before) renamed.set(task, before);
  }
  return renamed;
}

function meaningOf(task: Task): string {
  return JSON.stringify(showFields(task, undefined).map(({ name, after }) => [name, after]));
}

/** Scripts and other files of the repository that the task's commands name, before or after. */
function listFileChanges(before: Task, after: Task, { head, changedFiles }: Compared): readonly FieldChange[] {
  return changedFiles.flatMap((path) => {
    if (!usesFile(before, path) && !usesFile(after, path)) return [];
    const users = [...head.tasks.values()].filter((task) => usesFile(task, path)).length;
    const consequence = `what it executes has changed${users > 1 ? `; affects ${users} tasks` : ""}`;
    return [{ name: path, before: undefined, after: undefined, consequence }];
  });
}
