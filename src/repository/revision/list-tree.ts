import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import { askGit } from "../git/ask-git.ts";
import { kindOfMode } from "./kind-of-mode.ts";

/** One path of a commit: what it is, and under which name its contents are kept. */
export interface TreeEntry {
  readonly path: string;
  readonly kind: "file" | "executable" | "symlink" | "submodule";
  readonly object: string;
}

/** All paths of a commit (or those under `only`), in git's order: folders as if their names ended in `/`. */
export async function listTree(
  cwd: string,
  commit: string,
  only?: string,
): Promise<Result<readonly TreeEntry[], Fault>> {
  const args = ["ls-tree", "-r", "-z", "--full-tree", commit, ...(only === undefined ? [] : ["--", only])];
  const listed = await askGit(`reading ${commit.slice(0, 12)}`, { cwd, args });
  return listed.ok ? ok(parseTree(listed.value.toString("utf8"))) : listed;
}

/** `<mode> SP <type> SP <object> TAB <path> NUL`, see git-ls-tree(1). With -z, paths are as they are. */
function parseTree(text: string): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (const line of text.split("\0")) {
    const tab = line.indexOf("\t");
    if (tab < 0) continue;
    const [mode = "", , object = ""] = line.slice(0, tab).split(" ");
    entries.push({ path: line.slice(tab + 1), kind: kindOfMode(mode), object });
  }
  return entries;
}
