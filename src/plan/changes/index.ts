// takes      two catalogs, a moment, and which repository files differ between them
// gives      each task that will behave otherwise: what is new, gone, renamed, or changed field by field
// fails with nothing
// guarantees pure; meanings are compared, not texts: what was moved, split or written otherwise is no change
import type { Catalog } from "../../model/catalog.ts";
import { byCodePoint } from "../../model/compare.ts";
import type { TaskId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { Task } from "../../model/task.ts";
import { listCalendarChanges } from "./calendars.ts";
import { listFieldChanges, showFields } from "./fields.ts";
import { listFileChanges } from "./file-changes.ts";
import { listLockChanges } from "./locks.ts";
import { matchRenamed, withNames } from "./match-renamed.ts";

export interface TaskChange {
  readonly task: TaskId;
  readonly change: "added" | "changed" | "removed" | "renamed";
  /** What it was called, if it is renamed. */
  readonly from: TaskId | undefined;
  /** In the order of the table of keys; of an added task those that are not the defaults; of a removed one none. */
  readonly fields: readonly FieldChange[];
}

export interface FieldChange {
  /** The key of the task file, `locks.NAME` or `calendars/NAME`, or the path of a repository file that the task uses. */
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
  /** Which files of the repository a file of the head names, for those that tasks use. */
  readonly named: ReadonlyMap<string, readonly string[]>;
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
  const { base, head, now } = compared;
  const gone = [...base.tasks.values()].filter(({ id }) => !head.tasks.has(id));
  const come = [...head.tasks.values()].filter(({ id }) => !base.tasks.has(id));
  const renamed = matchRenamed(gone, come);
  const names = new Map([...renamed].map(([after, before]) => [before.id, after.id]));
  const ofFiles = listFileChanges(compared);
  const changes: TaskChange[] = gone
    .filter(({ id }) => !names.has(id))
    .map(({ id }) => ({ task: id, change: "removed", from: undefined, fields: [] }));
  for (const task of head.tasks.values()) {
    const before = base.tasks.get(task.id) ?? renamed.get(task);
    if (!before) {
      changes.push({ task: task.id, change: "added", from: undefined, fields: showFields(task, now) });
      continue;
    }
    if (isUntouched(before, task) && !ofFiles.has(task.id)) continue;
    const fields = [...diffTask(withNames(before, names), task, compared), ...(ofFiles.get(task.id) ?? [])];
    if (before.id !== task.id) changes.push({ task: task.id, change: "renamed", from: before.id, fields });
    else if (fields.length > 0) changes.push({ task: task.id, change: "changed", from: undefined, fields });
  }
  return changes.sort((a, b) => byCodePoint(a.task, b.task));
}

/** Of a hundred thousand tasks nearly all: no list is made for them. */
function isUntouched(before: Task, after: Task): boolean {
  return after.locks.length === 0 && isSame(before, after);
}

function isSame(before: Task, after: Task): boolean {
  return before.digest === after.digest && before.category === after.category;
}

function diffTask(before: Task, after: Task, { base, head, now }: Compared): readonly FieldChange[] {
  const ofKeys = isSame(before, after)
    ? []
    : [...listFieldChanges(before, after, now), ...listCalendarChanges(before, after, now)];
  return [...ofKeys, ...listLockChanges(after, base.settings.locks, head.settings.locks)];
}
