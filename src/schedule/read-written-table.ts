import { closest } from "../diagnostics/closest.ts";
import { allForms } from "./forms/all-forms.ts";
import type { ScheduleForm, WrittenTable } from "./forms/schedule-form.ts";
import { quote } from "./parts/quote.ts";
import type { Reading } from "./schedule-problem.ts";
import { problem, within } from "./schedule-problem.ts";

const forms: ReadonlyMap<string, ScheduleForm> = new Map(
  allForms.flatMap((form) => (form.readTable ? [[form.word, form] as const] : [])),
);

/** Reads a schedule written as a table. The first key that names a form decides; that form knows the others. */
export function readWrittenTable(table: WrittenTable, zone: string): Reading {
  for (const [word, form] of forms) if (Object.hasOwn(table, word)) return form.readTable!(table, zone);
  const known = [...forms.keys()].join(", ");
  const [first] = Object.keys(table);
  if (first === undefined) return problem("missing-key", "the schedule is empty", `it needs one of ${known}`);
  const near = closest(first, forms.keys());
  const message = `${quote(first)} is not a key of a schedule`;
  return within(first, problem("unknown-key", message, near ? `did you mean "${near}"?` : `one of ${known}`));
}
