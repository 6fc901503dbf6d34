import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { noIsolation } from "../../model/isolation.ts";
import type { Task } from "../../model/task.ts";

/**
 * What tasks ask of this host that it cannot give, as warnings: the revision is turned away here, and may be fine for
 * others. What only control groups grant is not looked at: they are the running daemon's.
 */
export async function findLacks(
  tasks: Iterable<Task>,
  host: { name: string; labels: readonly string[] },
): Promise<readonly Diagnostic[]> {
  const asking = [...tasks].filter(({ isolation }) => isolation !== noIsolation);
  if (asking.length === 0) return [];
  const { findUngranted } = await import("../../reconcile/find-ungranted.ts");
  const { supposeFencing } = await import("../../execute/isolation/suppose-fencing.ts");
  const found = await findUngranted(asking, { executor: { fencing: supposeFencing() }, host });
  return found.map((diagnostic) => ({ ...diagnostic, severity: "warning" }));
}
