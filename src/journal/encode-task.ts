import type { Task } from "../model/task.ts";

type Undoing = "protect" | "rollbackOn";

const encoded = new WeakMap<Task, string>();

/** A task as text, for the row of a run that has started; made once for each task. */
export function encodeTask(task: Task): string {
  const known = encoded.get(task);
  if (known !== undefined) return known;
  const text = JSON.stringify({ ...task, env: [...task.env] });
  encoded.set(task, text);
  return text;
}

export function decodeTask(text: string): Task {
  const { env, ...rest } = JSON.parse(text) as Omit<Task, "env" | Undoing> &
    Partial<Pick<Task, Undoing>> & { env: [string, string][] };
  // A run that an older runner started has no such keys.
  return { protect: [], rollbackOn: "failure", ...rest, env: new Map(env) };
}
