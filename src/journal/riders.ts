import type { DatabaseSync } from "node:sqlite";
import type { RevisionEvent } from "../model/revision.ts";
import type { Published } from "./publishing.ts";

/**
 * In the column `published` of a revision event that has no commit of its own: it rides in that of the next record. Beyond
 * the standings of those that have one, so that no query for them meets it.
 */
export const rides = 3;

/** The caller holds the transaction. */
export function insertRevision(
  database: DatabaseSync,
  event: RevisionEvent,
  published: Published | typeof rides,
): void {
  database
    .prepare("INSERT INTO revisions (id, sha, seq, event, published) VALUES (?, ?, ?, ?, ?)")
    .run(`revision-${event.seq}`, event.revision.sha, event.seq, JSON.stringify(event), published);
}

/** `records` in the journal's order, with none left out between them. */
export function readRiders(
  database: DatabaseSync,
  records: readonly { readonly seq: number }[],
): readonly (readonly RevisionEvent[])[] {
  const first = records[0]?.seq;
  const last = records.at(-1)?.seq;
  if (first === undefined || last === undefined) return [];
  const rows = database
    .prepare(
      `SELECT seq, event FROM revisions WHERE published = ${rides} AND seq < $last AND seq > max(
         coalesce((SELECT seq FROM runs WHERE seq < $first AND state = 'ended' ORDER BY seq DESC LIMIT 1), 0),
         coalesce((SELECT seq FROM revisions WHERE seq < $first AND published < ${rides} ORDER BY seq DESC LIMIT 1), 0)
       ) ORDER BY seq`,
    )
    .all({ $first: first, $last: last }) as { seq: number; event: string }[];
  let next = 0;
  return records.map(({ seq }) => {
    const begin = next;
    while (next < rows.length && rows[next]!.seq < seq) next += 1;
    return rows.slice(begin, next).map(({ event }) => JSON.parse(event) as RevisionEvent);
  });
}
