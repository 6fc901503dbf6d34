import type { RunnerOptions } from "../reconcile/open-runner.ts";
import { makeLog } from "./make-log.ts";
import type { Here } from "./open-here.ts";
import type { Call } from "./verb.ts";

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
