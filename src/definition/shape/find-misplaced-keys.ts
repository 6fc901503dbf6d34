import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { misplacedKey } from "../../diagnostics/shape-codes.ts";
import type { Json } from "../../model/json.ts";
import { knownKeys } from "../known-keys.generated.ts";
import type { Document, Pointer, Table } from "../read/document.ts";
import { isTable } from "../../model/json.ts";

const taskKeys: ReadonlySet<string> = new Set(knownKeys["task"]);

/**
 * Keys of a task that stand below a TOML `[table]` line and so became part of that table: `timeout` after `[env]` would
 * silently be a variable. Written `env = { timeout = "3h" }` it is one.
 */
export function findMisplacedKeys(
  document: Document,
  root: "task" | "taskList",
): { pointer: Pointer; diagnostic: Diagnostic }[] {
  const found: { pointer: Pointer; diagnostic: Diagnostic }[] = [];
  for (const [pointer, task] of root === "task" ? [[[], document.value] as const] : eachGroup(document.value)) {
    for (const table of Object.keys(task)) {
      const value = task[table];
      // An action's parameters may have any name: whether it has such a one is looked at with the action.
      if (!taskKeys.has(table) || table === "with" || !isTable(value)) continue;
      const own = knownKeys[`task/${table}`];
      for (const key of Object.keys(value)) {
        if (!taskKeys.has(key) || own?.includes(key) === true) continue;
        const header = document.findHeader([...pointer, table]);
        if (header === undefined) break;
        const at = [...pointer, table, key];
        const of = { key, header: header.name, headerSpan: header.span };
        found.push({ pointer: at, diagnostic: misplacedKey(document.locate(at, "key"), of) });
      }
    }
  }
  return found;
}

function* eachGroup(file: Table): Iterable<readonly [Pointer, Table]> {
  if (isTable(file["defaults"])) yield [["defaults"], file["defaults"]];
  if (!Array.isArray(file["tasks"])) return;
  for (const [i, task] of (file["tasks"] as readonly Json[]).entries()) if (isTable(task)) yield [["tasks", i], task];
}
