import type { DatabaseSync } from "node:sqlite";
import type { RunId, TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";

/** A run that has ended and whose report is where it will stay. */
export interface OldRun {
  readonly id: RunId;
  readonly task: TaskId;
  readonly endedAt: Instant;
}

/**
 * Oldest first. Records from the one before the oldest that is not published on are left out: by the newest commit is
 * found what rides in the next (riders.ts), and the newest record holds the highest number that was given.
 */
export function listForgettable(database: DatabaseSync, endedBefore: Instant): readonly OldRun[] {
  const rows = database
    .prepare(
      `SELECT id, task, ended_at AS endedAt FROM runs
       WHERE state = 'ended' AND published = 2 AND ended_at < $endedBefore AND seq < (
         SELECT coalesce(max(seq), 0) FROM runs WHERE state = 'ended' AND seq < min(
           coalesce((SELECT min(seq) FROM runs INDEXED BY runs_unpushed WHERE state = 'ended' AND published < 2), 9e15),
           coalesce((SELECT min(seq) FROM revisions WHERE published < 2), 9e15)
         )
       ) ORDER BY seq`,
    )
    .all({ $endedBefore: endedBefore });
  return rows as unknown as OldRun[];
}

/** The caller holds the transaction. */
export function forgetRuns(database: DatabaseSync, ids: readonly RunId[]): void {
  const remove = database.prepare("DELETE FROM runs WHERE id = ? AND state = 'ended' AND published = 2");
  for (const id of ids) remove.run(id);
}
