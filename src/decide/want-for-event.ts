import type { Instant } from "../model/instant.ts";
import { makeRunId } from "../model/make-run-id.ts";
import type { Trigger } from "../model/run.ts";
import type { Task } from "../model/task.ts";
import { dormancy } from "./state/slots.ts";
import type { State } from "./state/state.ts";
import { wantRun } from "./want-run.ts";

/**
 * Something happened that the task listens to: a run is wanted. Tasks that are disabled, suspended, paused or not for this
 * host listen to nothing. `origin` names what happened, and makes the run's id: the same event gives one run.
 */
export function wantForEvent(
  state: State,
  of: { task: Task; trigger: Trigger; origin: string; at: Instant; notBefore?: Instant },
): void {
  const { task, trigger, origin, at } = of;
  if (!listens(state, task)) return;
  wantRun(state, {
    id: makeRunId({ host: state.host.name, task: task.id, at, origin: `${trigger.kind} ${origin}` }),
    task: task.id,
    slot: undefined,
    trigger,
    force: false,
    withNeeds: false,
    wantedAt: at,
    notBefore: of.notBefore,
  });
}

export function listens(state: State, task: Task): boolean {
  return !state.paused && !state.memories.get(task.id)?.paused && !dormancy(state, task);
}
