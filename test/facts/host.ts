import { execFileSync } from "node:child_process";
import { chmodSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { makeFactReader } from "../../src/facts/index.ts";
import type { FactQuery, FactValue } from "../../src/model/condition.ts";

/** What one fact is, read by a reader of its own, which is patient: the machine may have much to do. */
export async function valueOf(query: FactQuery, timeLimitMs = 30_000): Promise<FactValue> {
  const [fact] = await makeFactReader({ now: Date.now, timeLimitMs }).read([query]);
  return fact!.value;
}

/** For readers that are called without a reader around them. */
export const never = new AbortController().signal;

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "runner-facts-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Root in a container often may not. */
export function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "runner-facts-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "none", folder], { stdio: "ignore" });
    execFileSync("umount", [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A file system in memory of this size, empty. */
export function mountTmpfs(size: string): string {
  const folder = makeFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "none", folder]);
  onTestFinished(() => void execFileSync("umount", [folder]));
  return folder;
}

/** Without the kernel's FUSE there is nobody who could be away. */
export function mayMountDead(): boolean {
  return existsSync("/dev/fuse") && mayMount();
}

/** A mount whose server never answers, as NFS when the server is away: nobody reads what the kernel asks. */
export function mountDead(): { path: string; revive: () => void } {
  const path = makeFolder();
  const fuse = openSync("/dev/fuse", "r+");
  const options = "fd=3,rootmode=40000,user_id=0,group_id=0";
  execFileSync("mount", ["-i", "-t", "fuse", "-o", options, "dead", path], {
    stdio: ["ignore", "inherit", "inherit", fuse],
  });
  let isDead = true;
  // With its last descriptor gone the kernel gives up on the server, and every call that hangs returns.
  const revive = (): void => {
    if (isDead) closeSync(fuse);
    isDead = false;
  };
  onTestFinished(() => {
    revive();
    // Lazily: what hung in it may not have gone yet.
    execFileSync("umount", ["-l", path]);
  });
  return { path, revive };
}

/** A folder that may not be searched, also by root: what is done meanwhile is done as nobody. */
export async function inLockedFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(makeFolder(), "locked");
  mkdirSync(folder);
  const isRoot = process.geteuid!() === 0;
  if (isRoot) process.seteuid!(65534);
  else chmodSync(folder, 0);
  try {
    return await work(folder);
  } finally {
    if (isRoot) process.seteuid!(0);
    else chmodSync(folder, 0o700);
  }
}
