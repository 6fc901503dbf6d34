import type { Fault } from "../model/fault.ts";
import type { Sha } from "../model/ids.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import type { Repository } from "../repository/index.ts";

/**
 * The commit that ought to be in force: the work tree as it is with `worktree`; else the tip of the configured branch
 * of the remote, fetched if it is new; else, where there is no such remote, the tip of the local branch.
 */
export async function findNewest(of: {
  repository: Repository;
  git: Settings["git"];
  worktree: boolean;
  /** A tip that is here already and need not be fetched again. */
  known: Sha | undefined;
}): Promise<Result<Sha, Fault>> {
  const { repository, git, worktree, known } = of;
  if (worktree) return repository.snapshotWorktree();
  const remote = await repository.findRemote(git.remote);
  if (!remote.ok) return remote;
  if (remote.value === undefined) return findLocal(repository, git.branch);
  const tip = await repository.remoteTip(git.remote, git.branch);
  if (tip.ok && tip.value !== undefined && tip.value === known) return ok(tip.value);
  if (!tip.ok) return tip;
  return repository.fetchBranch(git.remote, git.branch);
}

const branchByDefault = "main";

/**
 * Where nobody has said which branch and the usual one is not there (git may call the first branch otherwise, a CI
 * checks out a commit): what is checked out.
 */
async function findLocal(repository: Repository, branch: string): Promise<Result<Sha, Fault>> {
  const tip = await repository.localTip(branch);
  if (tip.ok || branch !== branchByDefault) return tip;
  const head = await repository.resolve("HEAD");
  return head === undefined ? tip : ok(head);
}
