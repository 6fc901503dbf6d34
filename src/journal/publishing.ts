import type { DatabaseSync } from "node:sqlite";
import type { RunId } from "../model/ids.ts";
import type { RevisionEvent } from "../model/revision.ts";
import { decodeRecord } from "./decode-record.ts";
import type { Pending } from "./pending.ts";

/** How far a record has come: in the journal alone, a commit on our branch, known to the remote. */
export type Published = 0 | 1 | 2;

/**
 * The oldest records that stand at `published`, in the journal's order. The indexes are partial: SQLite takes them only
 * where the query says their own condition, and would else go through all that ever ran, at every round.
 */
export function readPending(database: DatabaseSync, published: Published, limit: number): readonly Pending[] {
  const runs = database
    .prepare(
      `SELECT id, seq, record FROM runs INDEXED BY runs_unpushed
       WHERE state = 'ended' AND published < 2 AND published = ? ORDER BY seq LIMIT ?`,
    )
    .all(published, limit) as { id: RunId; seq: number; record: string }[];
  const revisions = database
    .prepare(
      `SELECT id, seq, event FROM revisions INDEXED BY revisions_unpushed
       WHERE published < 2 AND published = ? ORDER BY seq LIMIT ?`,
    )
    .all(published, limit) as { id: string; seq: number; event: string }[];
  const pending: Pending[] = [
    ...runs.map(({ id, seq, record }): Pending => ({ kind: "run", id, seq, record: decodeRecord(record) })),
    ...revisions.map(({ id, seq, event }): Pending => ({
      kind: "revision",
      id,
      seq,
      event: JSON.parse(event) as RevisionEvent,
    })),
  ];
  return pending.sort((a, b) => a.seq - b.seq).slice(0, limit);
}

/** Moves these records to another standing. The caller holds the transaction. */
export function markPublished(database: DatabaseSync, ids: readonly string[], published: Published): void {
  const runs = database.prepare("UPDATE runs SET published = ? WHERE id = ?");
  const revisions = database.prepare("UPDATE revisions SET published = ? WHERE id = ?");
  for (const id of ids) {
    if (runs.run(published, id).changes === 0) revisions.run(published, id);
  }
}
