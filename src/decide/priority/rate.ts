import type { TaskId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { Task } from "../../model/task.ts";
import { firstSlotAfter } from "../state/slots.ts";
import type { State } from "../state/state.ts";
import { nextInTurn } from "../state/waiting.ts";
import type { Score } from "./score-of.ts";
import { explainScore } from "./score-of.ts";
import type { Rated } from "./term.ts";

/** What the score of a run of the task is made of, if it lines up now. Only one that is late has its interval looked up. */
export function rate(state: State, task: Task, slot: Instant | undefined): Rated {
  const isLate = slot !== undefined && slot < state.now;
  return rated(state, task, { slot, next: isLate ? state.nextSlot.get(task.id) : undefined });
}

/**
 * The score that a run of the task would have if it lined up at this moment: the one that waits, else one of the slot that
 * is due, else one that is asked for. Changes nothing.
 */
export function explainPriority(state: State, id: TaskId): Score {
  const task = state.catalog!.tasks.get(id)!;
  const next = state.nextSlot.get(id);
  const slot = nextInTurn(state, id)?.wanted.slot;
  if (next === undefined || next > state.now) return explainScore(rated(state, task, { slot, next }));
  // It is due, and nobody has looked at it yet: what follows is what would be entered when somebody does.
  const calendar = { ...task, schedules: task.schedules.filter(({ kind }) => kind !== "after-finish") };
  const following = firstSlotAfter(state, calendar, state.now);
  return explainScore(rated(state, task, { slot: slot ?? next, next: following }));
}

function rated(
  state: State,
  task: Task,
  { slot, next }: { slot: Instant | undefined; next: Instant | undefined },
): Rated {
  return {
    task,
    memory: state.memories.get(task.id),
    settings: state.catalog!.settings.priority,
    dependents: state.dependents.get(task.id) ?? 0,
    now: state.now,
    slot,
    intervalMs: slot === undefined ? undefined : next !== undefined && next > slot ? next - slot : ownInterval(task),
  };
}

/** What is counted from the end of the last run has no next slot before that end, but an interval. */
function ownInterval({ schedules }: Task): number | undefined {
  for (const schedule of schedules) if (schedule.kind === "after-finish") return schedule.everyMs;
  return undefined;
}
