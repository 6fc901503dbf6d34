import { journalGone } from "../journal/index.ts";
import type { Fault } from "../model/fault.ts";

/** That the journal cannot be written is the world's trouble; anything else is a bug and goes on its way. */
export function journalFault(error: unknown): Fault {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== "ERR_SQLITE_ERROR" && code !== journalGone) throw error;
  const what = `the journal cannot be written: ${message}`;
  const remedy =
    code === journalGone
      ? "Bring the state folder back, or start the runner anew in the folder that is there now."
      : "Make room on its disk.";
  return { kind: "transient", what, hint: `${remedy} Nothing is started until it can be written.`, retryAfterMs: 1000 };
}
