import type { RunId, TaskId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import { renderInstant } from "../../model/instant.ts";
import type { RunEnd } from "../../model/run.ts";
import type { Task } from "../../model/task.ts";
import { logPath, reportPath } from "../branch-paths.ts";
import { makeMissed } from "../make-report.ts";
import { runDuration } from "../run-duration.ts";
import type { BoardEntry, LastRun, LastSuccess } from "./board-entry.ts";

/** What the runner remembers of a task, its last end included. A RunEnd will do as `lastSuccess`. */
export interface ReportMemory {
  readonly lastSuccess:
    { readonly id: RunId; readonly slot: Instant | undefined; readonly endedAt: Instant } | undefined;
  /** In a row. */
  readonly failures: number;
  /** Why it is paused. */
  readonly paused: string | undefined;
}

/**
 * A task's state as a value, keys in the order in which they are written. `definition` undefined: the task is no
 * longer defined on this host. `logged`: the last run has a log on the reports branch.
 */
export function makeBoardEntry(of: {
  host: string;
  task: TaskId;
  definition: Task | undefined;
  last: RunEnd | undefined;
  logged: boolean;
  memory: ReportMemory;
  nextSlot: Instant | undefined;
}): BoardEntry {
  const { definition, last, memory } = of;
  return {
    version: 1,
    host: of.host,
    task: of.task,
    description: definition?.description,
    category: definition?.category,
    priority: definition?.priority,
    removed: definition === undefined || undefined,
    last: last && makeLastRun(last, of.logged),
    lastSuccess: makeLastSuccess(of.task, last?.status === "success" ? last : memory.lastSuccess),
    failures: memory.failures,
    paused: memory.paused,
    nextSlot: of.nextSlot === undefined ? undefined : renderInstant(of.nextSlot),
  };
}

function makeLastRun(end: RunEnd, logged: boolean): LastRun {
  const report = reportPath(end);
  return {
    id: end.id,
    status: end.status,
    reason: end.reason,
    slot: end.slot === undefined ? undefined : renderInstant(end.slot),
    missed: end.missed && makeMissed(end.missed),
    endedAt: renderInstant(end.endedAt),
    durationMs: runDuration(end),
    report,
    log: logged ? logPath(report) : undefined,
  };
}

function makeLastSuccess(task: TaskId, success: ReportMemory["lastSuccess"]): LastSuccess | undefined {
  if (!success) return undefined;
  const report = reportPath({ id: success.id, task, slot: success.slot });
  return { id: success.id, endedAt: renderInstant(success.endedAt), report };
}
