import type { GateVerdict } from "../../model/decision.ts";
import { isWithin } from "../../schedule/index.ts";
import type { Asked } from "./gate.ts";
import { pass } from "./gate.ts";
import { closed, passedOver } from "./not-now.ts";

const none = pass("no blackout");
const outside = pass("outside its blackouts");

/** When it may not start, whatever its windows say. */
export function blackoutGate({ state, waiting, task }: Asked): GateVerdict {
  const { blackouts } = task;
  if (blackouts.length === 0) return none;
  if (waiting.wanted.force) return passedOver;
  if (!blackouts.some((blackout) => isWithin(blackout, state.now))) return outside;
  const by = blackouts.filter((blackout) => isWithin(blackout, state.now));
  return closed(task, "blackout", by, state.now);
}
