import type { TaskId } from "../model/ids.ts";
import { priorities } from "../model/task.ts";
import { byCodePoint } from "../model/compare.ts";
import type { State, Waiting } from "./state/state.ts";

/** The queue's order: priority class, then the slot (or when it was wanted), then the id. Negative: `a` goes first. */
export function byQueueOrder(state: State, a: Waiting, b: Waiting): number {
  return (
    classOf(state, a.wanted.task) - classOf(state, b.wanted.task) ||
    (a.wanted.slot ?? a.wanted.wantedAt) - (b.wanted.slot ?? b.wanted.wantedAt) ||
    byCodePoint(a.wanted.task, b.wanted.task) ||
    a.wanted.seq - b.wanted.seq
  );
}

function classOf(state: State, task: TaskId): number {
  const priority = state.catalog?.tasks.get(task)?.priority;
  return priority === undefined ? priorities.length : priorities.indexOf(priority);
}
