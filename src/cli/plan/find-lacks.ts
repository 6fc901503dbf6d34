import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Catalog } from "../../model/catalog.ts";
import { noIsolation } from "../../model/isolation.ts";

/**
 * What tasks ask of this host that it cannot give, as warnings: the revision is turned away here, and may be fine for
 * others. What only control groups grant is not looked at: they are the running daemon's.
 */
export async function findLacks(
  catalog: Catalog,
  host: { name: string; labels: readonly string[] },
): Promise<readonly Diagnostic[]> {
  if (catalog.tasks.values().every(({ isolation }) => isolation === noIsolation)) return [];
  const { findUngranted } = await import("../../reconcile/find-ungranted.ts");
  const { supposeFencing } = await import("../../execute/isolation/suppose-fencing.ts");
  const found = await findUngranted(catalog, undefined, { executor: { fencing: supposeFencing() }, host, own: [] });
  return found.map((diagnostic) => ({ ...diagnostic, severity: "warning" }));
}
