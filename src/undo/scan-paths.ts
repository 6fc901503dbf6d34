import type { BigIntStats } from "node:fs";
import { globSync, lstatSync, readdirSync, readlinkSync } from "node:fs";
import { byCodePoint } from "../model/compare.ts";
import { nameOf, onDisk } from "./disk-names.ts";
import type { Entry } from "./manifest.ts";

const special = /[*?[{]/;

/** The part of a pattern that is a plain path. */
export function withoutGlob(pattern: string): string {
  const at = pattern.search(special);
  return at < 0 ? pattern : pattern.slice(0, pattern.lastIndexOf("/", at) + 1) + "*";
}

/** The topmost things that paths and globs name at this moment; none lies in another. */
export function findTops(protect: readonly string[]): readonly string[] {
  const named = protect.flatMap((pattern) => (special.test(pattern) ? globSync(pattern) : [pattern]));
  const odd = named.find((path) => path.includes("\ufffd") && !lstatSync(path, { throwIfNoEntry: false }));
  if (odd !== undefined) throw new Error(`${odd}: a glob does not find names that are not UTF-8. Protect its folder`);
  const there = [...new Set(named.map((path) => path.replace(/(?<=.)\/+$/, "")))].sort(byCodePoint);
  return there.filter(
    (path) =>
      lstatSync(path, { throwIfNoEntry: false }) !== undefined &&
      !there.some((other) => other !== path && path.startsWith(`${other}/`)),
  );
}

/**
 * Everything at and below these, parents first, without contents. `prefix` is taken off each path. Throws what the file
 * system says, unless `onClosed` is to hear of folders that cannot be looked into.
 */
export function scanPaths(
  tops: readonly string[],
  prefix = "",
  onClosed?: (path: string, error: unknown) => void,
): readonly Entry[] {
  const entries: Entry[] = [];
  const firstOf = new Map<string, string>();
  const walk = (full: string): void => {
    const stat = lstatSync(onDisk(full), { bigint: true });
    const path = full.slice(prefix.length);
    const inode = `${stat.dev}:${stat.ino}`;
    const same = stat.nlink > 1n && !stat.isDirectory() ? firstOf.get(inode) : undefined;
    if (same === undefined && stat.nlink > 1n) firstOf.set(inode, path);
    entries.push({ ...describe(full, path, stat), ...(same !== undefined && { same }) });
    if (stat.isDirectory()) for (const name of look(full)) walk(`${full}/${name}`);
  };
  const look = (folder: string): readonly string[] => {
    try {
      return namesIn(folder);
    } catch (error) {
      if (!onClosed) throw error;
      onClosed(folder.slice(prefix.length), error);
      return [];
    }
  };
  for (const top of tops) walk(prefix + top);
  return entries;
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(onDisk(folder), { encoding: "buffer" }).map(nameOf).sort(byCodePoint);
}

function describe(full: string, path: string, stat: BigIntStats): Entry {
  const kind = kindOf(stat);
  return {
    path,
    kind,
    mode: Number(stat.mode & 0o7777n),
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    mtimeNs: String(stat.mtimeNs),
    size: kind === "file" ? Number(stat.size) : 0,
    ...(kind === "file" && stat.blocks * 512n < stat.size && { held: Number(stat.blocks) * 512 }),
    ...(kind === "link" && { target: nameOf(readlinkSync(onDisk(full), { encoding: "buffer" })) }),
    ...(kind === "device" && { target: `${stat.isBlockDevice() ? "block" : "character"} ${stat.rdev}` }),
  };
}

function kindOf(stat: BigIntStats): Entry["kind"] {
  if (stat.isFile()) return "file";
  if (stat.isDirectory()) return "folder";
  if (stat.isSymbolicLink()) return "link";
  if (stat.isFIFO()) return "fifo";
  return stat.isSocket() ? "socket" : "device";
}
