import { existsSync } from "node:fs";
import { join } from "node:path";
import { Journal } from "../journal/index.ts";
import type { Applied } from "../journal/index.ts";
import type { Fault } from "../model/fault.ts";
import type { Snapshot } from "../model/memory.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";

/** What a runner goes on from. */
export interface Past {
  readonly applied: Applied | undefined;
  readonly snapshot: Snapshot;
}

/** The journal of a state folder, made if it is not there, and what it holds. For whoever holds the lock. */
export function openJournal(stateDir: string): Result<{ journal: Journal; past: Past }, Fault> {
  return attempt(stateDir, (path) => {
    const journal = new Journal(path);
    try {
      return { journal, past: { applied: journal.applied(), snapshot: journal.snapshot() } };
    } catch (error) {
      journal.close();
      throw error;
    }
  });
}

/** The same for reading only, beside whoever writes it; undefined where no runner has been yet. */
export function findJournal(stateDir: string): Result<Journal | undefined, Fault> {
  return attempt(stateDir, (path) => {
    if (!existsSync(path)) return undefined;
    const journal = new Journal(path, { readOnly: true });
    if (!journal.isBlank()) return journal;
    // Somebody is making it at this very moment.
    journal.close();
    return undefined;
  });
}

function attempt<T>(stateDir: string, open: (path: string) => T): Result<T, Fault> {
  const path = join(stateDir, "journal.db");
  try {
    return ok(open(path));
  } catch (error) {
    return failure({
      kind: "stalled",
      what: `the journal cannot be opened: ${(error as Error).message}`,
      hint: `Look at ${path}: is it whole, and may you read it?`,
    });
  }
}
