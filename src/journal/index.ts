// takes      the effects of each step, revision events, marks of what has become a commit
// gives      the snapshot to go on from after a restart; what is still to be published; the past, for the verbs that ask
// fails with an exception of SQLite's (disk full, damaged file), or `journalGone`: the driver tells it and tries again
// guarantees what `record` was given is on disk when it returns, whole or not at all
import { mkdirSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { dirname } from "node:path";
import type { EndRecord, Effect } from "../model/decision.ts";
import type { RunId, Sha, TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import { isFolded } from "../model/is-folded.ts";
import type { Snapshot } from "../model/memory.ts";
import type { RevisionEvent } from "../model/revision.ts";
import { decodeRecord } from "./decode-record.ts";
import type { OldRun } from "./forget-runs.ts";
import { forgetRuns, listForgettable } from "./forget-runs.ts";
import type { KeptLogs } from "./kept-logs.ts";
import { makeKeptLogs } from "./kept-logs.ts";
import type { OpenRun } from "./list-open.ts";
import { listOpen } from "./list-open.ts";
import { openDatabase } from "./open-database.ts";
import type { Pending } from "./pending.ts";
import { hasHeldBefore, held, markPublished, readHeldSince, readLastCommitted, readPending } from "./publishing.ts";
import { insertRevision, readRiders, rides } from "./riders.ts";
import type { RunQuery } from "./query-runs.ts";
import type { FilePlace } from "./watch-place.ts";
import { watchPlace } from "./watch-place.ts";
import { queryRuns } from "./query-runs.ts";
import { readSnapshot } from "./read-snapshot.ts";
import { makeEffectWriter } from "./write-effects.ts";

export type { KeptLog } from "./kept-logs.ts";
export type { OpenRun } from "./list-open.ts";
export type { Pending } from "./pending.ts";

/** The code of the exception for a journal whose file is not where it was opened. */
export const journalGone = "ERR_JOURNAL_GONE";

/** What is in force on this host. */
export interface Applied {
  readonly sha: Sha;
  readonly at: Instant;
}

/** The journal of one runner. It has a lifetime: a database handle. */
export class Journal {
  readonly #database: DatabaseSync;
  /** SQLite goes on writing to a file that was moved or removed: that is lost, or a second truth beside a new clone's. */
  readonly findPlace: () => FilePlace;
  readonly logs: KeptLogs;
  readonly #writeEffects: ((effects: readonly Effect[]) => void) | undefined;

  constructor(path: string, options: { readOnly: boolean } = { readOnly: false }) {
    if (!options.readOnly) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.#database = openDatabase(path, options);
    this.findPlace = watchPlace(path);
    this.logs = makeKeptLogs(this.#database, (work) => this.#transaction(work));
    this.#writeEffects = options.readOnly ? undefined : makeEffectWriter(this.#database);
  }

  /** A file without a schema: whoever makes it has not got that far. Only to be met where it was opened for reading. */
  isBlank(): boolean {
    return this.#database.prepare("PRAGMA user_version").get()!["user_version"] === 0;
  }

  snapshot(): Snapshot {
    return readSnapshot(this.#database);
  }

  /** Runs that have not ended, in the journal's order. */
  openRuns(): readonly OpenRun[] {
    return listOpen(this.#database);
  }

  /** Writes a step. On disk when it returns; a failure leaves nothing of it. */
  record(effects: readonly Effect[]): void {
    if (effects.length > 0) this.#transaction(() => this.#writeEffects!(effects));
  }

  /**
   * Records what became of a revision; with `applied`, that it is in force from now on. `riders`: what became of others by
   * that, with earlier numbers.
   */
  recordRevision(event: RevisionEvent, applied: Applied | undefined, riders: readonly RevisionEvent[] = []): void {
    this.#transaction(() => {
      for (const rider of riders) insertRevision(this.#database, rider, rides);
      insertRevision(this.#database, event, 0);
      if (applied) this.#setMeta("applied", JSON.stringify(applied));
    });
  }

  /** Moves the applied pointer without a report of its own: the commit changed nothing that matters. */
  moveApplied(applied: Applied, riders: readonly RevisionEvent[] = []): void {
    this.#transaction(() => {
      for (const rider of riders) insertRevision(this.#database, rider, rides);
      this.#setMeta("applied", JSON.stringify(applied));
    });
  }

  /**
   * For each of these records, as they will be committed one after the other, the events that ride in its commit: those
   * since the one before, and before the first since `lastCommitted`. So a commit that is made again brings them again.
   */
  riders(records: readonly { readonly seq: number }[], lastCommitted: number): readonly (readonly RevisionEvent[])[] {
    return readRiders(this.#database, records, lastCommitted);
  }

  applied(): Applied | undefined {
    const text = this.#meta("applied");
    return text === undefined ? undefined : (JSON.parse(text) as Applied);
  }

  /** The newest event of a revision, or of all of them. */
  lastRevisionEvent(sha?: Sha): RevisionEvent | undefined {
    if (sha !== undefined) return this.revisionEvents(sha).at(-1);
    const row = this.#database.prepare("SELECT event FROM revisions ORDER BY seq DESC LIMIT 1").get();
    return row && (JSON.parse(row["event"] as string) as RevisionEvent);
  }

  /** All events of a revision, oldest first. */
  revisionEvents(sha: Sha): readonly RevisionEvent[] {
    const rows = this.#database.prepare("SELECT event FROM revisions WHERE sha = ? ORDER BY seq").all(sha);
    return rows.map((row) => JSON.parse(row["event"] as string) as RevisionEvent);
  }

  /** The held revision whose name begins so. */
  heldRevision(start: string): Sha | undefined {
    const rows = this.#database
      .prepare("SELECT event FROM revisions WHERE substr(sha, 1, ?) = ? ORDER BY seq")
      .all(start.length, start);
    const last = rows.at(-1);
    const event = last && (JSON.parse(last["event"] as string) as RevisionEvent);
    return event?.state === "held" ? event.revision.sha : undefined;
  }

  /** That somebody has let a held revision through. */
  acknowledge(sha: string): void {
    this.#transaction(() => this.#setMeta(`acknowledged ${sha}`, "true"));
  }

  isAcknowledged(sha: Sha): boolean {
    return this.#meta(`acknowledged ${sha}`) !== undefined;
  }

  /** What a part of the runner has kept for itself. */
  note(name: string): string | undefined {
    return this.#meta(`note ${name}`);
  }

  keepNote(name: string, text: string): void {
    this.#transaction(() => this.#setMeta(`note ${name}`, text));
  }

  pending(published: 0 | 1, limit: number): readonly Pending[] {
    return readPending(this.#database, published, limit);
  }

  /** Runs that wait for others, to become one commit with them. With `before`: of those with lower numbers. */
  held(limit: number, before?: number): readonly Pending[] {
    return readPending(this.#database, held, limit, before);
  }

  /** When the oldest of them ended. */
  heldSince(): Instant | undefined {
    return readHeldSince(this.#database);
  }

  /** Whether one of them, or one of them of this task, has a lower number. */
  hasHeldBefore(seq: number, task?: TaskId): boolean {
    return hasHeldBefore(this.#database, seq, task);
  }

  /** The highest number of a record that is a commit. Not for every round: it goes through all that is none. */
  lastCommitted(): number {
    return readLastCommitted(this.#database);
  }

  /** How many records are not yet, or not yet surely, where they belong. What is held is. */
  countUnpublished(): number {
    const count = "SELECT (SELECT count(*) FROM runs WHERE state = 'ended' AND published < 2 AND published >= 0)";
    const row = this.#database.prepare(`${count} + (SELECT count(*) FROM revisions WHERE published < 2) AS n`).get();
    return row!["n"] as number;
  }

  markPublished(ids: readonly string[], published: 1 | 2): void {
    if (ids.length > 0) this.#transaction(() => markPublished(this.#database, ids, published));
  }

  /** They are no commits, or none any more: what shares one with others is held again. */
  markUnpublished(records: readonly Pending[]): void {
    const isHeld = (pending: Pending): boolean => pending.kind === "run" && isFolded(pending.record);
    if (records.length === 0) return;
    this.#transaction(() => {
      for (const pending of records) markPublished(this.#database, [pending.id], isHeld(pending) ? held : 0);
    });
  }

  runs(where: RunQuery): readonly EndRecord[] {
    return queryRuns(this.#database, where);
  }

  /** Ended runs that may be forgotten as far as the journal is concerned, oldest first. */
  listForgettable(endedBefore: Instant): readonly OldRun[] {
    return listForgettable(this.#database, endedBefore);
  }

  forget(ids: readonly RunId[]): void {
    if (ids.length > 0) this.#transaction(() => forgetRuns(this.#database, ids));
  }

  /** Whether there is nothing more to be done for a run: it has ended and is where it will stay, or nobody knows of it. */
  isSettled(id: RunId): boolean {
    const row = this.#database.prepare("SELECT state, published FROM runs WHERE id = ?").get(id);
    return row === undefined || (row["state"] === "ended" && row["published"] === 2);
  }

  run(id: string): EndRecord | undefined {
    const row = this.#database.prepare("SELECT record FROM runs WHERE id = ? AND state = 'ended'").get(id) as
      { record: string } | undefined;
    return row && decodeRecord(row.record);
  }

  close(): void {
    this.#database.close();
  }

  #meta(key: string): string | undefined {
    const row = this.#database.prepare("SELECT value FROM meta WHERE key = ?").get(key) as
      { value: string } | undefined;
    return row?.value;
  }

  #setMeta(key: string, value: string): void {
    this.#database
      .prepare("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
      .run(key, value);
  }

  #transaction(work: () => void): void {
    const place = this.findPlace();
    if (place !== "here") throw Object.assign(new Error(`its file is ${place}`), { code: journalGone });
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#database.exec("COMMIT");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}
