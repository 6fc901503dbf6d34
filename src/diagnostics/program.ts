import type { Command } from "../model/task.ts";
import type { Span } from "./span.ts";

/** What a task hands to an interpreter: a text, or a script of the repository; and where that is written. */
export interface Program {
  /** The task's id as written; empty: no task uses the action that it is of. */
  readonly task: string;
  /** The repository's own action that it is of. */
  readonly action?: string;
  readonly key: "run" | "check" | "rollback";
  readonly command: Exclude<Command, { kind: "argv" }>;
  /** The words that read it, with `{}` for its path. */
  readonly shell: readonly string[];
  /** A script that may be executed is read by whatever its first line names, and not by `shell`. */
  readonly isExecutable: boolean;
  /** Where a line of the text, counted from 1, stands in the file of the task, or of the action; without one, where the command is. */
  readonly locate: (line?: number) => Span;
}

/** Who executes it, as a clause. */
export function tellUser({ task, action }: Pick<Program, "task" | "action">): string {
  return action === undefined ? `the task "${task}" executes it` : `the action "${action}" executes it`;
}
