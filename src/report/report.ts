import type { ReportedFact } from "../model/report-fact.ts";
import type { ReportedTrigger } from "../model/report-trigger.ts";
import type { Outputs } from "../model/outputs.ts";
import type { Attempt, EndingReason, Exit, Resources, RunEnd } from "../model/run.ts";
import type { Undone } from "../model/undo.ts";

/**
 * The report of one run or skip: `runs/…/<run-id>.json`, exactly as schemas/report.schema.json has it. Instants are
 * RFC 3339 text in UTC, durations milliseconds, sizes bytes. A key that does not apply is absent.
 */
export interface Report {
  readonly version: number;
  readonly id: string;
  readonly task: string;
  readonly host: string;
  readonly status: RunEnd["status"];
  readonly reason: string;
  readonly detail: string;
  readonly trigger: ReportedTrigger;
  /** That let it start: what its `when` asked for. Never empty. */
  readonly facts?: readonly ReportedFact[] | undefined;
  readonly slot?: string | undefined;
  readonly missed?: MissedStretch | undefined;
  readonly wantedAt: string;
  readonly startedAt?: string | undefined;
  readonly endedAt: string;
  /** From start to end, waits between attempts included; 0 on skips. */
  readonly durationMs: number;
  /** It was told to change nothing. */
  readonly dryRun?: true | undefined;
  readonly attempts: readonly ReportedAttempt[];
  readonly resources?: SummedResources | undefined;
  /** Absent where it had nothing to say. */
  readonly outputs?: ReportedOutputs | undefined;
  /** Absent where nothing had to be undone. */
  readonly rollback?: Undone | undefined;
  /** Absent where no rollback point was made. */
  readonly point?: { readonly sha256: string } | undefined;
  readonly revision?: { readonly sha: string; readonly worktree?: true | undefined } | undefined;
  readonly definition?: { readonly file: string; readonly line: number } | undefined;
  readonly log?: ReportedLog | undefined;
  readonly nextSlot?: string | undefined;
  readonly runnerVersion: string;
}

/** What it said as data; that an object was missing is the reason of the report. */
export type ReportedOutputs = Omit<Outputs, "missing">;

/** Slots that were missed in one go, first and last included. */
export interface MissedStretch {
  readonly first: string;
  readonly last: string;
  readonly count: number;
}

export interface ReportedAttempt extends Pick<Attempt, "number"> {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationMs: number;
  readonly exit: Exit;
  readonly ended?: EndingReason | undefined;
  readonly resources: Resources;
}

/** Over all attempts: sums, and the highest peak. */
export interface SummedResources extends Resources {
  readonly wallMs: number;
}

export interface ReportedLog {
  /** On the reports branch. */
  readonly path: string;
  /** What the run printed. */
  readonly bytes: number;
  /** What of it is in the file at `path`. */
  readonly committedBytes: number;
  /** Of the file at `path`. */
  readonly sha256: string;
}
