import { spawn } from "node:child_process";
import { lstatSync, realpathSync } from "node:fs";
import { posix } from "node:path";
import { onDisk } from "./disk-names.ts";
import type { Entry, WorkTree } from "./manifest.ts";

/** More than these are submodules and the like: what they hold is put back, only nobody is told of each. */
const most = 20;

/** Git work trees at, below and (where what lies at their top is protected) around these. Asks git(1) for their state. */
export async function readWorkTrees(tops: readonly string[], entries: readonly Entry[]): Promise<readonly WorkTree[]> {
  const inside = entries.filter(({ path }) => posix.basename(path) === ".git").map(({ path }) => posix.dirname(path));
  const around = tops.map((top) => posix.dirname(top)).filter((folder) => isThere(`${folder}/.git`));
  const folders = [...new Set([...around, ...inside])].filter((path) => onDisk(path) === path);
  return await Promise.all(folders.slice(0, most).map((path) => readWorkTree(path, tops)));
}

export async function readWorkTree(path: string, tops: readonly string[]): Promise<WorkTree> {
  if (!isThere(path)) return { path };
  const found = await ask(path, ["rev-parse", "--absolute-git-dir", "--git-common-dir"]);
  if (found === undefined) return { path };
  const told = (await ask(path, ["status", "--porcelain=v2", "--branch"])) ?? "";
  const [, head] = /^# branch\.oid ([0-9a-f]+)$/m.exec(told) ?? [];
  const [, branch] = /^# branch\.head ([^(].*)$/m.exec(told) ?? [];
  // Of one that is not protected itself nobody expects that HEAD comes back.
  const isOwn = isWithin(realOf(path), tops);
  const folders = found
    .trim()
    .split("\n")
    .map((folder) => realOf(posix.resolve(path, folder)));
  const outside = isOwn ? folders.find((folder) => !isWithin(folder, tops)) : undefined;
  return {
    path,
    ...(head !== undefined && { head }),
    ...(branch !== undefined && { branch }),
    ...(told !== "" && { isClean: !/^[^#]/m.test(told) }),
    ...(outside !== undefined && { outside }),
  };
}

/**
 * As who owns the work tree: git does not trust anybody else's, and what its settings start (filters, a file system monitor)
 * is not to be root's doing. It takes no locks and so leaves the index alone. Undefined: git does not know it.
 */
function ask(path: string, words: readonly string[]): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const { uid, gid } = lstatSync(path);
  // Not that of a folder above, where this is none after all.
  const ceiling = { GIT_CEILING_DIRECTORIES: posix.dirname(path) };
  const isOther = process.getuid?.() === 0 && uid !== 0;
  const child = spawn("git", ["-c", "core.fsmonitor=false", ...words], {
    cwd: path,
    env: { ...plainEnvironment(), ...ceiling, ...(isOther && { HOME: "/", GIT_CONFIG_GLOBAL: "/dev/null" }) },
    stdio: ["ignore", "pipe", "ignore"],
    timeout: longestMs,
    ...(isOther && { uid, gid }),
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.on("error", () => resolve(undefined));
  child.on("close", (code) => resolve(code === 0 ? said : undefined));
  return promise;
}

/** A run does not wait for ever for what is only told. */
const longestMs = 60_000;

/** Without what a hook that started the runner has set: it is about another repository. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  return { ...Object.fromEntries(kept), GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" };
}

function isWithin(path: string, tops: readonly string[]): boolean {
  return tops.map(realOf).some((top) => path === top || path.startsWith(`${top}/`));
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
