import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import { runGit } from "../git/run-git.ts";
import { listTree } from "./list-tree.ts";

/**
 * Paths that differ between two commits; a renamed file is two of them. Where there is nothing to compare with (`from`
 * undefined, or no longer in the repository, as after a rewind or in a shallow clone), every path counts as changed.
 */
export async function changedPaths(
  cwd: string,
  from: Sha | undefined,
  to: Sha,
): Promise<Result<readonly string[], Fault>> {
  if (from !== undefined) {
    const args = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--ignore-submodules=none", from, to];
    const answer = await runGit({ cwd, args });
    if (answer.kind === "exited" && answer.code === 0) {
      return ok(answer.stdout.toString("utf8").split("\0").slice(0, -1));
    }
  }
  const all = await listTree(cwd, to);
  return all.ok ? ok(all.value.map((entry) => entry.path)) : all;
}
