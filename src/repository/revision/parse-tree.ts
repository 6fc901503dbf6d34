import type { RevisionEntry } from "../../model/files.ts";
import { kindOfMode } from "./kind-of-mode.ts";

/** One name in a folder of a commit. */
export interface TreeItem {
  readonly kind: RevisionEntry["kind"] | "folder";
  readonly object: string;
  readonly mode: string;
}

/** As a tree object has it; git-ls-tree(1) writes it with a zero before. */
const folderMode = "40000";

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
    const kind = mode === folderMode ? "folder" : kindOfMode(mode);
    items.set(name, { kind, mode, object: bytes.toString("hex", end + 1, at) });
  }
  return items;
}
