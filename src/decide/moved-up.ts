import type { Priority } from "../model/task.ts";
import { priorities } from "../model/task.ts";
import { rankOf } from "./queue-order.ts";
import type { State, Waiting } from "./state/state.ts";

/** The class that a run in line counts as by now; undefined: its own, for it has not waited for so long. */
export function movedUp(state: State, { turn, place, wanted }: Waiting): Priority | "ahead of all" | undefined {
  const task = state.catalog?.tasks.get(wanted.task);
  if (!task || !turn || place !== "ready" || !state.catalog!.settings.runner.priorityScheduling) return undefined;
  if (turn.rank >= rankOf(task)) return undefined;
  return priorities[turn.rank] ?? "ahead of all";
}
