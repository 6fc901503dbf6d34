import type { DatabaseSync } from "node:sqlite";
import type { RunId, TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";

/** A log on the disk that has outlived the folder of its run. */
export interface KeptLog {
  readonly id: RunId;
  readonly task: TaskId;
  readonly endedAt: Instant;
  readonly bytes: number;
}

/** Which logs lie on the disk, so that nobody has to list a folder of a hundred thousand to find those that are old. */
export interface KeptLogs {
  add(logs: readonly KeptLog[]): void;
  tasks(): readonly TaskId[];
  /** Those of a task that ended before then, oldest first. */
  listOld(task: TaskId, endedBefore: Instant): readonly KeptLog[];
  /** Of all tasks, oldest first. */
  listOldest(limit: number): readonly KeptLog[];
  countBytes(): number;
  drop(ids: readonly RunId[]): void;
}

/** From one name to the next by the index: SELECT DISTINCT goes through all rows. */
const distinctTasks = `
  WITH RECURSIVE names (task) AS (
    SELECT min(task) FROM logs
    UNION ALL SELECT (SELECT min(task) FROM logs WHERE task > names.task) FROM names WHERE names.task IS NOT NULL
  ) SELECT task FROM names WHERE task IS NOT NULL`;

/** `inTransaction`: the journal's own. */
export function makeKeptLogs(database: DatabaseSync, inTransaction: (work: () => void) => void): KeptLogs {
  const columns = "id, task, ended_at AS endedAt, bytes";
  return {
    add(logs) {
      const add = "INSERT OR REPLACE INTO logs (id, task, ended_at, bytes) VALUES (?, ?, ?, ?)";
      inTransaction(() => {
        const insert = database.prepare(add);
        for (const { id, task, endedAt, bytes } of logs) insert.run(id, task, endedAt, bytes);
      });
    },
    tasks() {
      const rows = database.prepare(distinctTasks).all();
      return rows.map(({ task }) => task as TaskId);
    },
    listOld(task, endedBefore) {
      const old = `SELECT ${columns} FROM logs WHERE task = ? AND ended_at < ? ORDER BY ended_at`;
      return database.prepare(old).all(task, endedBefore) as unknown as KeptLog[];
    },
    listOldest(limit) {
      const oldest = `SELECT ${columns} FROM logs ORDER BY ended_at LIMIT ?`;
      return database.prepare(oldest).all(limit) as unknown as KeptLog[];
    },
    countBytes() {
      return database.prepare("SELECT coalesce(sum(bytes), 0) AS bytes FROM logs").get()!["bytes"] as number;
    },
    drop(ids) {
      inTransaction(() => {
        const drop = database.prepare("DELETE FROM logs WHERE id = ?");
        for (const id of ids) drop.run(id);
      });
    },
  };
}
