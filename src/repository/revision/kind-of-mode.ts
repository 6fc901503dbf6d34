import type { RevisionEntry } from "../../model/files.ts";

const kinds = new Map<string, RevisionEntry["kind"]>([
  ["100755", "executable"],
  ["120000", "symlink"],
  ["160000", "submodule"],
]);

/** What git's mode of a path that is no folder stands for (git-fast-import(1) lists them); all else is a file. */
export function kindOfMode(mode: string): RevisionEntry["kind"] {
  return kinds.get(mode) ?? "file";
}
