import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import { sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { askGit } from "../git/ask-git.ts";
import { explainFailure } from "../git/explain-failure.ts";
import { runGit } from "../git/run-git.ts";
import { missingBranch } from "./missing-branch.ts";
import type { Network } from "./reach.ts";
import { reach } from "./reach.ts";
import { remoteBranches } from "./remote-tip.ts";

/**
 * Fetches one branch into refs/remotes/<remote>/<branch>, whatever was there before, and gives its tip. The work tree,
 * local branches, tags and FETCH_HEAD stay as they are, however the user has set up `git fetch` for himself: an empty
 * refmap keeps a mirror's own refspecs out.
 */
export async function fetchBranch(
  at: { cwd: string; network: Network },
  remote: string,
  branch: string,
): Promise<Result<Sha, Fault>> {
  const doing = `fetching ${branch} from ${remote}`;
  const tracking = trackingRef(remote, branch);
  const answer = await runGit({
    ...(await reach(at.cwd, at.network)),
    // As a pack, which is joined with others later, not as loose objects that nobody would tidy up.
    config: ["fetch.unpackLimit=1"],
    args: [
      ...["fetch", "--progress", "--no-tags", "--no-prune", "--no-recurse-submodules", "--no-write-fetch-head"],
      ...["--no-auto-gc", "--refmap=", "--", remote, `+refs/heads/${branch}:${tracking}`],
    ],
  });
  if (answer.kind === "exited" && answer.code === 0) {
    const tip = await askGit(doing, { cwd: at.cwd, args: ["rev-parse", "--verify", `${tracking}^{commit}`] });
    return tip.ok ? ok(sha(tip.value.toString("utf8").trim())) : tip;
  }
  if (answer.kind === "exited" && /couldn't find remote ref/.test(answer.stderr)) {
    const heads = await remoteBranches(at, remote, doing);
    return heads.ok ? failure(missingBranch(doing, branch, [...heads.value.keys()])) : heads;
  }
  return failure(explainFailure(doing, answer));
}

export function trackingRef(remote: string, branch: string): string {
  return `refs/remotes/${remote}/${branch}`;
}
