// takes       how a run, a skip or a revision ended, the ends of its output, and what is remembered of the task
// gives       the commit to write on the reports branch: files and message; the board; and all of it read back
// fails with  nothing: every value has a report; text that is no report reads as undefined
// guarantees  pure: the same value gives the same bytes; no text of a task, host or person can forge a trailer
import type { EndRecord } from "../model/decision.ts";
import type { ReportCommit } from "../model/report-commit.ts";
import { isDryRequest } from "../model/run.ts";
import { makeBoardEntry, makeLastRun } from "./board/make-board-entry.ts";
import { logPath, reportPath, taskStatePath } from "./branch-paths.ts";
import { renderLog, type LogExcerpt } from "./log/render-log.ts";
import { makeReport } from "./make-report.ts";
import { renderRunMessage } from "./message/render-run-message.ts";
import { renderJson } from "./render-json.ts";

export { attestationNamespace, renderAttestation, renderAttested, type Attestation } from "./attest/attestation.ts";
export { isAudited, makeBranchAudit, type AuditResult } from "./audit/audit-branch.ts";
export type { Finding } from "./audit/finding.ts";
export { parseTaskState, type BoardEntry } from "./board/board-entry.ts";
export { orderOutputs } from "./key-order.ts";
export { makeBoardEntry } from "./board/make-board-entry.ts";
export { renderBoard } from "./board/render-board.ts";
export { isTaskStatePath, logPath, reportPath, revisionPath, taskStatePath } from "./branch-paths.ts";
export { gatherStates } from "./gather-states.ts";
export { renderLog, type LogExcerpt } from "./log/render-log.ts";
export { renderElapsed } from "./message/render-elapsed.ts";
export { renderOutcome } from "./message/render-outcome.ts";
export { parseReport } from "./parse-report.ts";
export { parseRevisionReport, type RevisionReport } from "./revision-report.ts";
export { chooseRemoved } from "./retention/choose-removed.ts";
export { renderRetentionMessage } from "./retention/retention.ts";
export { isDry } from "./make-report.ts";
export { renderAgo } from "./render-ago.ts";
export { renderRevisionCommit, renderRevisionFile } from "./render-revision-commit.ts";
export type { Report, ReportedOutputs } from "./report.ts";
export { runDuration } from "./run-duration.ts";
export { summarizeRuns } from "./summarize-runs.ts";

/** The commit of one wanted run's end. `logBytes`: the most that the committed log may have. */
export function renderRunCommit(of: {
  record: EndRecord;
  host: string;
  /** What it printed; undefined where it never ran. */
  log: LogExcerpt | undefined;
  logBytes: number;
  runnerVersion: string;
  /** Its definition came from uncommitted files. */
  worktree?: boolean;
}): ReportCommit {
  const { host, runnerVersion, worktree = false } = of;
  const { end, definition, memory, nextSlot } = of.record;
  // What never ran printed nothing, whatever file may have been prepared for it.
  const output = end.startedAt === undefined ? undefined : of.log;
  const log = output && { text: renderLog(output, of.logBytes), bytes: output.printed ?? output.bytes };
  const report = makeReport({ end, definition, host, worktree, log, nextSlot, runnerVersion });
  // A dry run that was asked for is not how its task stands.
  const last = isDryRequest(end.trigger) ? undefined : makeLastRun(end, log !== undefined);
  const state = makeBoardEntry({ host, task: end.task, definition, memory, nextSlot, last });
  const path = reportPath(end);
  return {
    id: end.id,
    proof: { path, passage: undefined },
    message: renderRunMessage(report),
    at: end.endedAt,
    files: [
      { path, content: renderJson(report) },
      ...(log ? [{ path: logPath(path), content: log.text }] : []),
      { path: taskStatePath(host, end.task), content: renderJson(state) },
    ],
  };
}
