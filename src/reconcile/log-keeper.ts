import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Executor } from "../execute/index.ts";
import { findKeptLog, keptLogBytes } from "../execute/inspect-run.ts";
import type { Journal, KeptLog } from "../journal/index.ts";
import type { RunId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { OnStep } from "../model/pass-step.ts";
import type { RunEnd } from "../model/run.ts";
import type { Settings } from "../model/settings.ts";
import type { Keep } from "../model/task.ts";
import { makeRedactor } from "../redact/index.ts";
import { isCommittedWhole, joinLog } from "../report/index.ts";
import { fewAtOnce } from "./few-at-once.ts";
import type { Log } from "./log.ts";
import { marginFor, redactExcerpt } from "./redact-excerpt.ts";

export interface LogKeeperEdges {
  readonly stateDir: string;
  readonly journal: Journal;
  readonly executor: Executor;
  readonly settings: () => Settings;
  readonly keepOf: (task: string) => Keep;
  readonly now: () => Instant;
  readonly log: Log;
  readonly onStep: OnStep;
}

/**
 * The logs of runs that are reported: what the report does not have whole stays on this disk, masked once and for all, so
 * that the values it was masked with can go.
 */
export interface LogKeeper {
  /** Lets go of what is left of these runs, but for their logs. */
  putAway(ends: readonly RunEnd[]): Promise<void>;
  /** Removes the logs that are older than they are kept. Gives those that went, or would. */
  removeOld(dryRun: boolean): readonly RunId[];
}

/** So many at a time: each piece is a transaction, and nothing else of the runner goes on meanwhile. */
const atOnce = 100;

export function makeLogKeeper(edges: LogKeeperEdges): LogKeeper {
  const { stateDir, journal, executor } = edges;

  function remove(logs: readonly KeptLog[]): void {
    // The file first: the journal knows of it until it is gone.
    for (const { id } of logs) rmSync(findKeptLog(stateDir, id), { force: true });
    journal.logs.drop(logs.map(({ id }) => id));
  }

  async function putSomeAway(ends: readonly RunEnd[]): Promise<void> {
    const kept = (await fewAtOnce(ends, (end) => keepLog(edges, end))).filter((log) => log !== undefined);
    if (kept.length > 0) journal.logs.add(kept);
    edges.onStep("logs-kept");
    // Last of all: until then it can be done again.
    await fewAtOnce(ends, ({ id }) => executor.forget(id));
    if (kept.length > 0) makeRoom();
  }

  /** Gives the logs that went. */
  function makeRoom(): readonly KeptLog[] {
    let over = journal.logs.countBytes() - edges.settings().reports.rawLogs;
    const gone: KeptLog[] = [];
    while (over > 0) {
      const next: KeptLog[] = [];
      for (const log of journal.logs.listOldest(atOnce)) {
        if (over <= 0) break;
        next.push(log);
        over -= log.bytes;
      }
      remove(next);
      gone.push(...next);
    }
    return gone;
  }

  return {
    async putAway(ends) {
      for (const some of pieces(ends)) await putSomeAway(some);
    },
    removeOld(dryRun) {
      const now = edges.now();
      const old = journal.logs.tasks().flatMap((task) => {
        const { logsMs = Infinity, reportsMs = Infinity } = edges.keepOf(task);
        const keptMs = Math.min(logsMs, reportsMs);
        return keptMs === Infinity ? [] : journal.logs.listOld(task, now - keptMs);
      });
      if (!dryRun) for (const some of pieces(old)) remove(some);
      const gone = dryRun ? old : [...old, ...makeRoom()];
      return gone.map(({ id }) => id);
    },
  };
}

function* pieces<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += atOnce) yield all.slice(at, at + atOnce);
}

/** Undefined: there is nothing that its report has not. */
async function keepLog(edges: LogKeeperEdges, end: RunEnd): Promise<KeptLog | undefined> {
  const { stateDir, executor, log } = edges;
  const { logBytes, rawLogs } = edges.settings().reports;
  if (end.startedAt === undefined || rawLogs === 0) return undefined;
  const printed = await executor.readLog(end.id, 2 * keptLogBytes);
  if (printed.bytes === 0) return undefined;
  const secrets = executor.readSecrets(end.id);
  const masked = redactExcerpt(printed, makeRedactor(secrets), marginFor(secrets));
  if (isCommittedWhole(masked, logBytes)) return undefined;
  const bytes = joinLog(masked);
  const path = findKeptLog(stateDir, end.id);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, bytes, { mode: 0o600 });
  } catch (error) {
    removeIfThere(path);
    log.warn(
      { run: end.id, hint: "Its report has the first and the last lines." },
      `what a run has printed cannot be kept: ${(error as Error).message}`,
    );
    return undefined;
  }
  return { id: end.id, task: end.task, endedAt: end.endedAt, bytes: bytes.length };
}

function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Whatever keeps it from being written may keep it from being removed.
  }
}
