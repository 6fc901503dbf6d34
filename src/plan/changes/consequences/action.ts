import type { Json } from "../../../model/json.ts";
import { propertiesOf } from "../../../model/params.ts";
import type { Task } from "../../../model/task.ts";

export function ofUses(before: Task, after: Task): string {
  if (!before.action) return "the action is executed in place of its command";
  if (!after.action) return "its command is executed in place of the action";
  return "what it executes is another action";
}

/** Which of the values are others, among those of the same action; of one that is not given any more, its default. */
export function ofWith(before: Task, after: Task): string | undefined {
  if (before.action?.name !== after.action?.name || !before.action || !after.action) return undefined;
  const names = [...new Set([...Object.keys(before.action.with), ...Object.keys(after.action.with)])].sort();
  const changes = names.flatMap((name) => {
    const [old, now] = [valueOf(before, name), valueOf(after, name)];
    return old === now ? [] : [`${name} ${old} → ${now}`];
  });
  return changes.length === 0 ? undefined : changes.join(", ");
}

function valueOf({ action }: Task, name: string): string {
  const given = action!.with[name];
  if (given !== undefined) return JSON.stringify(given);
  const schema = propertiesOf(action!.params)[name];
  const byDefault = typeof schema === "object" ? (schema as { readonly default?: Json }).default : undefined;
  return byDefault === undefined ? "(none)" : `${JSON.stringify(byDefault)} (default)`;
}
