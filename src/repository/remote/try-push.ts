import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import { askGit } from "../git/ask-git.ts";
import type { Network } from "./reach.ts";
import { reach } from "./reach.ts";

/**
 * Whether the remote takes pushes from us, by one that is not made (git-push(1), --dry-run). It asks whether we may write
 * at all, and whether the branch would move forward; hooks and rules for branches have their say only in earnest.
 */
export async function tryPush(
  at: { cwd: string; network: Network },
  remote: string,
  branch: string,
  commit: Sha,
): Promise<Result<void, Fault>> {
  const tried = await askGit(`trying to push ${branch} to ${remote}`, {
    ...(await reach(at.cwd, at.network)),
    config: [`remote.${remote}.mirror=false`],
    args: [
      ...["push", "--dry-run", "--quiet", "--no-verify", "--no-follow-tags", "--recurse-submodules=no"],
      ...["--", remote, `${commit}:refs/heads/${branch}`],
    ],
  });
  return tried.ok ? ok(undefined) : tried;
}
