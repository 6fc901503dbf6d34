import type { Fault } from "../model/fault.ts";

/** What SQLite throws when it cannot write is the world's trouble; anything else is a bug and goes on its way. */
export function journalFault(error: unknown): Fault {
  if ((error as NodeJS.ErrnoException).code !== "ERR_SQLITE_ERROR") throw error;
  const what = `the journal cannot be written: ${(error as Error).message}`;
  return {
    kind: "transient",
    what,
    hint: "Make room on its disk. Nothing is started until it can be written.",
    retryAfterMs: 1000,
  };
}
