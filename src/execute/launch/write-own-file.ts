import { closeSync, fchownSync, openSync, rmSync, writeSync } from "node:fs";
import type { Account } from "../isolation/find-account.ts";

/** A file in RUNNER_TMP, for the run's user alone. Never through a link that somebody has put there. */
export function writeOwnFile(path: string, text: string, owner: Account | undefined): void {
  rmSync(path, { force: true });
  const file = openSync(path, "wx", 0o600);
  try {
    if (text !== "") writeSync(file, text);
    if (owner) fchownSync(file, owner.uid, owner.gid);
  } finally {
    closeSync(file);
  }
}
