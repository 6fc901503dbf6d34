import { closest } from "../../diagnostics/closest.ts";
import { ok } from "../../model/result.ts";
import type { WrittenTable } from "../forms/schedule-form.ts";
import type { Reading } from "../schedule-problem.ts";
import { problem, within } from "../schedule-problem.ts";
import { quote } from "./quote.ts";

/** Fails at the first key that a table may not have, or for one that it lacks. Keys set to undefined are not there. */
export function checkKeys(
  table: WrittenTable,
  required: readonly string[],
  optional: readonly string[] = [],
): Reading<undefined> {
  const allowed = [...required, ...optional];
  for (const key of Object.keys(table)) {
    if (allowed.includes(key)) continue;
    const near = closest(key, allowed);
    const hint = near ? `did you mean "${near}"?` : `known here: ${allowed.join(", ")}`;
    return within(key, problem("unknown-key", `${quote(key)} is not a key of this schedule`, hint));
  }
  for (const key of required)
    if (!Object.hasOwn(table, key) || table[key] === undefined)
      return problem("missing-key", `${quote(key)} is missing`, `known here: ${allowed.join(", ")}`);
  return ok(undefined);
}
