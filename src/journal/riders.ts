import type { DatabaseSync } from "node:sqlite";
import type { RevisionEvent } from "../model/revision.ts";
import type { Published } from "./publishing.ts";

/**
 * In the column `published` of a revision event that has no commit of its own: it rides in that of the next record, or of the
 * next that is not held, if that one is. Beyond the standings of those that have one, so that no query for them meets it.
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

/** With the first of `records` that has a higher number, each of those since `after`. */
export function readRiders(
  database: DatabaseSync,
  records: readonly { readonly seq: number }[],
  after: number,
): readonly (readonly RevisionEvent[])[] {
  const last = records.at(-1)?.seq;
  if (last === undefined) return [];
  const rows = database
    .prepare(`SELECT seq, event FROM revisions WHERE published = ${rides} AND seq > ? AND seq < ? ORDER BY seq`)
    .all(after, last) as { seq: number; event: string }[];
  let next = 0;
  return records.map(({ seq }) => {
    const begin = next;
    while (next < rows.length && rows[next]!.seq < seq) next += 1;
    return rows.slice(begin, next).map(({ event }) => JSON.parse(event) as RevisionEvent);
  });
}
