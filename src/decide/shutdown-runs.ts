import type { Wanted } from "../model/run.ts";
import type { State } from "./state/state.ts";

/** The runs that the host's going down has asked for and that have not ended, with those that they need. */
export function shutdownRuns(state: State): readonly Wanted[] {
  const open = [...state.waiting.values(), ...state.active.values()].map(({ wanted }) => wanted);
  const roots = new Set(open.filter(({ trigger }) => trigger.kind === "shutdown").map(({ seq }) => seq));
  return open.filter(({ seq, rootSeq }) => roots.has(seq) || roots.has(rootSeq));
}
