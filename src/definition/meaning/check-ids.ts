import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { duplicateId } from "../../diagnostics/meaning-codes.ts";
import { badId } from "../../diagnostics/shape-codes.ts";
import { taskIdPattern } from "../../model/ids.ts";
import { suggestId } from "../shape/suggest-value.ts";
import type { WrittenTask } from "./written-task.ts";

/** Ids that file names do not make, and ids that two tasks have. The later place is told, the first is related. */
export function checkIds(tasks: readonly WrittenTask[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const first = new Map<string, WrittenTask>();
  for (const task of tasks) {
    const { id, idFromFileName, idSpan } = task;
    if (id === undefined) continue;
    if (idFromFileName && !taskIdPattern.test(id)) {
      diagnostics.push(badId(idSpan(), { id, fromFileName: true, meant: suggestId(id) }));
    }
    const other = first.get(id);
    if (other === undefined) first.set(id, task);
    else diagnostics.push(duplicateId(idSpan(), id, other.idSpan()));
  }
  return diagnostics;
}
