import type { Task } from "../model/task.ts";
import { priorities } from "../model/task.ts";
import { byCodePoint } from "../model/compare.ts";
import type { Waiting } from "./state/state.ts";

/** The queue's order: priority class, then the slot (or when it was wanted), then the id. Negative: `a` goes first. */
export function byQueueOrder(a: Waiting, b: Waiting): number {
  return (
    a.rank - b.rank ||
    (a.wanted.slot ?? a.wanted.wantedAt) - (b.wanted.slot ?? b.wanted.wantedAt) ||
    byCodePoint(a.wanted.task, b.wanted.task) ||
    a.wanted.seq - b.wanted.seq
  );
}

/** 0 goes first. */
export function rankOf(task: Task): number {
  return priorities.indexOf(task.priority);
}
