import type { GateVerdict } from "../../model/decision.ts";
import type { State } from "../state/state.ts";
import type { Asked } from "./gate.ts";
import { pass } from "./gate.ts";

export function concurrencyGate({ state }: Asked): GateVerdict {
  const places = maxConcurrent(state);
  return state.places < places ? pass(`${state.places} of ${places} places are taken`) : full(places);
}

let lastFull: { readonly places: number; readonly verdict: GateVerdict } | undefined;

/** The same for all that wait: one verdict for the thousands that are told so in one pass. */
function full(places: number): GateVerdict {
  if (lastFull?.places !== places) {
    const detail = `all ${places} places are taken`;
    lastFull = { places, verdict: { kind: "wait", detail, on: { kind: "place" } } };
  }
  return lastFull.verdict;
}

export function maxConcurrent(state: State): number {
  return state.draining ? 0 : (state.catalog?.settings.runner.maxConcurrent ?? 0) + state.sparePlaces;
}
