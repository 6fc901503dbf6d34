import { closest } from "../diagnostics/closest.ts";
import type { Journal, OpenRun } from "../journal/index.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import type { Trouble } from "./ask.ts";
import { exitCodes } from "./exit-codes.ts";

/**
 * The open run that a person means: by its id, the beginning of one that no other has, or by its task if that has one
 * active run (or none, and one that waits).
 */
export function findOpenRun(journal: Journal | undefined, name: string): Result<OpenRun, Trouble> {
  const open = journal?.openRuns() ?? [];
  const ofTask = open.filter(({ task }) => task === name);
  const active = ofTask.filter(({ isActive }) => isActive);
  const named = open.filter(({ id }) => id.startsWith(name));
  const found = ofTask.length === 0 ? named : active.length > 0 ? active : ofTask;
  if (found.length === 1) return ok(found[0]!);
  if (found.length > 1) {
    const ids = found.map(({ id, task }) => `${id} (${task})`);
    return invalid(`${name} may mean ${found.length} runs: ${ids.join(", ")}`, "Say which by its id.");
  }
  const past = journal?.run(name);
  if (past)
    return invalid(`${name} has ended already: ${past.end.status}`, `\`runner logs ${name}\` shows its output.`);
  const known: readonly string[] = journal?.snapshot().memories.map(({ task }) => task) ?? [];
  if (known.includes(name)) {
    return invalid(`no run of ${name} is active, and none waits`, `\`runner explain ${name}\` says how it stands.`);
  }
  return noSuchRun(name, known);
}

/** Neither a run nor a task is called so. */
export function noSuchRun(name: string, known: readonly string[]): Result<never, Trouble> {
  const meant = closest(name, known);
  const hint =
    meant === undefined
      ? "`runner status` shows what is going on, `runner history` what was."
      : `Did you mean ${meant}?`;
  return invalid(`there is no run or task ${name}`, hint);
}

function invalid(what: string, hint: string): Result<never, Trouble> {
  return failure({ what, hint, code: exitCodes.invalid });
}
