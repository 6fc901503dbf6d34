import type { Instant } from "../model/instant.ts";
import type { Active } from "../model/memory.ts";
import type { Attempt } from "../model/run.ts";
import type { Task } from "../model/task.ts";
import { fraction } from "./fraction.ts";
import { unfulfilled } from "./unfulfilled.ts";

/** Whether another attempt follows one that ended so. */
export function mayRetry(task: Task, attempt: Attempt): boolean {
  const { retry } = task;
  if (attempt.number >= retry.attempts) return false;
  if (attempt.ended === "timeout") return retry.onExit === undefined;
  if (attempt.ended !== undefined) return false;
  const { exit } = attempt;
  if (exit.kind === "lost") return retry.onLost;
  if (exit.kind === "check") return false;
  if (exit.kind !== "exited") return retry.onExit === undefined;
  if (task.successExitCodes.includes(exit.code) && !unfulfilled(task, attempt.outputs)) return false;
  return retry.onExit === undefined || retry.onExit.includes(exit.code);
}

/**
 * When the next attempt is due: `delay` after the end, doubled per attempt with exponential backoff, at most
 * `max_delay`, and off by up to `jitter` of it either way, by a hash so that it can be foretold.
 */
export function retryAt(active: Active, endedAt: Instant): Instant {
  const { delayMs, backoff, maxDelayMs, jitter } = active.task.retry;
  const grown = backoff === "exponential" ? delayMs * 2 ** (active.attempt - 1) : delayMs;
  const capped = Math.min(grown, maxDelayMs ?? Number.MAX_SAFE_INTEGER);
  const swing = jitter === 0 ? 0 : (2 * fraction(`${active.wanted.id}\0${active.attempt}`) - 1) * jitter;
  return endedAt + Math.round(capped * (1 + swing));
}
