import type { TaskId } from "../../model/ids.ts";
import type { TaskMemory } from "../../model/memory.ts";
import type { State } from "./state.ts";

/** Changes what is remembered of a task; the step's effects carry the result to the journal, once. */
export function remember(state: State, task: TaskId, change: Partial<TaskMemory>): void {
  state.memories.set(task, { ...state.memories.get(task)!, ...change });
  state.touched.add(task);
}
