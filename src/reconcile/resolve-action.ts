import { resolveParams } from "../definition/params/resolve-params.ts";
import { expandProtect } from "../model/expand-protect.ts";
import type { Active } from "../model/memory.ts";
import type { ParamValues } from "../model/params.ts";
import { fillWith } from "../model/placeholder.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import type { Task } from "../model/task.ts";

/**
 * What an attempt gets as its parameters: those of the task, or of its action what stands under `with`, filled in.
 * `secrets`: values by the names that the settings give them.
 */
export function resolveAction(
  { action }: Pick<Task, "action">,
  params: ParamValues,
  secrets: ReadonlyMap<string, string>,
): Result<ParamValues, { readonly what: string; readonly hint: string }> {
  if (!action) return ok(params);
  const resolved = resolveParams(action.params, fillWith(action.with, { params, secrets }));
  if (resolved.ok) return resolved;
  const hint = `\`runner actions show ${action.name}\` tells what it takes.`;
  return failure({ what: `the action ${action.name} cannot be used: ${resolved.error.what}`, hint });
}

/** With the paths that its action protects: some are known only now. What a secret would say is no path. */
export function withProtected(active: Active, params: ParamValues): Active {
  const { task } = active;
  if (!task.action) return active;
  const values = fillWith(task.action.with, { params, secrets: new Map() });
  const protect = expandProtect(task.protect, values);
  return { ...active, task: { ...task, protect } };
}
