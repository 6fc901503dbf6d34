// takes       how a run, a skip or a revision ended, the ends of its output, and what is remembered of the task
// gives       the commit to write on the reports branch: files and message; the board; and all of it read back
// fails with  nothing: every value has a report; text that is no report reads as undefined
// guarantees  pure: the same value gives the same bytes; no text of a task, host or person can forge a trailer
import type { EndRecord } from "../model/decision.ts";
import type { Proof, ReportCommit } from "../model/report-commit.ts";
import type { RunEnd } from "../model/run.ts";
import { isDryRequest } from "../model/run.ts";
import { makeBoardEntry, makeLastRun } from "./board/make-board-entry.ts";
import { logPath, reportPath, taskStatePath } from "./branch-paths.ts";
import { renderLog, type LogExcerpt } from "./log/render-log.ts";
import { makeReport } from "./make-report.ts";
import { renderDigestMessage } from "./message/render-digest-message.ts";
import { renderRunMessage } from "./message/render-run-message.ts";
import { renderJson } from "./render-json.ts";
import type { Report } from "./report.ts";

export { attestationNamespace, renderAttestation, renderAttested, type Attestation } from "./attest/attestation.ts";
export { isAudited, makeBranchAudit, type AuditResult } from "./audit/audit-branch.ts";
export type { Finding } from "./audit/finding.ts";
export { parseTaskState, type BoardEntry } from "./board/board-entry.ts";
export { orderOutputs } from "./key-order.ts";
export { makeBoardEntry } from "./board/make-board-entry.ts";
export { renderBoard } from "./board/render-board.ts";
export { isTaskStatePath, logPath, reportPath, revisionPath, taskStatePath } from "./branch-paths.ts";
export { gatherStates } from "./gather-states.ts";
export { isCommittedWhole, joinLog, renderLog, type LogExcerpt } from "./log/render-log.ts";
export { renderElapsed } from "./message/render-elapsed.ts";
export { renderOutcome } from "./message/render-outcome.ts";
export { parseReport } from "./parse-report.ts";
export { parseRevisionReport, type RevisionReport } from "./revision-report.ts";
export { chooseRemoved } from "./retention/choose-removed.ts";
export { findCut } from "./retention/find-cut.ts";
export { renderRetentionMessage } from "./retention/retention.ts";
export { isDry } from "./make-report.ts";
export { renderAgo } from "./render-ago.ts";
export { proveRevision, renderRevisionCommit, renderRevisionFile } from "./render-revision-commit.ts";
export type { Report, ReportedOutputs } from "./report.ts";
export { runDuration } from "./run-duration.ts";
export { summarizeRuns } from "./summarize-runs.ts";

/** A run's end, and what it needs to become a report. `logBytes`: the most that the committed log may have. */
export interface RunToRender {
  readonly record: EndRecord;
  readonly host: string;
  /** What it printed; undefined where it never ran. */
  readonly log: LogExcerpt | undefined;
  readonly logBytes: number;
  readonly runnerVersion: string;
  /** Its definition came from uncommitted files. */
  readonly worktree?: boolean;
  /** Of the manifest of its rollback point. */
  readonly pointSum?: string | undefined;
}

/** The commit of one wanted run's end. */
export function renderRunCommit(of: RunToRender): ReportCommit {
  const { report, files } = renderRun(of);
  const { end } = of.record;
  return { id: end.id, proof: proveRun(end), message: renderRunMessage(report), at: end.endedAt, files };
}

/** One commit of several, dated by the last of them; one alone is a commit as any run's. */
export function renderRunsCommit(runs: readonly [RunToRender, ...RunToRender[]]): ReportCommit {
  const [first, ...others] = runs;
  if (others.length === 0) return renderRunCommit(first);
  const rendered = runs.map(renderRun);
  const { end } = first.record;
  return {
    id: end.id,
    proof: proveRun(end),
    message: renderDigestMessage(rendered.map(({ report }) => report)),
    at: runs.at(-1)!.record.end.endedAt,
    files: rendered.flatMap(({ files }) => files),
  };
}

/** No other commit brings its report. */
export function proveRun(end: Pick<RunEnd, "id" | "task" | "slot">): Proof {
  return { path: reportPath(end), passage: undefined };
}

function renderRun(of: RunToRender): { report: Report; files: ReportCommit["files"] } {
  const { host, runnerVersion, worktree = false, pointSum } = of;
  const { end, definition, memory, nextSlot } = of.record;
  // What never ran printed nothing, whatever file may have been prepared for it.
  const output = end.startedAt === undefined ? undefined : of.log;
  const log = output && { text: renderLog(output, of.logBytes), bytes: output.printed ?? output.bytes };
  const report = makeReport({ end, definition, host, worktree, log, nextSlot, runnerVersion, pointSum });
  // A dry run that was asked for is not how its task stands.
  const last = isDryRequest(end.trigger) ? undefined : makeLastRun(end, log !== undefined);
  const state = makeBoardEntry({ host, task: end.task, definition, memory, nextSlot, last });
  const path = reportPath(end);
  return {
    report,
    files: [
      { path, content: renderJson(report) },
      ...(log ? [{ path: logPath(path), content: log.text }] : []),
      { path: taskStatePath(host, end.task), content: renderJson(state) },
    ],
  };
}
