import { closest } from "../diagnostics/closest.ts";
import type { EndRecord } from "../model/decision.ts";
import type { Snapshot } from "../model/memory.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import type { Wanted } from "../model/run.ts";
import type { Trouble } from "./ask.ts";
import { exitCodes } from "./exit-codes.ts";

/** The runs that have not ended, by what a person calls them. */
export interface OpenRun {
  readonly wanted: Wanted;
  readonly isActive: boolean;
}

export function listOpen({ active, waiting }: Pick<Snapshot, "active" | "waiting">): readonly OpenRun[] {
  return [
    ...active.map(({ wanted }) => ({ wanted, isActive: true })),
    ...waiting.map((wanted) => ({ wanted, isActive: false })),
  ];
}

/** A run's name, or the beginning of one: `20261120T02`. */
export function looksLikeRun(name: string): boolean {
  return /^\d{8}(T[\dZ-][\da-fTZ-]*|T)?$/.test(name);
}

/**
 * The open run that a person means: by its id, the beginning of one that no other has, or by its task if that has one
 * active run (or none, and one that waits).
 */
export function findOpenRun(
  snapshot: Snapshot,
  name: string,
  ended: (id: string) => EndRecord | undefined,
): Result<OpenRun, Trouble> {
  const open = listOpen(snapshot);
  const named = open.filter(({ wanted }) => wanted.id.startsWith(name));
  const ofTask = open.filter(({ wanted }) => wanted.task === name);
  const active = ofTask.filter(({ isActive }) => isActive);
  const found = ofTask.length === 0 ? named : active.length > 0 ? active : ofTask;
  if (found.length === 1) return ok(found[0]!);
  if (found.length > 1) {
    const ids = found.map(({ wanted }) => `${wanted.id} (${wanted.task})`);
    return invalid(`${name} may mean ${found.length} runs: ${ids.join(", ")}`, "Say which by its id.");
  }
  const past = ended(name);
  if (past)
    return invalid(`${name} has ended already: ${past.end.status}`, `\`runner logs ${name}\` shows its output.`);
  if (snapshot.memories.some(({ task }) => task === name)) {
    return invalid(`no run of ${name} is active, and none waits`, `\`runner explain ${name}\` says how it stands.`);
  }
  const meant = closest(
    name,
    new Set([...open.map(({ wanted }) => wanted.task), ...snapshot.memories.map(({ task }) => task)]),
  );
  const hint = meant === undefined ? "`runner status` lists what is active and what waits." : `Did you mean ${meant}?`;
  return invalid(`there is no run ${name}`, hint);
}

function invalid(what: string, hint: string): Result<never, Trouble> {
  return failure({ what, hint, code: exitCodes.invalid });
}
