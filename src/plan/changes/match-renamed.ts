import type { TaskId } from "../../model/ids.ts";
import type { Task } from "../../model/task.ts";
import { showFields } from "./fields.ts";
import { command } from "./show.ts";

/**
 * New tasks that are what a vanished one was: the vanished one by the new one. First those that are the same in all but
 * their name; then those that changed besides, where there is no doubt: nobody else executes the same command, or is
 * written in the same file.
 */
export function matchRenamed(gone: readonly Task[], come: readonly Task[]): ReadonlyMap<Task, Task> {
  const renamed = new Map<Task, Task>();
  const left = { gone: new Set(gone), come: new Set(come) };
  match(meaningOf, "first");
  // Whoever is renamed is needed by another name.
  match((task) => meaningOf({ ...task, needs: [], triggers: [] }), "only");
  match(executes, "only");
  match(({ file }) => file, "only", isMuchAlike);
  return renamed;

  function match(
    keyOf: (task: Task) => string,
    which: "first" | "only",
    isPlain: (before: Task, after: Task) => boolean = always,
  ): void {
    const [old, now] = [groupBy(left.gone, keyOf), groupBy(left.come, keyOf)];
    for (const [key, after] of now) {
      const before = old.get(key) ?? [];
      if (which === "only" && (before.length > 1 || after.length > 1)) continue;
      for (const [i, task] of after.entries()) {
        if (!before[i] || !isPlain(before[i], task)) continue;
        renamed.set(task, before[i]);
        left.gone.delete(before[i]);
        left.come.delete(task);
      }
    }
  }
}

/** The task as it would be with what it needs called as they are now. */
export function withNames(task: Task, names: ReadonlyMap<TaskId, TaskId>): Task {
  const rename = (id: TaskId): TaskId => names.get(id) ?? id;
  if (!task.needs.some((need) => names.has(need.task)) && !task.triggers.some((of) => of.kind === "task")) return task;
  return {
    ...task,
    needs: task.needs.map((need) => ({ ...need, task: rename(need.task) })),
    triggers: task.triggers.map((trigger) => {
      if (trigger.kind !== "task" || trigger.task === "*" || !names.has(trigger.task)) return trigger;
      return { ...trigger, task: rename(trigger.task), key: trigger.key.replace(trigger.task, rename(trigger.task)) };
    }),
  };
}

function meaningOf(task: Task): string {
  return JSON.stringify(showFields(task, undefined).map(({ name, after }) => [name, after]));
}

function executes(task: Task): string {
  return JSON.stringify([command(task.command), task.action?.name, task.action?.with, task.shell, task.workdir]);
}

/** More of what is said of one is said of the other than is not. */
function isMuchAlike(before: Task, after: Task): boolean {
  const [old, now] = [before, after].map(
    (task) => new Set(showFields(task, undefined).map(({ name, after: value }) => `${name} ${value}`)),
  );
  const shared = [...old!].filter((one) => now!.has(one)).length;
  return 2 * shared > Math.max(old!.size, now!.size);
}

function always(): boolean {
  return true;
}

function groupBy(tasks: Iterable<Task>, keyOf: (task: Task) => string): ReadonlyMap<string, readonly Task[]> {
  return Map.groupBy(tasks, keyOf);
}
