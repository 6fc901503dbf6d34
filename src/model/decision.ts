import type { FactQuery } from "./condition.ts";
import type { Instant } from "./instant.ts";
import type { Active, AskedWait, Pause, TaskMemory } from "./memory.ts";
import type { RunId, TaskId } from "./ids.ts";
import type { ParamValues } from "./params.ts";
import type { EndingReason, RunEnd, Wanted } from "./run.ts";
import type { Task } from "./task.ts";

/** What one gate says of a wanted run, with its numbers in `detail`. */
export type GateVerdict =
  | { readonly kind: "pass"; readonly detail: string }
  | { readonly kind: "wait"; readonly detail: string; readonly until?: Instant; readonly on: WaitOn }
  | { readonly kind: "skip"; readonly reason: string; readonly detail: string };

/** What has to happen before it is worth asking again. */
export type WaitOn =
  | { readonly kind: "tasks"; readonly tasks: readonly TaskId[] }
  | { readonly kind: "lock"; readonly name: string }
  | { readonly kind: "place" }
  /** A moment: `until`. */
  | { readonly kind: "time" }
  /** Facts that are to be read (again). */
  | { readonly kind: "facts"; readonly queries: readonly FactQuery[] };

export interface NamedVerdict {
  readonly gate: string;
  readonly verdict: GateVerdict;
}

/** What becomes of a wanted run at this moment. `why`: the first gate that did not let it pass, else the last that did. */
export interface Decision {
  readonly kind: "run" | "wait" | "skip";
  readonly at: Instant;
  readonly wanted: Wanted;
  readonly why: NamedVerdict;
}

/**
 * What the core wants done, in this order. Everything but `signal`'s and `spawn`'s deed is a journal entry; the entry
 * is on disk before the deed.
 */
export type Effect =
  | { readonly kind: "want"; readonly wanted: Wanted }
  | { readonly kind: "waits"; readonly wait: AskedWait }
  | { readonly kind: "spawn"; readonly active: Active }
  | { readonly kind: "progress"; readonly active: Active }
  | { readonly kind: "signal"; readonly active: Active; readonly signal: "TERM" | "KILL"; readonly why: EndingReason }
  | { readonly kind: "end"; readonly record: EndRecord }
  | { readonly kind: "remember"; readonly memory: TaskMemory }
  | { readonly kind: "forget"; readonly task: TaskId }
  /** Somebody waits for these; an event `facts` is the answer. No journal entry. */
  | { readonly kind: "read-facts"; readonly queries: readonly FactQuery[] }
  | { readonly kind: "pause-all"; readonly pause: Pause | undefined };

/** An end with all that its report tells. */
export interface EndRecord {
  readonly end: RunEnd;
  readonly definition: RunDefinition | undefined;
  /** Of the task, after this end; undefined if the task has been removed. */
  readonly memory: TaskMemory | undefined;
  readonly nextSlot: Instant | undefined;
}

/** What a report tells of the definition that a run had. */
export type RunDefinition = Pick<Task, "file" | "line" | "description" | "category" | "priority"> & {
  readonly dryRun?: boolean;
  readonly report?: Task["report"];
};

/** One step of the core: what was decided, what is to be done, when to look again. */
export interface Step {
  readonly decisions: readonly Decision[];
  readonly effects: readonly Effect[];
  /** Not before anything else happens, or this instant comes; undefined: never by itself. */
  readonly wakeAt: Instant | undefined;
}

/** Someone asks for a run. */
export interface RunRequest {
  readonly task: TaskId;
  /** Unique for ever; makes the run's id. */
  readonly nonce: string;
  readonly by: string;
  readonly reason: string;
  readonly force: boolean;
  readonly withNeeds: boolean;
  readonly category?: string;
  readonly confidence?: number;
  /** As they are passed. Absent: none. */
  readonly params?: ParamValues;
  /** Instead of its command: what this run of the task has changed is put back. */
  readonly rollback?: RunId;
  /** It is to change nothing; for tasks that understand it. */
  readonly dryRun?: true;
}
