import type { GateVerdict } from "../../model/decision.ts";
import { renderDuration } from "../../model/duration.ts";
import { isWrongFuture } from "../state/wrong-future.ts";
import type { Asked } from "./gate.ts";
import { pass } from "./gate.ts";
import { notNow, passedOver } from "./not-now.ts";

const none = pass("no cooldown");
const neverRan = pass("no run of it to cool down from");

/** Least time between the end of its last run that really ran and the next start. */
export function cooldownGate({ state, waiting, task }: Asked): GateVerdict {
  const { cooldownMs } = task;
  if (cooldownMs === 0) return none;
  if (waiting.wanted.force) return passedOver;
  const last = state.memories.get(task.id)?.lastRun;
  // One that made way for this run is no reason to hold it back: that would end one and start none.
  if (!last || last.reason === "replaced" || isWrongFuture(state, last.at)) return neverRan;
  const until = last.at + cooldownMs;
  const said = `cooldown = ${renderDuration(cooldownMs)}`;
  if (state.now >= until) return pass(`${said}: over since ${renderDuration(state.now - until)}`);
  const detail = `${said}: ${renderDuration(until - state.now)} left`;
  return notNow(task, { reason: "cooldown", detail, until });
}
