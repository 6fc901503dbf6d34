import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { renderInstant } from "../model/instant.ts";
import type { Instant } from "../model/instant.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";

export interface Holder {
  readonly pid: number;
  readonly verb: string;
  readonly since: Instant;
}

/** Longer than anybody takes who only looks whether the lock is held. */
const patienceMs = 100;

/**
 * Makes this process the one runner of a state folder, until `release` or its death, however it dies: the lock is
 * SQLite's own file lock, which the kernel gives back. The holder's name stands beside it for whoever comes second.
 */
export function holdLock(stateDir: string, me: Holder): Result<{ release: () => void }, Holder | undefined> {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(stateDir, "lock"), { timeout: patienceMs });
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch {
    database.close();
    return failure(readHolder(stateDir));
  }
  writeFileSync(join(stateDir, "holder.json"), JSON.stringify(me));
  return ok({ release: () => database.close() });
}

/** Whether some runner holds the lock of a state folder at this moment. */
export function isHeld(stateDir: string): boolean {
  const path = join(stateDir, "lock");
  if (!existsSync(path)) return false;
  const database = new DatabaseSync(path, { readOnly: true, timeout: 0 });
  try {
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    return false;
  } catch {
    return true;
  } finally {
    database.close();
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
