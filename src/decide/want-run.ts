import type { Wanted } from "../model/run.ts";
import type { State } from "./state/state.ts";
import { addWaiting } from "./state/waiting.ts";

/** Enters a wanted run into the state and the journal. One that is there already (same id) is not wanted twice. */
export function wantRun(state: State, of: Omit<Wanted, "seq" | "rootSeq" | "firstSeen"> & { rootSeq?: number }): void {
  if (state.waiting.has(of.id) || state.active.has(of.id)) return;
  const seq = (state.seq += 1);
  const wanted: Wanted = { ...of, seq, rootSeq: of.rootSeq ?? seq, firstSeen: state.now };
  addWaiting(state, wanted);
  state.effects.push({ kind: "want", wanted });
}
