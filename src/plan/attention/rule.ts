import type { Task } from "../../model/task.ts";
import type { Compared } from "../changes/index.ts";

/** One task that a change concerns. */
export interface Looked {
  /** undefined: the task is new. */
  readonly before: Task | undefined;
  readonly after: Task;
  readonly compared: Compared;
}

/**
 * A sentence without its full stop: what there is to look at, with its numbers; with a place, if it is not the task's.
 * `said`: the line of what the task executes that it is about.
 */
export type Finding =
  | string
  | { readonly message: string; readonly said: string }
  | { readonly message: string; readonly file: string; readonly line: number };

/** Something that deserves a second look in a review. */
export interface Rule {
  /** By which it is silenced. */
  readonly id: string;
  /** For the list of all rules. */
  readonly means: string;
  /** The keys of a task that it is about: its place is that of the first one that is written. */
  readonly keys: readonly string[];
  readonly look: (looked: Looked) => readonly Finding[];
}
