import { sortDiagnostics } from "../../diagnostics/index.ts";
import { newPrograms } from "../../inspect/index.ts";
import { inspectPrograms, lintPrograms, readFromCommit } from "../inspect-tree.ts";
import { readHost } from "../read-host.ts";
import type { Call } from "../verb.ts";
import { textOption } from "../verb.ts";
import { findBase } from "./find-base.ts";
import { compare } from "./find-changes.ts";
import type { PlanScope } from "./make-plan.ts";
import { nothingOfHost, tell } from "./make-plan.ts";
import { readNear } from "./read-near.ts";
import { noPast } from "./read-past.ts";
import type { ToldPlan } from "./told-plan.ts";

/**
 * A plan of the changes from one commit to another that reads no more than what differs, whatever there is besides.
 * undefined: it cannot be had so, and `makePlan` says why, or reads all.
 */
export async function makeNearPlan(call: Call, scope: PlanScope): Promise<ToldPlan | undefined> {
  const { io } = call;
  const [from, to] = [textOption(call, "base"), textOption(call, "head")];
  if (to === undefined || to === "worktree") return undefined;
  const { openRepository } = await import("../../repository/index.ts");
  const opened = await openRepository(call.dir);
  if (!opened.ok) return undefined;
  const repository = opened.value;
  const [sha, base] = await Promise.all([
    repository.resolve(to),
    from === undefined
      ? findBase(repository, noPast)
      : repository.resolve(from).then((found) => found && { sha: found, name: from }),
  ]);
  if (sha === undefined || base === undefined) return undefined;
  const near = await readNear({ repository, host: readHost(io), now: scope.now, base: base.sha, head: sha });
  if (!near.ok || !near.value) return undefined;

  const { before, after, difference } = near.value;
  const readScripts = readFromCommit(repository, sha);
  const changes = await compare({
    base,
    compared: { base: before, head: after, now: scope.now, changedFiles: [], named: new Map() },
    programs: newPrograms(difference.programs, before, []),
    lint: (programs) => lintPrograms(io, programs, readScripts),
    readFiles: readScripts,
  });
  const found = await inspectPrograms(io, changes.programs, readScripts);
  const diagnostics = sortDiagnostics([...difference.diagnostics, ...found]);
  return tell({ sha, repository }, scope, diagnostics, { catalog: after, changes, ...nothingOfHost });
}
