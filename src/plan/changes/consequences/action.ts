import { byCodePoint } from "../../../model/compare.ts";
import { tellParams } from "../../../model/params.ts";
import type { Task } from "../../../model/task.ts";

export function ofUses(before: Task, after: Task): string {
  if (!before.action) return "the action is executed in place of its command";
  if (!after.action) return "its command is executed in place of the action";
  return "what it executes is another action";
}

/** One of several values below a key; undefined: it is not there. */
export interface Part {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What is given otherwise to the same action; of what is not given, the default. */
export function partsOfWith(before: Task, after: Task): readonly Part[] | undefined {
  if (!before.action || !after.action || before.action.name !== after.action.name) return undefined;
  const names = new Set([...Object.keys(before.action.with), ...Object.keys(after.action.with)]);
  return [...names]
    .sort(byCodePoint)
    .map((name) => ({ name, before: valueOf(before, name), after: valueOf(after, name) }))
    .filter((part) => part.before !== part.after);
}

function valueOf({ action }: Task, name: string): string | undefined {
  const given = action!.with[name];
  if (given !== undefined) return JSON.stringify(given);
  const byDefault = tellParams(action!.params).find((param) => param.name === name)?.default;
  return byDefault === undefined ? undefined : `${JSON.stringify(byDefault)} (default)`;
}
