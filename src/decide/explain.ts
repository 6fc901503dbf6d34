import type { NamedVerdict } from "../model/decision.ts";
import type { RunId, TaskId } from "../model/ids.ts";
import { makeRunId } from "../model/make-run-id.ts";
import type { Wanted } from "../model/run.ts";
import { askAllGates } from "./gates/index.ts";
import type { State, Waiting } from "./state/state.ts";
import { makeWaiting, waitingOf } from "./state/waiting.ts";

/**
 * What every gate says of the task at this moment: of a wanted run of it that waits (the first, unless told which), else
 * of one that would be wanted now. Changes nothing.
 */
export function explain(
  state: State,
  id: TaskId,
  run?: RunId,
): { waiting: Waiting | undefined; gates: readonly NamedVerdict[] } {
  const task = state.catalog!.tasks.get(id)!;
  const waiting = run === undefined ? waitingOf(state, id)[0] : state.waiting.get(run);
  return { waiting, gates: askAllGates({ state, waiting: waiting ?? supposed(state, id), task }) };
}

function supposed(state: State, task: TaskId): Waiting {
  const seq = state.seq + 1;
  const wanted: Wanted = {
    id: makeRunId({ host: state.host.name, task, at: state.now, origin: "supposed" }),
    task,
    slot: state.now,
    trigger: { kind: "schedule" },
    force: false,
    withNeeds: false,
    wantedAt: state.now,
    notBefore: undefined,
    firstSeen: state.now,
    seq,
    rootSeq: seq,
  };
  return makeWaiting(wanted, state.now);
}
