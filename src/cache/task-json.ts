import { noIsolation } from "../model/isolation.ts";
import type { Params } from "../model/params.ts";
import type { Task } from "../model/task.ts";
import {
  catchesUpNone,
  keepsAYear,
  none,
  noVariables,
  once,
  shells,
  successIsZero,
  unknownEffort,
} from "../model/unsaid.ts";

/** Stored by their place in this list, so that those who read them share them again. */
const shared: readonly unknown[] = [
  none,
  noVariables,
  successIsZero,
  catchesUpNone,
  unknownEffort,
  once,
  noIsolation,
  ...Object.values(shells),
  keepsAYear,
];

const places: ReadonlyMap<unknown, number> = new Map(shared.map((value, place) => [value, place]));

/**
 * A task as JSON can carry it: what is undefined or shared is null, and of what is shared the place stands beside. `params`:
 * where what its action takes is kept, which is the same for all tasks that use it.
 */
export interface TaskJson {
  readonly task: Record<string, unknown>;
  readonly places: Readonly<Record<string, number>>;
  readonly params?: number;
}

/** What many tasks have, each kept once. */
export interface Common {
  readonly put: (value: Params) => number;
  readonly get: (place: number) => Params;
}

export function taskToJson(of: Task, common: Pick<Common, "put">): TaskJson {
  const task: Record<string, unknown> = { ...of, env: [...of.env] };
  const found: Record<string, number> = {};
  for (const [key, value] of Object.entries(of)) {
    const place = places.get(value);
    if (place !== undefined) found[key] = place;
    if (place !== undefined || value === undefined) task[key] = null;
  }
  if (!of.action) return { task, places: found };
  task["action"] = { ...of.action, params: null };
  return { task, places: found, params: common.put(of.action.params) };
}

/**
 * Makes the task of that very object, which JSON.parse has made: all of them have one hidden class then, and take no more
 * memory than when they were understood.
 */
export function taskFromJson({ task, places: found, params }: TaskJson, common: Pick<Common, "get">): Task {
  for (const key in task) if (task[key] === null) task[key] = undefined;
  for (const key in found) task[key] = shared[found[key]!];
  if (Array.isArray(task["env"])) task["env"] = new Map(task["env"] as [string, string][]);
  if (params !== undefined) (task["action"] as { params: Params }).params = common.get(params);
  return task as unknown as Task;
}
