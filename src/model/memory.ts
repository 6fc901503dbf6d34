import type { RunId, Sha, TaskId } from "./ids.ts";
import type { Fact } from "./condition.ts";
import type { Instant } from "./instant.ts";
import type { Attempt, EndingReason, ProcessKey, RanStatus, Wanted } from "./run.ts";
import type { Task } from "./task.ts";

/** What the runner remembers of a task between runs. */
export interface TaskMemory {
  readonly task: TaskId;
  readonly firstApplied: Instant;
  /** Since when the schedule is what it is: a changed one has no past. */
  readonly scheduledSince: Instant;
  readonly scheduleKey: string;
  readonly digest: string;
  /** Set while it has no slots (disabled, not for this host, suspended), with the end of it where that is known. */
  readonly dormant: { readonly until: Instant | undefined } | undefined;
  /** Slots up to and including this instant have been dealt with. */
  readonly cursor: Instant;
  /** How often the clock was set back from beyond the cursor: the slots of each time have names of their own. */
  readonly setBacks: number;
  /** The last end of any kind, skips included. */
  readonly lastEnd: EndMark | undefined;
  /** The last run that really ran. */
  readonly lastRun: EndMark | undefined;
  readonly lastSuccess: EndMark | undefined;
  /** Failures in a row. */
  readonly failures: number;
  readonly paused: Pause | undefined;
  /** Starts that `rate` still counts, oldest first. */
  readonly starts: readonly Instant[];
  /** Ends of runs that `max_cpu_time` still counts, oldest first, with the CPU time that each took. */
  readonly cpuTimes: readonly CpuTime[];
  /** The boot for which its boot trigger has been dealt with. */
  readonly lastBoot: string | undefined;
  /** By the key of the trigger. */
  readonly conditions: { readonly [key: string]: ConditionMemory };
  /** Of the last runs, newest last, at most twenty: whether each was a success. For the success rate. */
  readonly outcomes: readonly boolean[];
  /** Of the last successful runs, newest last, at most ten. */
  readonly durationsMs: readonly number[];
}

export interface CpuTime {
  readonly at: Instant;
  readonly ms: number;
}

/**
 * A condition as a trigger:
 *
 *    armed ──true──▶ true since ──for──▶ fired at ──(repeat)──▶ fired at
 *      ▲                                    │
 *      └───────────── false ────────────────┘        unknown changes nothing
 */
export interface ConditionMemory {
  readonly trueSince: Instant | undefined;
  /** Since it became true; undefined: not yet. */
  readonly firedAt: Instant | undefined;
}

export interface EndMark {
  readonly run: RunId;
  readonly slot: Instant | undefined;
  readonly seq: number;
  readonly at: Instant;
  readonly status: RanStatus | "skipped";
  readonly reason: string;
  readonly durationMs: number;
  /** In its own words, where it had some. */
  readonly summary?: string;
}

export interface Pause {
  readonly reason: string;
  readonly at: Instant;
  /** A pause after failures ends with a new definition of the task; a person's only with `resume`. */
  readonly by: "failures" | "person";
}

/**
 * A wanted run that has started and not ended. Places and locks by phase:
 *
 *    starting ──▶ running ──▶ (ended)          holds a place and its locks
 *        │           │ ▲
 *        │           ▼ │ place free
 *        │         backoff ──▶ due             holds its locks only
 *        │           │
 *        └───────▶ ending ──▶ (ended)          TERM sent; KILL at killAt
 */
export interface Active {
  readonly wanted: Wanted;
  /** Frozen: a new revision does not change a run that has started. */
  readonly task: Task;
  readonly revision: Sha | undefined;
  /** From 1; the first one counts. */
  readonly attempt: number;
  /** From 1; counts tries at creating its process, over all attempts. Never reused. */
  readonly launch: number;
  readonly startedAt: Instant;
  /** When its window closes, if it is to end then. */
  readonly mustEndBy: Instant | undefined;
  /** The facts that let it start, if `when` asked for any. */
  readonly facts: readonly Fact[];
  /** The runs that have met its needs: what they had to say is its to know. */
  readonly needed: readonly NeededRun[];
  /** The attempts that are over. */
  readonly attempts: readonly Attempt[];
  readonly phase: Phase;
}

export interface NeededRun {
  readonly task: TaskId;
  readonly run: RunId;
}

export type Phase =
  | { readonly kind: "starting"; readonly since: Instant }
  | { readonly kind: "running"; readonly since: Instant; readonly process: ProcessKey }
  | { readonly kind: "backoff"; readonly until: Instant }
  | { readonly kind: "due" }
  | { readonly kind: "ending"; readonly since: Instant; readonly why: EndingReason; readonly killAt: Instant };

/**
 * How long a wanted run has waited as its author asked (needs, overlap queue, `otherwise = "wait"`): its start_deadline
 * does not count that.
 */
export interface AskedWait {
  readonly run: RunId;
  /** Until it was put aside last, or lined up. */
  readonly ms: number;
  /** It waits so since then; undefined: it stands in line. */
  readonly since: Instant | undefined;
  /** The moment that it waits for; undefined: for something else. */
  readonly until: Instant | undefined;
}

/** Everything the deciding core needs to go on where it was: what the journal gives back after a restart. */
export interface Snapshot {
  readonly memories: readonly TaskMemory[];
  readonly waiting: readonly Wanted[];
  /** Of those that wait, how long as their author asked, where that counts; absent: nobody has waited so. */
  readonly waits?: readonly AskedWait[];
  readonly active: readonly Active[];
  /** The highest seq ever given. */
  readonly seq: number;
  /** The pause of everything, by `pause --all`. */
  readonly paused: Pause | undefined;
}

export const emptySnapshot: Snapshot = { memories: [], waiting: [], active: [], seq: 0, paused: undefined };
