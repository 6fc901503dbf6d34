// takes      the runner's journal, state folder and reports branch, and how long each task's runs are kept
// gives      what went, or with `dryRun` what would go
// fails with the world's trouble: the branch cannot be read or moved
// guarantees nothing in use goes: runs that wait or run, what is not reported yet, the last run and success of each task
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { State } from "../../decide/index.ts";
import type { Executor } from "../../execute/index.ts";
import type { Journal } from "../../journal/index.ts";
import type { Fault } from "../../model/fault.ts";
import type { RunId, TaskId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { OnStep } from "../../model/pass-step.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { Settings } from "../../model/settings.ts";
import type { Keep } from "../../model/task.ts";
import type { Repository } from "../../repository/index.ts";
import { listPoints } from "../../undo/index.ts";
import type { LogKeeper } from "../log-keeper.ts";
import type { Publisher } from "../publisher.ts";
import type { Undo } from "../undo-run.ts";
import { removeReports } from "./remove-reports.ts";

/** What went, or would go: names of runs, paths. */
export interface Tidied {
  /** Files that left the tip of the reports branch. */
  readonly reports: readonly string[];
  /** Runs that left the journal. */
  readonly runs: readonly string[];
  /** What was left of runs that are reported. */
  readonly folders: readonly string[];
  /** Copies of revisions, and work trees. */
  readonly revisions: readonly string[];
  readonly rollbackPoints: readonly string[];
  /** Of these runs: what they have printed leaves the disk. */
  readonly logs: readonly string[];
}

export interface TidyEdges {
  readonly stateDir: string;
  readonly now: () => Instant;
  readonly repository: Repository;
  readonly journal: Journal;
  readonly executor: Executor;
  readonly keeper: LogKeeper;
  readonly keepOf: (task: string) => Keep;
  readonly undo: Undo;
  readonly publisher: Publisher;
  readonly state: State;
  readonly settings: () => Settings;
  readonly sweep: (dryRun: boolean) => Promise<readonly string[]>;
  readonly onStep: OnStep;
}

export async function tidy(of: TidyEdges, dryRun: boolean): Promise<Result<Tidied, Fault>> {
  const reports = await removeReports(of, dryRun);
  if (!reports.ok) return reports;
  of.onStep("reports-removed");
  const folders = await removeFolders(of, dryRun);
  of.onStep("folders-removed");
  const logs = of.keeper.removeOld(dryRun);
  of.onStep("logs-removed");
  const rollbackPoints = of.undo.prune(dryRun);
  of.onStep("points-removed");
  const runs = forgetRuns(of, dryRun);
  of.onStep("runs-forgotten");
  const revisions = await of.sweep(dryRun);
  of.onStep("copies-removed");
  if (reports.value.length > 0 && !dryRun) of.publisher.poke();
  return ok({ reports: reports.value, runs, folders, revisions, rollbackPoints, logs });
}

/** A run's folder goes with its report, so that here are only those whose removal was broken off. */
async function removeFolders(of: TidyEdges, dryRun: boolean): Promise<string[]> {
  const { stateDir, state, journal, executor, keeper } = of;
  const folder = join(stateDir, "runs");
  const names = (existsSync(folder) ? readdirSync(folder) : []) as RunId[];
  const left = names.filter((run) => !state.active.has(run) && journal.isSettled(run)).sort();
  if (dryRun) return left;
  const ends = new Map(left.map((run) => [run, journal.run(run)?.end]));
  await keeper.putAway([...ends.values()].filter((end) => end !== undefined));
  for (const [run, end] of ends) if (!end) await executor.forget(run);
  return left;
}

/** In pieces: nothing else of the runner goes on meanwhile. */
const atOnce = 500;

function forgetRuns(of: TidyEdges, dryRun: boolean): RunId[] {
  const { journal, state, now, keepOf } = of;
  const inUse = new Set<string>(listPoints(of.stateDir).map(({ run }) => run));
  for (const { lastEnd, lastRun, lastSuccess } of state.memories.values())
    for (const mark of [lastEnd, lastRun, lastSuccess]) if (mark) inUse.add(mark.run);
  const isOld = (task: TaskId, endedAt: Instant): boolean => endedAt < now() - (keepOf(task).reportsMs ?? Infinity);
  const old = journal
    .listForgettable(now())
    .filter(({ id, task, endedAt }) => isOld(task, endedAt) && !inUse.has(id))
    .map(({ id }) => id);
  if (!dryRun) for (let at = 0; at < old.length; at += atOnce) journal.forget(old.slice(at, at + atOnce));
  return old;
}
