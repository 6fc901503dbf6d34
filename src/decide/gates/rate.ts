import type { GateVerdict } from "../../model/decision.ts";
import { renderDuration } from "../../model/duration.ts";
import type { Instant } from "../../model/instant.ts";
import type { Rate } from "../../model/window.ts";
import { isWrongFuture } from "../state/wrong-future.ts";
import type { Asked } from "./gate.ts";
import { pass } from "./gate.ts";
import { notNow, passedOver } from "./not-now.ts";

const none = pass("no rate");

/** At most so many starts in any such stretch of time: the next when the first of the last so many has left it. */
export function rateGate({ state, waiting, task }: Asked): GateVerdict {
  const { rate } = task;
  if (!rate) return none;
  if (waiting.wanted.force) return passedOver;
  const starts = state.memories.get(task.id)?.starts ?? [];
  const first = starts.at(-rate.count);
  const until = first === undefined || isWrongFuture(state, first) ? state.now : first + rate.perMs;
  if (state.now >= until) return pass(`rate = ${rate.text}: ${counted(rate, starts, state.now).length} of them used`);
  const detail = `rate = ${rate.text}: ${renderDuration(until - state.now)} left until the next start`;
  return notNow(task, { reason: "rate", detail, until });
}

/** Those starts, oldest first, that the rate counts at this moment; no more than could ever matter. */
export function counted(rate: Rate, starts: readonly Instant[], now: Instant): readonly Instant[] {
  return starts.slice(-rate.count).filter((start) => now - start < rate.perMs);
}
