import { noIsolation } from "../model/isolation.ts";
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

/** A task as JSON can carry it: what is undefined or shared is null, and of what is shared the place stands beside. */
export interface TaskJson {
  readonly task: Record<string, unknown>;
  readonly places: Readonly<Record<string, number>>;
  /** What it has of its action, by its number among the values that are kept once. Absent: it uses none. */
  readonly numbers?: Readonly<Record<string, number>>;
}

/** What is kept once for all tasks that have it. */
export interface KeptOnce {
  number(value: object): number;
  value(number: number): unknown;
}

export function taskToJson(of: Task, keptOnce: KeptOnce): TaskJson {
  const task: Record<string, unknown> = { ...of, env: [...of.env] };
  const found: Record<string, number> = {};
  for (const [key, value] of Object.entries(of)) {
    const place = places.get(value);
    if (place !== undefined) found[key] = place;
    if (place !== undefined || value === undefined) task[key] = null;
  }
  if (!of.action) return { task, places: found };
  const numbers: Record<string, number> = { action: keptOnce.number(of.action.params) };
  task["action"] = { ...of.action, params: null };
  for (const key of fromActions) {
    const value = of[key];
    // What the task says itself may be in no other, and would stay when the task is gone.
    if (value === undefined || key in found || Object.hasOwn(of.written, key)) continue;
    numbers[key] = keptOnce.number(value);
    task[key] = null;
  }
  return { task, places: found, numbers };
}

/** What a task that uses an action has from there, unless it says it itself. */
const fromActions = ["command", "check", "rollback", "requires"] as const;

/**
 * Makes the task of that very object, which JSON.parse has made: all of them have one hidden class then, and take no more
 * memory than when they were understood.
 */
export function taskFromJson({ task, places: found, numbers = {} }: TaskJson, keptOnce: KeptOnce): Task {
  for (const key in task) if (task[key] === null) task[key] = undefined;
  for (const key in found) task[key] = shared[found[key]!];
  for (const key in numbers) {
    const value = keptOnce.value(numbers[key]!);
    if (key === "action") (task[key] as Record<string, unknown>)["params"] = value;
    else task[key] = value;
  }
  if (Array.isArray(task["env"])) task["env"] = new Map(task["env"] as [string, string][]);
  return task as unknown as Task;
}
