import type { Isolation } from "../model/isolation.ts";
import { noIsolation } from "../model/isolation.ts";
import { keepsAYear } from "../model/unsaid.ts";
import type { Task } from "../model/task.ts";

/** Keys that a task of a run which an older runner started does not have. */
type Later =
  "secrets" | "protect" | "rollbackOn" | "output" | "requires" | "keep" | "report" | "dryRun" | "supportsDryRun";

const encoded = new WeakMap<Task, string>();

/** A task as text, for the row of a run that has started; made once for each task. */
export function encodeTask(task: Task): string {
  const known = encoded.get(task);
  if (known !== undefined) return known;
  const isolation = task.isolation === noIsolation ? undefined : task.isolation;
  const text = JSON.stringify({ ...task, isolation, env: [...task.env] });
  encoded.set(task, text);
  return text;
}

export function decodeTask(text: string): Task {
  const { env, isolation, ...rest } = JSON.parse(text) as Omit<Task, "env" | "isolation" | Later> &
    Partial<Pick<Task, Later>> & {
      env: [string, string][];
      /** Left out where nothing is asked for: it is known by being the very same value. Earlier runners knew of none. */
      isolation?: Isolation;
    };
  const unsaid = {
    secrets: [],
    protect: [],
    rollbackOn: "failure",
    output: "text",
    requires: [],
    keep: keepsAYear,
    report: "each",
    dryRun: false,
    supportsDryRun: false,
  } as const;
  return { ...unsaid, ...rest, isolation: isolation ?? noIsolation, env: new Map(env) };
}
