import { renderDiagnostic } from "../diagnostics/render-diagnostic.ts";
import { findDaemon } from "../reconcile/control/ask-daemon.ts";
import { findNewest } from "../reconcile/find-newest.ts";
import { readFirstSettings } from "../reconcile/read-settings.ts";
import type { ExitCode } from "./exit-codes.ts";
import { hasErrorColor } from "./io.ts";
import type { Here } from "./open-here.ts";
import { printFault } from "./print-fault.ts";
import { printNothingInForce } from "./print-nothing-in-force.ts";
import type { Core } from "./read-core.ts";
import { readCore } from "./read-core.ts";
import type { Call } from "./verb.ts";

/**
 * What a request would meet: with a daemon the revision in force; without one the newest, which would come into force
 * first. What stands in the way of that is told, and the revision in force goes on.
 */
export async function readNextCore(call: Call, here: Here): Promise<{ core: Core } | { code: ExitCode }> {
  const { io } = call;
  const now = io.now();
  const present = await readCore(here, { now });
  if (!present.ok) return { code: printFault(io, present.error) };
  const inForce = present.value;
  const daemon = await findDaemon(here.stateDir);
  if (daemon.ok && daemon.value) return orNothing(call, inForce);

  const { git } =
    inForce.state.catalog?.settings ??
    (await readFirstSettings({ repository: here.repository, host: here.host, now: io.now }));
  const repository = git.sshKey ? here.repository.reachedBy({ sshKey: git.sshKey }) : here.repository;
  const known = inForce.inForce?.revision.sha;
  const newest = await findNewest({ repository, git, worktree: call.options["worktree"] === true, known });
  if (!newest.ok) {
    const code = printFault(io, newest.error);
    return inForce.state.catalog ? { core: inForce } : close(inForce, code);
  }
  if (newest.value === known) return orNothing(call, inForce);
  const next = await readCore(here, { now, as: newest.value });
  if (!next.ok) return close(inForce, printFault(io, next.error));
  if (next.value.state.catalog) {
    inForce.close();
    return { core: next.value };
  }
  next.value.close();
  for (const diagnostic of next.value.inForce!.diagnostics) {
    if (diagnostic.severity === "error") io.err(`${renderDiagnostic(diagnostic, { color: hasErrorColor(io) })}\n\n`);
  }
  io.err(`runner: the newest revision, ${newest.value.slice(0, 7)}, has errors and does not come into force\n`);
  return orNothing(call, inForce);
}

function orNothing({ io }: Call, core: Core): { core: Core } | { code: ExitCode } {
  return core.state.catalog ? { core } : close(core, printNothingInForce(io, core));
}

function close(core: Core, code: ExitCode): { code: ExitCode } {
  core.close();
  return { code };
}
