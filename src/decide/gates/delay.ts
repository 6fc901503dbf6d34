import type { GateVerdict } from "../../model/decision.ts";
import { renderDuration } from "../../model/duration.ts";
import { renderInstant } from "../../model/instant.ts";
import { isWrongFuture } from "../state/wrong-future.ts";
import type { Asked } from "./gate.ts";
import { pass } from "./gate.ts";

const noDelay = pass("no delay");
const over = pass("its delay is over");

/** Jitter, or the delay of a boot: it is not to start before. */
export function delayGate({ state, waiting, task }: Asked): GateVerdict {
  const { notBefore, slot, firstSeen } = waiting.wanted;
  if (notBefore === undefined) return noDelay;
  if (state.now >= notBefore || isWrongFuture(state, firstSeen)) return over;
  const why = slot === undefined ? "" : `, jitter = ${renderDuration(task.jitterMs)}`;
  const detail = `not before ${renderInstant(notBefore)} (${renderDuration(notBefore - state.now)} left${why})`;
  return { kind: "wait", detail, until: notBefore, on: { kind: "time" } };
}
