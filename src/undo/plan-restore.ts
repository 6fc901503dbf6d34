import { posix } from "node:path";
import type { Left } from "../model/undo.ts";
import type { Entry } from "./manifest.ts";

/** What brings the present back to the past, in the order in which it has to be done. */
export interface RestorePlan {
  /** In the way of something of another kind: a folder where a file was, or the other way round. Children first. */
  readonly clear: readonly string[];
  /** Folders to make, parents first. */
  readonly make: readonly string[];
  /** Put in place whole, each by one rename. */
  readonly write: readonly Entry[];
  /** Further names of files that are there by then. */
  readonly link: readonly Entry[];
  /** Not there then. Children first. */
  readonly remove: readonly string[];
  /** Folders whose owner, mode and times are set last, when nothing in them changes any more. */
  readonly dress: readonly string[];
}

/** Both sides with checksums. Pure. */
export function planRestore(past: readonly Entry[], present: readonly Entry[]): RestorePlan {
  const now = new Map(present.map((entry) => [entry.path, entry]));
  const then = new Map(past.map((entry) => [entry.path, entry]));
  const clear = present.filter((entry) => isInTheWay(entry, then)).map(({ path }) => path);
  const cleared = new Set(clear);
  const isThere = (path: string): boolean => now.has(path) && !cleared.has(path);
  const make = past.filter(({ kind, path }) => kind === "folder" && !isThere(path)).map(({ path }) => path);
  const differing = past.filter(
    (entry) => entry.kind !== "folder" && (!isThere(entry.path) || differs(entry, now.get(entry.path)!)),
  );
  const write = differing.filter(({ same }) => same === undefined);
  const written = new Set(write.map(({ path }) => path));
  const isDiffering = new Set(differing);
  // A file that is put back is another one: its further names have to follow.
  const link = past.filter((entry) => entry.same !== undefined && (isDiffering.has(entry) || written.has(entry.same)));
  const remove = present.filter(({ path }) => !then.has(path) && !cleared.has(path)).map(({ path }) => path);
  const touched = new Set(
    [...clear, ...make, ...remove, ...[...write, ...link].map(({ path }) => path)].map((path) => posix.dirname(path)),
  );
  const made = new Set(make);
  const dress = past
    .filter(
      (entry) =>
        entry.kind === "folder" &&
        (made.has(entry.path) || touched.has(entry.path) || differs(entry, now.get(entry.path)!)),
    )
    .map(({ path }) => path);
  return { clear: clear.reverse(), make, write, link, remove: remove.reverse(), dress };
}

/** Files, links and folders that change, but for those that are left; a folder that only gets its own times back is none. */
export function countChanges({ clear, make, write, link, remove }: RestorePlan, left: readonly Left[]): number {
  const changed = new Set([...clear, ...make, ...remove, ...[...write, ...link].map(({ path }) => path)]);
  for (const { path } of left) changed.delete(path);
  return changed.size;
}

/** All that is not as it was, parents first. Both sides with checksums. Pure. */
export function listDiffering(past: readonly Entry[], present: readonly Entry[]): readonly string[] {
  const now = new Map(present.map((entry) => [entry.path, entry]));
  const then = new Set(past.map(({ path }) => path));
  const isOther = (entry: Entry): boolean => !now.has(entry.path) || differs(entry, now.get(entry.path)!);
  const come = present.filter(({ path }) => !then.has(path));
  return [...past.filter(isOther), ...come].map(({ path }) => path);
}

/** A child of what was no folder goes with its parent. */
function isInTheWay({ path, kind }: Entry, then: ReadonlyMap<string, Entry>): boolean {
  const wanted = then.get(path);
  if (wanted && (wanted.kind === "folder") !== (kind === "folder")) return true;
  for (let parent = posix.dirname(path); parent !== "/"; parent = posix.dirname(parent)) {
    const folder = then.get(parent);
    if (folder) return folder.kind !== "folder";
  }
  return false;
}

/** Whether one is not what the other is, wherever they lie. */
export function differs(a: Entry, b: Entry): boolean {
  return (
    a.kind !== b.kind ||
    a.mode !== b.mode ||
    a.uid !== b.uid ||
    a.gid !== b.gid ||
    a.mtimeNs !== b.mtimeNs ||
    a.sha256 !== b.sha256 ||
    a.attributes !== b.attributes ||
    a.target !== b.target ||
    a.same !== b.same
  );
}
