import type { Wanted } from "../model/run.ts";
import { scheduleNext } from "./state/slots.ts";
import type { State } from "./state/state.ts";
import { addWaiting } from "./state/waiting.ts";

/** Enters a wanted run into the state and the journal. One that is there already (same id) is not wanted twice. */
export function wantRun(state: State, of: Omit<Wanted, "seq" | "rootSeq" | "firstSeen"> & { rootSeq?: number }): void {
  if (state.waiting.has(of.id) || state.active.has(of.id)) return;
  const seq = (state.seq += 1);
  // Field by field: a copy by spreading costs three times as much, and thousands are wanted in one pass.
  const wanted: Wanted = {
    id: of.id,
    task: of.task,
    slot: of.slot,
    trigger: of.trigger,
    params: of.params,
    force: of.force,
    withNeeds: of.withNeeds,
    wantedAt: of.wantedAt,
    notBefore: of.notBefore,
    firstSeen: state.now,
    seq,
    rootSeq: of.rootSeq ?? seq,
  };
  addWaiting(state, wanted);
  state.effects.push({ kind: "want", wanted });
  // What is counted from the last end begins to count anew when this one has ended.
  const task = state.catalog?.tasks.get(of.task);
  if (task?.schedules.some(({ kind }) => kind === "after-finish") && state.memories.has(of.task))
    scheduleNext(state, task);
}
