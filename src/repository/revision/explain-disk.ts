import type { Fault } from "../../model/fault.ts";

/** A failed operation on files as a Fault. */
export function explainDisk(doing: string, error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error);
  const what = `${doing}: ${message}`;
  if (/ENOSPC|EDQUOT/.test(message)) {
    return { kind: "transient", what, hint: "Free some space; it is tried again.", retryAfterMs: 60_000 };
  }
  if (/EACCES|EPERM|EROFS/.test(message)) {
    return { kind: "stalled", what, hint: "The runner's user must be able to write there: see ls -ld." };
  }
  return { kind: "transient", what, hint: "It is tried again. Look at the disk.", retryAfterMs: 30_000 };
}
