import { join } from "node:path";
import { defineHost } from "../definition/index.ts";
import type { HostInput } from "../definition/index.ts";
import { renderDiagnostic } from "../diagnostics/render-diagnostic.ts";
import type { HostSettings } from "../model/settings.ts";
import type { RunnerOptions } from "../reconcile/open-runner.ts";
import type { Repository } from "../repository/index.ts";
import { openRepository } from "../repository/index.ts";
import { exitCodes } from "./exit-codes.ts";
import type { ExitCode } from "./exit-codes.ts";
import { hasColor } from "./io.ts";
import { makeLog } from "./make-log.ts";
import { printFault } from "./print-fault.ts";
import type { Call } from "./verb.ts";

/** The repository a verb works on, with where its runner keeps its state. */
export interface Here {
  readonly repository: Repository;
  readonly stateDir: string;
  readonly host: HostInput;
  readonly hostSettings: HostSettings;
}

/** Opens it; what stands in the way is printed, and the exit code handed back. */
export async function openHere(call: Call): Promise<{ here: Here } | { code: ExitCode }> {
  const { readHost } = await import("./read-host.ts");
  const host = readHost(call.io);
  const { settings, diagnostics } = defineHost(host);
  if (!settings) {
    for (const diagnostic of diagnostics) call.io.err(renderDiagnostic(diagnostic, { color: hasColor(call.io) }));
    return { code: exitCodes.invalid };
  }
  const opened = await openRepository(call.dir);
  if (!opened.ok) return { code: printFault(call.io, opened.error) };
  const repository = opened.value;
  const stateDir = settings.stateDir ?? join(repository.commonDir, "runner");
  return { here: { repository, stateDir, host, hostSettings: settings } };
}

/** What a runner is opened with. */
export function runnerOptions(call: Call, here: Here, verb: string): RunnerOptions {
  const { io } = call;
  return {
    repository: here.repository,
    stateDir: here.stateDir,
    host: here.host,
    verb,
    worktree: call.options["worktree"] === true,
    ignoresSlots: false,
    version: io.version,
    now: io.now,
    env: io.env,
    log: makeLog(io, here.hostSettings),
  };
}
