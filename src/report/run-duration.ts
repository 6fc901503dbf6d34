import type { Instant } from "../model/instant.ts";
import type { RunEnd } from "../model/run.ts";

/** Milliseconds from a run's start to its end, waits between attempts included; 0 on skips and on runs never started. */
export function runDuration(end: Pick<RunEnd, "status" | "startedAt" | "endedAt">): number {
  return end.status === "skipped" || end.startedAt === undefined ? 0 : elapsedMs(end.startedAt, end.endedAt);
}

/** Milliseconds from `start` to `end`; 0 if the wall clock was set back meanwhile. */
export function elapsedMs(start: Instant, end: Instant): number {
  return Math.max(0, end - start);
}
