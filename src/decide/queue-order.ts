import { byCodePoint } from "../model/compare.ts";
import type { Instant } from "../model/instant.ts";
import type { Task } from "../model/task.ts";
import { priorities } from "../model/task.ts";

/** What the place of a wanted run in the line goes by. */
export interface QueueKeys {
  /** Of its class, 0 goes first. One that waits moves up: a class for each `priority.aging`, and at last before all classes. */
  readonly rank: number;
  /** More goes first. */
  readonly score: number;
  /** Its slot, or when it was wanted. */
  readonly at: Instant;
  /** The task's id, where the order asks for it. */
  readonly name: string;
  readonly seq: number;
}

/** The queue's order. Negative: `a` goes first. */
export function byQueueOrder(a: QueueKeys, b: QueueKeys): number {
  return a.rank - b.rank || b.score - a.score || a.at - b.at || byCodePoint(a.name, b.name) || a.seq - b.seq;
}

/** 0 goes first. */
export function rankOf(task: Task): number {
  return priorities.indexOf(task.priority);
}
