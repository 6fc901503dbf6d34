import type { RunEnd } from "../model/run.ts";
import type { ReportedOutputs } from "../report/index.ts";
import { orderOutputs, runDuration } from "../report/index.ts";

/** How a run ended, as `--json` tells it. `durationMs` from start to end, waits between attempts included; 0 on skips. */
export interface RunResult extends Pick<RunEnd, "id" | "task" | "status" | "reason" | "detail"> {
  readonly durationMs: number;
  /** What it said as data; absent where it said nothing. */
  readonly outputs?: ReportedOutputs;
}

export function toRunResult(end: RunEnd): RunResult {
  const { id, task, status, reason, detail } = end;
  const outputs = orderOutputs(end.attempts.at(-1)?.outputs);
  return { id, task, status, reason, detail, durationMs: runDuration(end), ...(outputs && { outputs }) };
}
