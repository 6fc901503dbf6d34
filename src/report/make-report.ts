import { createHash } from "node:crypto";
import type { EndRecord, RunDefinition } from "../model/decision.ts";
import type { Instant } from "../model/instant.ts";
import { renderInstant } from "../model/instant.ts";
import { reportFact } from "../model/report-fact.ts";
import { reportTrigger } from "../model/report-trigger.ts";
import type { Attempt, RunEnd } from "../model/run.ts";
import { isDryRequest } from "../model/run.ts";
import { logPath, reportPath } from "./branch-paths.ts";
import { orderExit, orderOutputs, orderResources, orderUndone } from "./key-order.ts";
import type { MissedStretch, Report, ReportedAttempt, ReportedLog } from "./report.ts";
import { elapsedMs, runDuration } from "./run-duration.ts";
import { sumResources } from "./sum-resources.ts";

/** The report as a value, keys in the order in which they are written. `log`: the committed text, and the whole size. */
export function makeReport(of: {
  end: RunEnd;
  definition: RunDefinition | undefined;
  host: string;
  worktree: boolean;
  log: { text: string; bytes: number } | undefined;
  nextSlot: Instant | undefined;
  runnerVersion: string;
  /** Of the manifest of its rollback point. */
  pointSum?: string | undefined;
}): Report {
  const { end, definition } = of;
  return {
    version: 1,
    id: end.id,
    task: end.task,
    host: of.host,
    status: end.status,
    reason: end.reason,
    detail: end.detail,
    trigger: reportTrigger(end.trigger),
    facts: end.facts.length > 0 ? end.facts.map(reportFact) : undefined,
    slot: instant(end.slot),
    missed: end.missed && makeMissed(end.missed),
    wantedAt: renderInstant(end.wantedAt),
    startedAt: instant(end.startedAt),
    endedAt: renderInstant(end.endedAt),
    durationMs: runDuration(end),
    dryRun: isDry(of) || undefined,
    attempts: end.attempts.map(makeAttempt),
    resources: sumResources(end.attempts),
    outputs: orderOutputs(end.attempts.at(-1)?.outputs),
    rollback: orderUndone(end.attempts.at(-1)?.rollback),
    point: of.pointSum === undefined ? undefined : { sha256: of.pointSum },
    revision: end.revision === undefined ? undefined : { sha: end.revision, worktree: of.worktree || undefined },
    definition: definition && { file: definition.file, line: definition.line },
    log: of.log && makeLog(logPath(reportPath(end)), of.log),
    nextSlot: instant(of.nextSlot),
    runnerVersion: of.runnerVersion,
  };
}

/** One that never started was told nothing. */
export function isDry({ end, definition }: Pick<EndRecord, "end" | "definition">): boolean {
  return end.startedAt !== undefined && (definition?.dryRun === true || isDryRequest(end.trigger));
}

function instant(at: Instant | undefined): string | undefined {
  return at === undefined ? undefined : renderInstant(at);
}

/** Instants as text. */
export function makeMissed(missed: NonNullable<RunEnd["missed"]>): MissedStretch {
  return { first: renderInstant(missed.first), last: renderInstant(missed.last), count: missed.count };
}

function makeAttempt(attempt: Attempt): ReportedAttempt {
  return {
    number: attempt.number,
    startedAt: renderInstant(attempt.startedAt),
    endedAt: renderInstant(attempt.endedAt),
    durationMs: elapsedMs(attempt.startedAt, attempt.endedAt),
    exit: orderExit(attempt.exit),
    ended: attempt.ended,
    resources: orderResources(attempt.resources),
  };
}

function makeLog(path: string, log: { text: string; bytes: number }): ReportedLog {
  return {
    path,
    bytes: log.bytes,
    committedBytes: Buffer.byteLength(log.text),
    sha256: createHash("sha256").update(log.text).digest("hex"),
  };
}
