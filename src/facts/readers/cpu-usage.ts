import { setTimeout } from "node:timers/promises";
import type { Reader } from "../reader.ts";
import type { CpuTimes } from "../processor/read-cpu-times.ts";
import { readCpuTimes } from "../processor/read-cpu-times.ts";

/** The kernel counts in ticks of 10 ms: over less than this a per cent would be made of very few. */
const leastMs = 200;
/** The mean of a longer time says nothing about now: who asks once a night is not told about the whole day. */
const mostMs = 600_000;

/** Counts from the reading before. The first takes two samples. */
export function makeCpuUsageReader(): Reader<"cpu_usage"> {
  let last: { readonly times: CpuTimes; readonly atMs: number } | undefined;

  return async (_query, { signal }) => {
    if (!last || performance.now() - last.atMs > mostMs) last = await sample();
    const before = last;
    const missingMs = leastMs - (performance.now() - before.atMs);
    if (missingMs > 0) await setTimeout(missingMs, undefined, { signal });
    last = await sample();
    return { kind: "number", value: usageBetween(before.times, last.times) };
  };

  async function sample(): Promise<{ times: CpuTimes; atMs: number }> {
    return { times: await readCpuTimes(), atMs: performance.now() };
  }
}

/** Per cent. The idle time may go backwards a little: that spent waiting is an estimate (proc_stat(5)). */
export function usageBetween(before: CpuTimes, after: CpuTimes): number {
  const total = after.total - before.total;
  const idle = after.idle - before.idle;
  return total > 0 ? Math.min(100, Math.max(0, (1 - idle / total) * 100)) : 0;
}
