import { existsSync, lstatSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { RevisionEntry } from "../../model/files.ts";

/** What a path of a folder on disk is, in the terms of a commit. Folders are nothing of their own there. */
export function findOnDisk(root: string, path: string): RevisionEntry | undefined {
  const full = join(root, path);
  const found = lstatSync(full, { throwIfNoEntry: false });
  if (!found) return undefined;
  if (found.isSymbolicLink()) return { path, kind: "symlink", target: readlinkSync(full) };
  if (found.isFile()) return { path, kind: (found.mode & 0o111) === 0 ? "file" : "executable" };
  if (found.isDirectory() && existsSync(join(full, ".git"))) return { path, kind: "submodule" };
  return undefined;
}
