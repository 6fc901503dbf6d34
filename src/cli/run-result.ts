import type { RunEnd } from "../model/run.ts";
import { runDuration } from "../report/index.ts";

/** How a run ended, as `--json` tells it. `durationMs` from start to end, waits between attempts included; 0 on skips. */
export interface RunResult extends Pick<RunEnd, "id" | "task" | "status" | "reason" | "detail"> {
  readonly durationMs: number;
}

export function toRunResult(end: RunEnd): RunResult {
  const { id, task, status, reason, detail } = end;
  return { id, task, status, reason, detail, durationMs: runDuration(end) };
}
