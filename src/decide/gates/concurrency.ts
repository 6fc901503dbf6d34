import type { GateVerdict } from "../../model/decision.ts";
import type { State } from "../state/state.ts";
import type { Asked } from "./gate.ts";
import { pass } from "./gate.ts";

export function concurrencyGate({ state }: Asked): GateVerdict {
  const places = maxConcurrent(state);
  if (state.places < places) return pass(`${state.places} of ${places} places are taken`);
  return { kind: "wait", detail: `all ${places} places are taken`, on: { kind: "place" } };
}

export function maxConcurrent(state: State): number {
  return state.draining ? 0 : (state.catalog?.settings.runner.maxConcurrent ?? 0);
}
