import type { RevisionEntry } from "../../model/files.ts";

/** One name in a folder of a commit. */
export interface TreeItem {
  readonly kind: RevisionEntry["kind"] | "folder";
  readonly object: string;
  readonly mode: string;
}

/** What git's modes stand for; all else is a file. */
const kinds = new Map<string, TreeItem["kind"]>([
  ["40000", "folder"],
  ["100755", "executable"],
  ["120000", "symlink"],
  ["160000", "submodule"],
]);

/**
 * A tree object's bytes, by name: `<mode> SP <name> NUL <object, raw>`, one after the other (gitformat-pack(5) calls it
 * OBJ_TREE; the format is in git's Documentation/gitcore-tutorial). `width`: of an object's name, 20 or 32 bytes.
 */
export function parseTree(bytes: Buffer, width: number): ReadonlyMap<string, TreeItem> {
  const items = new Map<string, TreeItem>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(32, at);
    const end = bytes.indexOf(0, space);
    const mode = bytes.toString("latin1", at, space);
    const name = bytes.toString("utf8", space + 1, end);
    at = end + 1 + width;
    items.set(name, { kind: kinds.get(mode) ?? "file", mode, object: bytes.toString("hex", end + 1, at) });
  }
  return items;
}
