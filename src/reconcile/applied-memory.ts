import { createHash } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Fault } from "../model/fault.ts";
import type { Sha } from "../model/ids.ts";
import { sha } from "../model/ids.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import type { Log } from "./log.ts";
import { stateHome } from "./state-home.ts";

/**
 * The applied revision of a repository's branch, remembered outside the clone: a clone that was deleted and made anew
 * must not accept an older commit than this host has seen. One small file for each repository and branch.
 */
export interface AppliedMemory {
  readonly path: string;
  /** What was there when this runner began, or was kept since. What a twin does meanwhile is not looked at. */
  recall(): Result<Remembered | undefined, Fault>;
  keep(applied: Sha, signed: boolean): void;
}

export interface Remembered {
  readonly sha: Sha;
  /** Its successors had to be signed. */
  readonly signed: boolean;
}

/** `repository`: one spelling of where it is, see canonicalUrl. */
export function makeAppliedMemory(of: {
  repository: string;
  branch: string;
  env: Readonly<Record<string, string | undefined>>;
  log: Log;
}): AppliedMemory {
  const name = createHash("sha256").update(`${of.repository}\n${of.branch}`).digest("hex").slice(0, 32);
  const folder = join(stateHome(of.env), "applied");
  const path = join(folder, name);
  let recalled = read(path);
  return {
    path,
    recall: () => recalled,
    keep(applied, signed) {
      recalled = ok({ sha: applied, signed });
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeDurably(path, `${applied}\n${of.repository}\n${of.branch}\n${signed ? "signed" : "unsigned"}\n`);
      } catch (error) {
        // The journal has it. What is lost is the guard of a clone that is yet to be made.
        const hint = `Make ${folder} writable for the runner, or set STATE_DIRECTORY to a folder that is.`;
        of.log.warn({ hint }, `the revision in force is not remembered outside the clone: ${(error as Error).message}`);
      }
    },
  };
}

/** One that is there and does not read is not the same as none: somebody has been at it, or the disk has. */
function read(path: string): Result<Remembered | undefined, Fault> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? ok(undefined) : failure(unreadable(path, message));
  }
  const [name = "", , , signed] = text.split("\n");
  try {
    return ok({ sha: sha(name), signed: signed === "signed" });
  } catch {
    return failure(unreadable(path, "it does not begin with the name of a commit"));
  }
}

function unreadable(path: string, why: string): Fault {
  return {
    kind: "stalled",
    what: `recalling which revision this host has seen last, from ${path}: ${why}`,
    hint: `See that the branch is where it should be, then remove ${path}: the next revision is taken as the first.`,
  };
}

/** Whole or not at all, also when the power goes: a rename may reach the disk before what it names. */
function writeDurably(path: string, text: string): void {
  const descriptor = openSync(`${path}.new`, "w", 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(`${path}.new`, path);
}
