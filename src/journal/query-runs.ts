import type { DatabaseSync } from "node:sqlite";
import type { EndRecord } from "../model/decision.ts";
import type { Instant } from "../model/instant.ts";
import { decodeRecord } from "./decode-record.ts";

/** Which ended runs; what is undefined does not narrow. */
export interface RunQuery {
  /** How their names begin. */
  readonly idStart?: string | undefined;
  readonly task?: string | undefined;
  readonly status?: string | undefined;
  /** Ended at this moment or later. */
  readonly since?: Instant | undefined;
  /** Behind that place in the journal's order. */
  readonly afterSeq?: number | undefined;
  /** Negative: all of them. */
  readonly limit: number;
}

/** Ended runs, newest first. */
export function queryRuns(database: DatabaseSync, where: RunQuery): readonly EndRecord[] {
  const conditions = ["state = 'ended'"];
  const values: (string | number)[] = [];
  for (const [condition, value] of [
    ["id >= ?", where.idStart],
    // Names are of digits, letters and dashes: all of them come before this.
    ["id < ?", where.idStart === undefined ? undefined : `${where.idStart}~`],
    ["task = ?", where.task],
    ["status = ?", where.status],
    ["ended_at >= ?", where.since],
    ["seq > ?", where.afterSeq],
  ] as const) {
    if (value === undefined) continue;
    conditions.push(condition);
    values.push(value);
  }
  const rows = database
    .prepare(`SELECT record FROM runs WHERE ${conditions.join(" AND ")} ORDER BY seq DESC LIMIT ?`)
    .all(...values, where.limit) as { record: string }[];
  return rows.map(({ record }) => decodeRecord(record));
}
