import type { Journal } from "../../journal/index.ts";
import { runIdPattern } from "../../model/ids.ts";
import { readDefinition } from "../read-definition.ts";
import type { Call } from "../verb.ts";

/** Whether a name is a task's, of which runs may come: of one that has run, that a runner knows, or whose file lies here. */
export function isTask(call: Call, journal: Journal | undefined, name: string): boolean {
  if (runIdPattern.test(name)) return false;
  const open = journal?.openRuns() ?? [];
  if (open.some(({ task }) => task === name) || journal?.runs({ task: name, limit: 1 }).length === 1) return true;
  if (open.some(({ id }) => id.startsWith(name)) || journal?.runs({ idStart: name, limit: 1 }).length === 1)
    return false;
  const known: readonly string[] = journal?.snapshot().memories.map(({ task }) => task) ?? [];
  if (known.includes(name)) return true;
  const tasks: ReadonlyMap<string, unknown> | undefined = readDefinition(call)?.definition.catalog?.tasks;
  return tasks?.has(name) ?? false;
}
