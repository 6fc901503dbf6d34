import { closeSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import type { Instant } from "../../model/instant.ts";
import type { ProcessKey } from "../../model/run.ts";
import type { RunFolder } from "./run-folder.ts";

/** Who made the claim file of a launch. */
export type Claim =
  | {
      readonly kind: "shim";
      readonly shim: ProcessKey;
      readonly at: Instant;
      readonly logged: number;
    }
  /** A recovering runner: the launch never started. */
  | { readonly kind: "runner" }
  /** A shim's, but its text never reached the disk: a full disk, a power cut, or the very moment between the two. */
  | { readonly kind: "empty"; readonly at: Instant };

/**
 * Whose claim it is can be seen from the moment it is there, with not a word in it yet: a runner's may be executed, and
 * what sh makes by a redirection never may.
 */
const runnersMode = 0o700;

/**
 * Takes the claim for this runner if nobody has it, so that a slow shim cannot start any more; else says who has it.
 * Having made the file is what counts: a disk too full for its text changes nothing. Throws what the file system says.
 */
export function takeClaim(folder: RunFolder): Claim {
  mkdirSync(folder.path, { recursive: true, mode: 0o700 });
  let file: number;
  try {
    file = openSync(folder.claim, "wx", runnersMode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return findClaim(folder.claim) ?? takeClaim(folder);
  }
  try {
    writeSync(file, `runner ${process.pid}\n`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    closeSync(file);
  }
  return { kind: "runner" };
}

/** What a claim file says; undefined if there is none. */
export function findClaim(path: string): Claim | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return undefined;
  if ((stat.mode & 0o111) !== 0) return { kind: "runner" };
  const text = readFileSync(path, "utf8");
  const at = Math.floor(stat.mtimeMs);
  const words = /^(\d+) (\d+) ([0-9a-f-]+) (\d+)\n$/.exec(text);
  if (!words) return { kind: "empty", at };
  return {
    kind: "shim",
    shim: { pid: Number(words[1]), startTicks: Number(words[2]), bootId: words[3]! },
    at,
    logged: Number(words[4]),
  };
}
