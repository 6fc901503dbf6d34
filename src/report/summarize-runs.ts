import type { RunEnd } from "../model/run.ts";

/** Some runs in figures. `medianMs`: of the successful ones; undefined without any. */
interface RunSummary {
  readonly total: number;
  readonly counts: Readonly<Record<RunEnd["status"], number>>;
  readonly medianMs: number | undefined;
}

/** Counts ends by status. Takes reports as well as what `history` shows of them. */
export function summarizeRuns(runs: Iterable<{ status: RunEnd["status"]; durationMs: number }>): RunSummary {
  const counts = { success: 0, failed: 0, cancelled: 0, lost: 0, skipped: 0 };
  const durations: number[] = [];
  for (const run of runs) {
    counts[run.status] += 1;
    if (run.status === "success") durations.push(run.durationMs);
  }
  const total = Object.values(counts).reduce((a, b) => a + b);
  return { total, counts, medianMs: median(durations) };
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? undefined : Math.round((lower + upper) / 2);
}
