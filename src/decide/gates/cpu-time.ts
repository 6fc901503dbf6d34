import type { GateVerdict } from "../../model/decision.ts";
import { renderDuration } from "../../model/duration.ts";
import type { Instant } from "../../model/instant.ts";
import type { CpuQuota } from "../../model/isolation.ts";
import type { CpuTime } from "../../model/memory.ts";
import { isWrongFuture } from "../state/wrong-future.ts";
import type { Asked } from "./gate.ts";
import { pass } from "./gate.ts";
import { notNow, passedOver } from "./not-now.ts";

const none = pass("no max_cpu_time");

/**
 * CPU time in any such stretch of time, as it is known when a run has ended: one that goes on may go beyond it. The next
 * starts when enough of them have left the stretch.
 */
export function cpuTimeGate({ state, waiting, task }: Asked): GateVerdict {
  const quota = task.isolation.limits.maxCpuTime;
  if (!quota) return none;
  if (waiting.wanted.force) return passedOver;
  const told = state.memories.get(task.id)?.cpuTimes ?? [];
  const counted = countedCpuTimes(quota, told, state.now).filter(({ at }) => !isWrongFuture(state, at));
  const used = counted.reduce((sum, { ms }) => sum + ms, 0);
  const said = `max_cpu_time = ${quota.text}: ${renderDuration(used)} used`;
  if (used < quota.ms) return pass(said);
  let left = used;
  const last = counted.find(({ ms }) => (left -= ms) < quota.ms)!;
  const until = last.at + quota.perMs;
  return notNow(task, {
    reason: "cpu-time",
    detail: `${said}, ${renderDuration(until - state.now)} until it is less`,
    until,
  });
}

/** Those that the quota counts at this moment. */
export function countedCpuTimes(quota: CpuQuota, times: readonly CpuTime[], now: Instant): readonly CpuTime[] {
  return times.filter(({ at }) => now - at < quota.perMs);
}
