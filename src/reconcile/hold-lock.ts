import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { renderInstant } from "../model/instant.ts";
import type { Instant } from "../model/instant.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import { keepPrivate } from "./keep-private.ts";

export interface Holder {
  readonly pid: number;
  readonly verb: string;
  readonly since: Instant;
}

export interface Lock {
  readonly release: () => void;
}

/** Why the lock cannot be had. */
export type LockTrouble =
  | { readonly kind: "held"; readonly holder: Holder | undefined }
  /** The state folder is not as it should be. */
  | { readonly kind: "unusable"; readonly problem: string };

/** Longer than anybody takes who only looks whether the lock is held. */
const patienceMs = 100;

/**
 * Makes this process the one runner of a state folder, until `release` or its death, however it dies: the lock is
 * SQLite's own file lock, which the kernel gives back. The holder's name stands beside it for whoever comes second.
 */
export function holdLock(stateDir: string, me: Holder): Result<Lock, LockTrouble> {
  let database: DatabaseSync | undefined;
  try {
    keepPrivate(stateDir);
    const locked = (database = new DatabaseSync(join(stateDir, "lock"), { timeout: patienceMs }));
    locked.exec("BEGIN EXCLUSIVE");
    writeName(stateDir, me);
    return ok({ release: () => locked.close() });
  } catch (error) {
    database?.close();
    if (isBusy(error)) return failure({ kind: "held", holder: readHolder(stateDir) });
    return failure({ kind: "unusable", problem: (error as Error).message });
  }
}

/** A full disk keeps nobody from holding the lock: then nobody's name stands there, rather than another's. */
function writeName(stateDir: string, me: Holder): void {
  const path = join(stateDir, "holder.json");
  try {
    writeFileSync(path, JSON.stringify(me));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    rmSync(path, { force: true });
  }
}

/** SQLITE_BUSY (sqlite.org/rescode.html). */
function isBusy(error: unknown): boolean {
  return (error as { errcode?: number }).errcode === 5;
}

/** Whether some runner holds the lock of a state folder at this moment. */
export function isHeld(stateDir: string): boolean {
  const path = join(stateDir, "lock");
  if (!existsSync(path)) return false;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 0 });
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    database?.close();
  }
}

/** Whoever wrote its name last; it may be gone since. */
export function readHolder(stateDir: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(join(stateDir, "holder.json"), "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

export function renderHolder(holder: Holder | undefined): string {
  if (!holder) return "another runner";
  return `\`runner ${holder.verb}\` (process ${holder.pid}, since ${renderInstant(holder.since)})`;
}
