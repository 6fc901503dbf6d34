import type { RunDefinition } from "../../model/decision.ts";
import type { TaskId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import { renderInstant } from "../../model/instant.ts";
import type { EndMark, TaskMemory } from "../../model/memory.ts";
import type { Attempt, RunEnd } from "../../model/run.ts";
import { logPath, reportPath } from "../branch-paths.ts";
import { makeMissed } from "../make-report.ts";
import { runDuration } from "../run-duration.ts";
import type { BoardEntry, LastRun, LastSuccess } from "./board-entry.ts";

/**
 * A task's state as a value, keys in the order in which they are written. `memory` undefined: the task has been
 * removed. `last`: its latest end where more is known of it than the memory tells.
 */
export function makeBoardEntry(of: {
  host: string;
  task: TaskId;
  definition: RunDefinition | undefined;
  memory: TaskMemory | undefined;
  nextSlot: Instant | undefined;
  last?: LastRun | undefined;
}): BoardEntry {
  const { task, definition, memory } = of;
  return {
    version: 1,
    host: of.host,
    task,
    description: definition?.description,
    category: definition?.category,
    priority: definition?.priority,
    removed: memory === undefined || undefined,
    last: of.last ?? rememberedLast(task, memory),
    lastSuccess: memory?.lastSuccess && makeLastSuccess(task, memory.lastSuccess),
    failures: memory?.failures ?? 0,
    paused: memory?.paused?.reason,
    nextSlot: of.nextSlot === undefined ? undefined : renderInstant(of.nextSlot),
  };
}

/** `logged`: it has a log on the reports branch. */
export function makeLastRun(end: Ended, logged: boolean): LastRun {
  const report = reportPath(end);
  return {
    id: end.id,
    status: end.status,
    reason: end.reason,
    slot: end.slot === undefined ? undefined : renderInstant(end.slot),
    missed: end.missed && makeMissed(end.missed),
    endedAt: renderInstant(end.endedAt),
    durationMs: runDuration(end),
    summary: end.attempts.at(-1)?.outputs?.summary,
    report,
    log: logged ? logPath(report) : undefined,
  };
}

type Ended = Pick<RunEnd, "id" | "task" | "status" | "reason" | "slot" | "startedAt" | "endedAt" | "missed"> & {
  readonly attempts: readonly Pick<Attempt, "outputs">[];
};

function rememberedLast(task: TaskId, memory: TaskMemory | undefined): LastRun | undefined {
  const mark = memory?.lastEnd;
  if (!mark) return undefined;
  const { run: id, status, reason, slot, at: endedAt, durationMs, summary } = mark;
  const startedAt = status === "skipped" ? undefined : endedAt - durationMs;
  const attempts = summary === undefined ? [] : [{ outputs: { summary } }];
  const end = { id, task, status, reason, slot, startedAt, endedAt, missed: undefined, attempts };
  return makeLastRun(end, memory.lastRun?.run === id);
}

function makeLastSuccess(task: TaskId, mark: EndMark): LastSuccess {
  const report = reportPath({ id: mark.run, task, slot: mark.slot });
  return { id: mark.run, endedAt: renderInstant(mark.at), report };
}
