// takes       how a run, a skip or a revision ended, the ends of its output, and what is remembered of the task
// gives       the commit to write on the reports branch: files and message; the board; and all of it read back
// fails with  nothing: every value has a report; text that is no report reads as undefined
// guarantees  pure: the same value gives the same bytes; no text of a task, host or person can forge a trailer
import type { Instant } from "../model/instant.ts";
import type { ReportCommit } from "../model/report-commit.ts";
import type { RunEnd } from "../model/run.ts";
import type { Task } from "../model/task.ts";
import { makeBoardEntry, type ReportMemory } from "./board/make-board-entry.ts";
import { logPath, reportPath, taskStatePath } from "./branch-paths.ts";
import { renderLog, type LogExcerpt } from "./log/render-log.ts";
import { makeReport } from "./make-report.ts";
import { renderRunMessage } from "./message/render-run-message.ts";
import { renderJson } from "./render-json.ts";

export { parseTaskState, type BoardEntry } from "./board/board-entry.ts";
export { makeBoardEntry, type ReportMemory } from "./board/make-board-entry.ts";
export { renderBoard } from "./board/render-board.ts";
export { logPath, reportPath, taskStatePath } from "./branch-paths.ts";
export { renderLog, type LogExcerpt } from "./log/render-log.ts";
export { renderElapsed } from "./message/render-elapsed.ts";
export { renderOutcome } from "./message/render-outcome.ts";
export { parseReport } from "./parse-report.ts";
export { parseRevisionReport, type RevisionReport } from "./revision-report.ts";
export { renderAgo } from "./render-ago.ts";
export { renderRevisionCommit } from "./render-revision-commit.ts";
export type { Report } from "./report.ts";
export { runDuration } from "./run-duration.ts";
export { summarizeRuns } from "./summarize-runs.ts";

/**
 * The commit of one wanted run's end. `task` undefined: it is no longer defined here. `logBytes`: the most that the
 * committed log may have. `nextSlot`, `memory`: as they are after this end.
 */
export function renderRunCommit(of: {
  end: RunEnd;
  task: Task | undefined;
  host: string;
  log: LogExcerpt | undefined;
  logBytes: number;
  nextSlot: Instant | undefined;
  memory: ReportMemory;
  runnerVersion: string;
  /** Its definition came from uncommitted files. */
  worktree?: boolean;
}): ReportCommit {
  const { end, task, host, nextSlot, memory, runnerVersion, worktree = false } = of;
  // What never ran printed nothing, whatever file may have been prepared for it.
  const output = end.startedAt === undefined ? undefined : of.log;
  const log = output && { text: renderLog(output, of.logBytes), bytes: output.bytes };
  const report = makeReport({ end, task, host, worktree, log, nextSlot, runnerVersion });
  const logged = log !== undefined;
  const state = makeBoardEntry({ host, task: end.task, definition: task, last: end, logged, memory, nextSlot });
  const path = reportPath(end);
  return {
    id: end.id,
    proof: path,
    message: renderRunMessage(report),
    at: end.endedAt,
    files: [
      { path, content: renderJson(report) },
      ...(log ? [{ path: logPath(path), content: log.text }] : []),
      { path: taskStatePath(host, end.task), content: renderJson(state) },
    ],
  };
}
