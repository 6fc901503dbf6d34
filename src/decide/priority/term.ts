import type { Instant } from "../../model/instant.ts";
import type { TaskMemory } from "../../model/memory.ts";
import type { PrioritySettings } from "../../model/settings.ts";
import type { Task } from "../../model/task.ts";

/** All that a score is made of. */
export interface Rated {
  readonly task: Task;
  /** Undefined: nothing is known of it yet. */
  readonly memory: TaskMemory | undefined;
  readonly settings: PrioritySettings;
  /** How many tasks need it. */
  readonly dependents: number;
  readonly now: Instant;
  /** The slot that is due; undefined where none is (not yet, or it was asked for). */
  readonly slot: Instant | undefined;
  /** From that slot to the next; undefined where there is no next one. */
  readonly intervalMs: number | undefined;
}

/** One of the numbers whose weighted sum is the score: 0–100, more of it means sooner. */
export interface Term {
  readonly name: string;
  readonly weight: keyof PrioritySettings["weights"];
  /** Asked of thousands in one pass: it makes nothing but the number. */
  readonly value: (rated: Rated) => number;
  /** How that number came about, in a short sentence with what it was made of. */
  readonly why: (rated: Rated) => string;
}

/** What nothing is known about counts half. */
export const neutral = 50;

/** The best and the most that a term can come to. */
export const most = 100;

/** Settings may say anything; no term goes below nothing, and none is without end. */
export function within(value: number, highest: number): number {
  return value > 0 ? Math.min(value, highest) : 0;
}

/** `66.7`, `50`. */
export function renderValue(value: number): string {
  return String(Math.round(value * 10) / 10);
}
