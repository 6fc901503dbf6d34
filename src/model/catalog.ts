import type { TaskId } from "./ids.ts";
import type { Settings } from "./settings.ts";
import type { Task } from "./task.ts";

/** Everything one revision says, checked as a whole: needs point at tasks, there is no cycle. Tasks sorted by id. */
export interface Catalog {
  readonly tasks: ReadonlyMap<TaskId, Task>;
  readonly settings: Settings;
}
