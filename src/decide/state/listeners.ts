import type { TaskId } from "../../model/ids.ts";
import type { Task } from "../../model/task.ts";
import type { EventTrigger } from "../../model/trigger.ts";

/** The triggers of a catalog by what they listen to, so that an event costs what it concerns. In order of task id. */
export type Listeners = { readonly [K in EventTrigger["kind"]]: readonly Listener<K>[] } & {
  /** Who listens to the ends of one task; `*`: of any. */
  readonly byEndedTask: ReadonlyMap<TaskId | "*", readonly Listener<"task">[]>;
};

export interface Listener<K extends EventTrigger["kind"]> {
  readonly task: Task;
  readonly trigger: EventTrigger & { kind: K };
}

export const nobodyListens: Listeners = makeListeners([]);

export function makeListeners(tasks: Iterable<Task>): Listeners {
  const lists: { [K in EventTrigger["kind"]]: Listener<K>[] } = {
    boot: [],
    shutdown: [],
    login: [],
    task: [],
    "file-changed": [],
    changed: [],
    request: [],
    condition: [],
  };
  for (const task of tasks) {
    for (const trigger of task.triggers)
      (lists[trigger.kind] as Listener<EventTrigger["kind"]>[]).push({ task, trigger });
  }
  return { ...lists, byEndedTask: Map.groupBy(lists.task, ({ trigger }) => trigger.task) };
}
