import type { DatabaseSync } from "node:sqlite";
import type { RunId, TaskId } from "../model/ids.ts";

/** A run that has not ended. */
export interface OpenRun {
  readonly id: RunId;
  readonly task: TaskId;
  /** Started; else it waits. */
  readonly isActive: boolean;
}

/** What is open, in the journal's order: the names alone, cheap enough to ask for again and again. */
export function listOpen(database: DatabaseSync): readonly OpenRun[] {
  const rows = database.prepare("SELECT id, task, state FROM runs WHERE state <> 'ended' ORDER BY seq").all() as {
    id: RunId;
    task: TaskId;
    state: string;
  }[];
  return rows.map(({ id, task, state }) => ({ id, task, isActive: state === "active" }));
}
