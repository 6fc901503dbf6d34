import type { ChildProcess } from "node:child_process";
import type { Instant } from "../model/instant.ts";
import type { Lineage } from "./processes/lineage.ts";

/**
 * A launch that this executor answers for.
 *
 *   running ──shim gone──▶ leaving ──nothing is left, or nobody asked for that──▶ told: onEnded was called
 *
 * `signal` asks for it in any phase.
 */
export interface ActiveRun {
  readonly lineage: Lineage;
  readonly startedAt: Instant;
  /** Bytes that earlier launches had put into the log. */
  readonly logged: number;
  /** Undefined for one that another runner started. */
  readonly child: ChildProcess | undefined;
  phase: "running" | "leaving" | "told";
  /** From the first signal on: what the run leaves behind must be gone before its end is told. */
  stopping: boolean;
  /** The sweep of KILL that is under way, if one is. */
  killing: Promise<void> | undefined;
  /** The shim's own exit code, in case that the disk was too full for its record. */
  exitCode: number | undefined;
  peakMemoryBytes: number | undefined;
  /** More than this, and it is ended; undefined: a control group sees to it, or there is no limit. */
  watchedMemory: number | undefined;
  /** The log's middle is a hole up to here. */
  punchedTo: number;
  /** The helper that is at work on the log, if one is. */
  bounding: Promise<void> | undefined;
  /** Lets go of what tells us about the shim: the child's handle, or the watcher of its exit file. */
  release: () => void;
  /** Fulfilled when its end has been told, or when the executor was stopped. */
  readonly told: PromiseWithResolvers<void>;
}

export function makeActiveRun(of: Pick<ActiveRun, "lineage" | "startedAt" | "logged" | "child">): ActiveRun {
  return {
    ...of,
    phase: "running",
    stopping: false,
    killing: undefined,
    exitCode: undefined,
    peakMemoryBytes: undefined,
    watchedMemory: undefined,
    punchedTo: 0,
    bounding: undefined,
    release: () => undefined,
    told: Promise.withResolvers(),
  };
}
