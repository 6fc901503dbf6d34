import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { Account } from "./find-account.ts";

/**
 * What a run of another user needs to reach. It stands outside of the state folder, which is the runner's alone:
 *
 *    <lent>/runs/               0711 root     anybody may pass, nobody may look
 *      <run>.<launch>/          0710 root, the run's group
 *        script, check          0750 root, the run's group: the user reads them and cannot change them
 *        environment            0400 the user: secrets may be in it
 *        tmp/                   0700 the user: RUNNER_TMP
 */
export interface LentFolder {
  readonly path: string;
  readonly script: string;
  readonly checkScript: string;
  readonly environment: string;
  readonly tmp: string;
}

export function findLentFolder(path: string): LentFolder {
  return {
    path,
    script: join(path, "script"),
    checkScript: join(path, "check"),
    environment: join(path, "environment"),
    tmp: join(path, "tmp"),
  };
}

/** Makes it; a sentence where the user could not reach it. Throws what the file system says. */
export function lendFolder(lent: LentFolder, to: Account): Result<void, string> {
  makeCorridor(dirname(lent.path));
  const closed = findClosed(dirname(lent.path));
  if (closed !== undefined)
    return failure(
      `The user ${to.name} cannot get to ${lent.path}, for ${closed} is closed to others. Open it (chmod o+x ${closed}), or set CACHE_DIRECTORY to a folder that others may pass.`,
    );
  mkdirSync(lent.path, { recursive: true, mode: 0o700 });
  chownSync(lent.path, -1, to.gid);
  chmodSync(lent.path, 0o710);
  mkdirSync(lent.tmp, { recursive: true, mode: 0o700 });
  chownSync(lent.tmp, to.uid, to.gid);
  return ok(undefined);
}

/** Folders that anybody may pass and nobody but root may look into. What is there already keeps its rights. */
export function makeCorridor(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })) return;
  makeCorridor(dirname(path));
  mkdirSync(path, { mode: 0o711 });
  // Whatever the umask.
  chmodSync(path, 0o711);
}

/** The environment as sh(1) reads it: whoever lists processes does not see it, and root's helpers do not have it. */
export function writeEnvironment(path: string, of: ReadonlyMap<string, string>, to: Account): void {
  const lines = [...of].map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`);
  writeFileSync(path, lines.join(""), { mode: 0o400, flag: "wx" });
  chownSync(path, to.uid, to.gid);
}

/** Lets the run's group read what was written there. */
export function lendFile(path: string, to: Account): void {
  if (!statSync(path, { throwIfNoEntry: false })) return;
  chownSync(path, -1, to.gid);
  chmodSync(path, 0o750);
}

/**
 * Removes it. What the user owns is removed as that user: a process that it left behind could swap a folder for a link
 * while root walks down, and root would empty what the link points to.
 */
export async function takeBack(lent: LentFolder, warn: (message: string) => void): Promise<void> {
  const owned = statSync(lent.tmp, { throwIfNoEntry: false });
  if (owned) {
    await removeAs(owned, lent.tmp);
    try {
      rmdirSync(lent.tmp);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT")
        warn(`${lent.tmp} could not be removed: ${(error as Error).message}. Remove it by hand.`);
    }
  }
  for (const file of [lent.environment, lent.script, lent.checkScript]) rmSync(file, { force: true });
  try {
    rmdirSync(lent.path);
  } catch {
    return;
  }
}

/** Everything in the folder that this user may remove. The folder itself stays where its parent is another's. */
export async function removeAs(user: { uid: number; gid: number }, path: string): Promise<void> {
  const { uid, gid } = user;
  const child = spawn("rm", ["-rf", "--", path], { cwd: "/", uid, gid, stdio: "ignore" });
  await Promise.race([once(child, "exit"), once(child, "error")]);
}

/** Makes all of a tree the user's. Links stay as they are, and nobody but root may have been there yet. */
export async function giveTree(path: string, { uid, gid }: Account): Promise<void> {
  await promisify(execFile)("chown", ["-R", "-h", `${uid}:${gid}`, "--", path]);
}

function findClosed(path: string): string | undefined {
  const above = path === "/" ? undefined : findClosed(dirname(path));
  return above ?? ((statSync(path).mode & 0o001) === 0 ? path : undefined);
}
