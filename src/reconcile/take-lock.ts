import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../model/fault.ts";
import type { Instant } from "../model/instant.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import type { Holder, Lock, LockTrouble } from "./hold-lock.ts";
import { holdLock, renderHolder } from "./hold-lock.ts";
import type { Log } from "./log.ts";

export interface TakeLock {
  readonly stateDir: string;
  /** For whoever finds the lock taken. */
  readonly verb: string;
  readonly now: () => Instant;
  readonly log: Log;
}

/** Between two looks at a lock that somebody holds. Nothing tells when it is let go: SQLite's are the kernel's. */
const lookMs = 500;

/** The lock of a state folder, at once or not at all. */
export function takeLock(of: TakeLock): Result<Lock, Fault> {
  const taken = tryLock(of);
  return taken.ok ? taken : failure(explainLock(of.stateDir, taken.error));
}

/**
 * The same for a daemon, which comes to stay: while a verb holds the lock for its own time it waits for it, and says so.
 * A daemon it does not wait for: that one stays as well. Undefined: told to stop before the lock was free.
 */
export async function awaitLock(of: TakeLock, stop: AbortSignal): Promise<Result<Lock | undefined, Fault>> {
  for (let told: Holder | undefined; !stop.aborted;) {
    const taken = tryLock(of);
    if (taken.ok) return taken;
    const holder = taken.error.kind === "held" ? taken.error.holder : undefined;
    // Nobody's name stands there where the disk is full: it may be a daemon.
    if (!holder || holder.verb === "start") return failure(explainLock(of.stateDir, taken.error));
    if (holder.pid !== told?.pid) {
      const hint = "It takes over as soon as that one is done. Ctrl-C or SIGTERM ends the waiting.";
      of.log.warn({ hint }, `this repository has a runner: \`runner ${of.verb}\` waits for ${renderHolder(holder)}`);
    }
    told = holder;
    await sleep(lookMs, undefined, { signal: stop }).catch(() => undefined);
  }
  return ok(undefined);
}

function tryLock({ stateDir, verb, now }: TakeLock): Result<Lock, LockTrouble> {
  return holdLock(stateDir, { pid: process.pid, verb, since: now() });
}

function explainLock(stateDir: string, trouble: LockTrouble): Fault {
  if (trouble.kind === "unusable") {
    const hint = `Look at ${stateDir}: it has to be a folder that the runner may write to, on a disk with room.`;
    return { kind: "stalled", what: `the state folder cannot be used: ${trouble.problem}`, hint };
  }
  const hint =
    trouble.holder?.verb === "start"
      ? "Verbs such as `run` and `status` reach it from here; `runner stop` ends it."
      : "It leaves when its work is done: try again then.";
  return { kind: "stalled", what: `this repository already has a runner: ${renderHolder(trouble.holder)}`, hint };
}
