import type { Program } from "../diagnostics/program.ts";
import type { Catalog } from "../model/catalog.ts";
import type { Command, Task } from "../model/task.ts";
import { shellOf } from "../model/task.ts";

/**
 * The programs that are not in force as they are: what has been checked once need not be checked with each commit, and is
 * nothing that a later one could be turned away for. So is an action that nobody uses yet: what differs between two commits
 * would not show it. `changedFiles` undefined: every script may have changed.
 */
export function newPrograms(
  programs: readonly Program[],
  inForce: Catalog | undefined,
  changedFiles: readonly string[] | undefined,
): readonly Program[] {
  const used = programs.filter(({ task, action }) => task !== "" || action === undefined);
  if (!inForce) return used;
  const changed = changedFiles && new Set(changedFiles);
  const tasks: ReadonlyMap<string, Task> = inForce.tasks;
  return used.filter(({ task, key, command, shell }) => {
    const isSameScript = command.kind === "text" || changed?.has(command.path) === false;
    const before = tasks.get(task);
    const old = before?.[key === "run" ? "command" : key];
    const oldShell = before && old && shellOf({ command: old, shell: before.shell });
    return !(isSameCommand(old, command) && isSameScript && oldShell?.join("\0") === shell.join("\0"));
  });
}

/** Whether a task has one, as far as it can be told without knowing what scripts say. */
export function mayHaveNewProgram(
  task: Task,
  inForce: Catalog | undefined,
  changedFiles: readonly string[] | undefined,
): boolean {
  const before = inForce?.tasks.get(task.id);
  if (!before) return true;
  const told = ({ command, check, rollback, shell }: Task): string => JSON.stringify([command, check, rollback, shell]);
  const scripts = [task.command, task.check, task.rollback].flatMap((command) =>
    command?.kind === "script" ? [command.path] : [],
  );
  return told(before) !== told(task) || scripts.some((path) => changedFiles?.includes(path) !== false);
}

function isSameCommand(before: Command | undefined, after: Program["command"]): boolean {
  if (after.kind === "text") return before?.kind === "text" && before.text === after.text;
  return before?.kind === "script" && before.path === after.path;
}
