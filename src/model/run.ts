import type { Fact } from "./condition.ts";
import type { RunId, Sha, TaskId } from "./ids.ts";
import type { Instant } from "./instant.ts";
import type { Outputs } from "./outputs.ts";
import type { ParamValues } from "./params.ts";
import type { Undone } from "./undo.ts";

/** Why a run was wanted. */
export type Trigger =
  | { readonly kind: "schedule" }
  | { readonly kind: "catch-up" }
  | {
      readonly kind: "request";
      readonly id: string;
      readonly by: string;
      readonly reason: string;
      /** Where a category was asked for and the task was chosen for it. */
      readonly category?: string;
      readonly confidence?: number;
      /** The run that was to be undone. */
      readonly rollback?: RunId;
      /** What was passed, and the defaults; secret ones masked. Absent: the task took none. */
      readonly params?: ParamValues;
      /** It is to change nothing: RUNNER_DRY_RUN=1. */
      readonly dryRun?: true;
    }
  | { readonly kind: "needed-by"; readonly task: TaskId; readonly run: RunId }
  | { readonly kind: "boot"; readonly bootId: string }
  | { readonly kind: "shutdown" }
  | { readonly kind: "login"; readonly user: string; readonly line: string }
  /** Another task's run has ended: its report in short, enough to tell somebody. */
  | {
      readonly kind: "task";
      readonly task: TaskId;
      readonly run: RunId;
      readonly status: RanStatus;
      readonly reason: string;
      readonly detail: string;
      readonly endedAt: Instant;
      /** From its start to its end, waits between attempts included; 0 if it never started. */
      readonly durationMs: number;
      /** Of that task, in a row, with this run: 1 is the first after a success, 0 is none. */
      readonly failures: number;
    }
  | { readonly kind: "file-changed"; readonly path: string }
  | { readonly kind: "changed"; readonly paths: readonly string[] }
  /** `condition` as people read it; `facts` are those that decided. */
  | { readonly kind: "condition"; readonly condition: string; readonly facts: readonly Fact[] };

/** It runs nothing, it undoes a run: it is neither a success of its task nor a failure, and nobody waits for it. */
export function isRollback(trigger: Trigger): boolean {
  return trigger.kind === "request" && trigger.rollback !== undefined;
}

/**
 * A dry run that was asked for, of a task that otherwise runs in earnest: it is neither a success of its task nor a failure,
 * and nobody waits for it. (One whose task says `dry_run` is a run like others.)
 */
export function isDryRequest(trigger: Trigger): boolean {
  return trigger.kind === "request" && trigger.dryRun === true;
}

/** A run that something asked for. It ends in exactly one RunEnd. */
export interface Wanted {
  readonly id: RunId;
  readonly task: TaskId;
  /** The due instant; absent for requests and what they needed. */
  readonly slot: Instant | undefined;
  readonly trigger: Trigger;
  /** Passes the pause (and, later, the gates of time). */
  readonly force: boolean;
  /** As they were passed, secret ones too. It goes with the run: no record of an end has them. Absent: none. */
  readonly params?: ParamValues | undefined;
  /** Run everything it needs first, whatever its age. */
  readonly withNeeds: boolean;
  readonly wantedAt: Instant;
  /** It is not to start before: jitter, or the delay of a boot. */
  readonly notBefore: Instant | undefined;
  readonly firstSeen: Instant;
  /** Place in the journal's order. "After" always means a higher one. */
  readonly seq: number;
  /** The seq of the root of its tree of needs: its own, unless it is needed by another. */
  readonly rootSeq: number;
}

/** Tells one process of one boot of one host from every other, for ever. */
export interface ProcessKey {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat: clock ticks after boot. */
  readonly startTicks: number;
  readonly bootId: string;
}

/** How the processes of one attempt ended. */
export type Exit =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled"; readonly signal: string }
  /** It went beyond a limit of the task's own. */
  | { readonly kind: "limit"; readonly limit: "memory" | "processes" }
  /** The task's own check said no: the run itself never began. */
  | { readonly kind: "check"; readonly code: number }
  /** It could not be started at all: no such program, no such folder. */
  | { readonly kind: "unstartable"; readonly problem: string; readonly reason?: "secret" | "protect" }
  /** Its process is gone and left no word. */
  | { readonly kind: "lost" };

/** What an attempt used. A figure that could not be had is absent. */
export interface Resources {
  readonly userMs?: number;
  readonly systemMs?: number;
  readonly peakMemoryBytes?: number;
  /** How the peak was found: read now and then, or counted by the kernel. */
  readonly peakMemoryMeasured?: "sampled" | "cgroup";
  readonly outputBytes?: number;
}

export type EndingReason = "timeout" | "cancelled" | "replaced" | "overrun";

export type RanStatus = "success" | "failed" | "cancelled" | "lost";

/** What became of a wanted run. `reason` is one word for machines (`exit-1`, `timeout`, `overlap`), `detail` a sentence. */
export interface RunEnd {
  readonly id: RunId;
  readonly task: TaskId;
  readonly status: RanStatus | "skipped";
  readonly reason: string;
  readonly detail: string;
  readonly slot: Instant | undefined;
  readonly trigger: Trigger;
  readonly wantedAt: Instant;
  readonly firstSeen: Instant;
  /** Place in the journal's order. */
  readonly seq: number;
  /** Absent if it never started. */
  readonly startedAt: Instant | undefined;
  readonly endedAt: Instant;
  readonly attempts: readonly Attempt[];
  /** Revision its definition came from. */
  readonly revision: Sha | undefined;
  /** That let it start: those that its `when` asked for. */
  readonly facts: readonly Fact[];
  /** Slots that were missed in one stretch and share this record; first and last included. */
  readonly missed: { readonly first: Instant; readonly last: Instant; readonly count: number } | undefined;
}

export interface Attempt {
  readonly number: number;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly exit: Exit;
  /** Set where the runner ended it. */
  readonly ended: EndingReason | undefined;
  readonly resources: Resources;
  /** Of the last one alone, where it had something to say. */
  readonly outputs?: Outputs | undefined;
  /** Where what it did was undone. */
  readonly rollback?: Undone | undefined;
}
