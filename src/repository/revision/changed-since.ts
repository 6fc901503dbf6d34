import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import { askGit } from "../git/ask-git.ts";

/** Paths of the work tree that differ from a commit: staged or not, new ones included, ignored ones left out. */
export async function changedSince(cwd: string, base: Sha): Promise<Result<readonly string[], Fault>> {
  const doing = `comparing the work tree with ${base.slice(0, 12)}`;
  const [changed, untracked] = await Promise.all([
    askGit(doing, {
      cwd,
      args: ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=dirty", base, "--"],
    }),
    askGit(doing, { cwd, args: ["ls-files", "-z", "--others", "--exclude-standard", "--full-name", ":/"] }),
  ]);
  if (!changed.ok) return changed;
  if (!untracked.ok) return untracked;
  const paths = [changed.value, untracked.value].flatMap((out) => out.toString("utf8").split("\0").slice(0, -1));
  return ok([...new Set(paths)]);
}
