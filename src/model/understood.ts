import type { Task } from "./task.ts";

/** What a task has to do with other tasks: enough to tell whether a catalog holds together. */
export interface Outline {
  readonly id: string;
  /** Tasks that it needs. */
  readonly needs: readonly string[];
  /** Tasks whose ends want it run. */
  readonly after: readonly string[];
  /** Whether anything but others' needs wants it run. */
  readonly hasTrigger: boolean;
  /** Whether something has to be passed to it, which those that need it cannot. */
  readonly requiresParams: boolean;
}

/** A task file of a commit about which there is nothing to say: it need not be read again while its contents are the same. */
export interface UnderstoodFile {
  readonly path: string;
  /** Under which name git keeps its contents. */
  readonly object: string;
  readonly tasks: readonly Task[];
  /** Of the same tasks. */
  readonly outlines: readonly Outline[];
  /** Repository paths that were looked for, and what was there: `file`, `executable`, … or nothing. */
  readonly asked: ReadonlyMap<string, string>;
}

/** All tasks of a tree that holds together, asked one by one. */
export interface KnownTasks {
  /** The path of the file that defines it; undefined: there is no such task. */
  fileOf(id: string): string | undefined;
  outlineOf(id: string): Outline | undefined;
  idsIn(path: string): readonly string[];
  /** Ids of those that need it. */
  neededBy(id: string): readonly string[];
  /** Ids of those that run after it. */
  followedBy(id: string): readonly string[];
}
