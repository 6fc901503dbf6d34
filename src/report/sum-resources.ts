import type { Attempt, Resources } from "../model/run.ts";
import { elapsedMs } from "./run-duration.ts";
import type { SummedResources } from "./report.ts";

/**
 * What all attempts used together; undefined if there was none. A figure that is unknown for one attempt is unknown
 * for the sum: absent, never too low. An attempt that could not be started used nothing.
 */
export function sumResources(attempts: readonly Attempt[]): SummedResources | undefined {
  if (attempts.length === 0) return undefined;
  const used = attempts.filter((attempt) => attempt.exit.kind !== "unstartable").map((attempt) => attempt.resources);
  const measured = used.map((resources) => resources.peakMemoryMeasured);
  return {
    wallMs: attempts.reduce((sum, attempt) => sum + elapsedMs(attempt.startedAt, attempt.endedAt), 0),
    ...total(used, "userMs", add),
    ...total(used, "systemMs", add),
    ...total(used, "peakMemoryBytes", Math.max),
    ...(used.length > 0 &&
      !measured.includes(undefined) && {
        // One sampled figure makes the highest of them no better than sampled.
        peakMemoryMeasured: measured.includes("sampled") ? "sampled" : "cgroup",
      }),
    ...total(used, "outputBytes", add),
  };
}

type Figure = "userMs" | "systemMs" | "peakMemoryBytes" | "outputBytes";

function total(used: readonly Resources[], key: Figure, join: (a: number, b: number) => number): Resources {
  const figures = used.map((resources) => resources[key]).filter((figure) => figure !== undefined);
  if (figures.length === 0 || figures.length < used.length) return {};
  return { [key]: figures.reduce((a, b) => join(a, b)) };
}

function add(a: number, b: number): number {
  return a + b;
}
