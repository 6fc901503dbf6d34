import type { Journal } from "../journal/index.ts";
import type { NotedTable } from "./noted-table.ts";
import { makeNotedTable } from "./noted-table.ts";

/** The SHA-256 of each rollback point's manifest, kept elsewhere than beside the point: who changes both has to change the journal. */
export type PointSums = NotedTable<string>;

/** More than there are points, but for the settings of a patient person. */
const most = 1000;

export function makePointSums(journal: Pick<Journal, "note" | "keepNote">): PointSums {
  return makeNotedTable(journal, { note: "rollback points", most });
}
