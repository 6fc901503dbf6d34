import type { DatabaseSync } from "node:sqlite";
import type { RunId, TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { RevisionEvent } from "../model/revision.ts";
import { decodeRecord } from "./decode-record.ts";
import type { Pending } from "./pending.ts";

/** In the column `published` of a run that waits for others, to become a commit with them. */
export const held = -1;

/** How far a record has come: in the journal alone, held there or not, a commit on our branch, known to the remote. */
export type Published = typeof held | 0 | 1 | 2;

/**
 * The oldest records that stand at `published`, in the journal's order; with `before`, of those with lower numbers. The
 * indexes are partial: SQLite takes them only where the query says their own condition, and would else go through all that
 * ever ran, at every round.
 */
export function readPending(
  database: DatabaseSync,
  published: Published,
  limit: number,
  before = Number.MAX_SAFE_INTEGER,
): readonly Pending[] {
  const runs = database
    .prepare(
      `SELECT id, seq, record FROM runs INDEXED BY runs_unpushed
       WHERE state = 'ended' AND published < 2 AND published = ? AND seq < ? ORDER BY seq LIMIT ?`,
    )
    .all(published, before, limit) as { id: RunId; seq: number; record: string }[];
  const revisions = database
    .prepare(
      `SELECT id, seq, event FROM revisions INDEXED BY revisions_unpushed
       WHERE published < 2 AND published = ? AND seq < ? ORDER BY seq LIMIT ?`,
    )
    .all(published, before, limit) as { id: string; seq: number; event: string }[];
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

/** When the oldest of those that are held ended. */
export function readHeldSince(database: DatabaseSync): Instant | undefined {
  const row = database
    .prepare(
      `SELECT ended_at FROM runs INDEXED BY runs_unpushed
       WHERE state = 'ended' AND published < 2 AND published = ${held} ORDER BY seq LIMIT 1`,
    )
    .get();
  return row?.["ended_at"] as Instant | undefined;
}

/** Whether a run is held that has a lower number: any one, or one of a task. */
export function hasHeldBefore(database: DatabaseSync, seq: number, task: TaskId | undefined): boolean {
  const query =
    task === undefined
      ? `SELECT 1 FROM runs INDEXED BY runs_unpushed
         WHERE state = 'ended' AND published < 2 AND published = ${held} AND seq < $seq LIMIT 1`
      : `SELECT 1 FROM runs INDEXED BY runs_held WHERE published = ${held} AND task = $task AND seq < $seq LIMIT 1`;
  return database.prepare(query).get({ $seq: seq, ...(task !== undefined && { $task: task }) }) !== undefined;
}

/** The highest number of a record that is a commit; 0: none is. It goes through all with higher ones. */
export function readLastCommitted(database: DatabaseSync): number {
  const row = database
    .prepare(
      `SELECT max(
         coalesce((SELECT seq FROM runs INDEXED BY runs_by_seq
                   WHERE state = 'ended' AND published >= 1 ORDER BY seq DESC LIMIT 1), 0),
         coalesce((SELECT seq FROM revisions WHERE published IN (1, 2) ORDER BY seq DESC LIMIT 1), 0)
       ) AS seq`,
    )
    .get()!;
  return row["seq"] as number;
}

/** Moves these records to another standing. The caller holds the transaction. */
export function markPublished(database: DatabaseSync, ids: readonly string[], published: Published): void {
  const runs = database.prepare("UPDATE runs SET published = ? WHERE id = ?");
  const revisions = database.prepare("UPDATE revisions SET published = ? WHERE id = ?");
  for (const id of ids) {
    if (runs.run(published, id).changes === 0) revisions.run(published, id);
  }
}
