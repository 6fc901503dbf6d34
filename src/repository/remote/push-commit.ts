import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { tryGit } from "../git/ask-git.ts";
import { explainFailure } from "../git/explain-failure.ts";
import { runGit } from "../git/run-git.ts";
import { isAncestor } from "../revision/is-ancestor.ts";
import { trackingRef } from "./fetch-branch.ts";
import type { Network } from "./reach.ts";
import { reach } from "./reach.ts";
import { remoteTip } from "./remote-tip.ts";

export type Pushed = { readonly kind: "pushed" } | { readonly kind: "refused" };

/**
 * Pushes one commit as the tip of a branch; never by force. `refused`: the remote's branch holds commits that ours does
 * not, because somebody else has pushed.
 */
export async function pushCommit(
  at: { cwd: string; network: Network },
  remote: string,
  branch: string,
  commit: Sha,
): Promise<Result<Pushed, Fault>> {
  const doing = `pushing ${branch} to ${remote}`;
  const answer = await runGit({
    ...(await reach(at.cwd, at.network)),
    // A mirror would push all its refs, and refuses to push one.
    config: [`remote.${remote}.mirror=false`],
    args: [
      ...["push", "--porcelain", "--progress", "--no-verify", "--no-follow-tags", "--recurse-submodules=no"],
      ...["--", remote, `${commit}:refs/heads/${branch}`],
    ],
  });
  if (answer.kind === "exited" && answer.code === 0) {
    // Git does so itself only where the remote's refspec covers the branch: in a single-branch clone it does not.
    await tryGit({ cwd: at.cwd, args: ["update-ref", trackingRef(remote, branch), commit] });
    return ok({ kind: "pushed" });
  }
  const fault = explainFailure(doing, answer);
  if (answer.kind !== "exited") return failure(fault);
  const rejection = /^!\t\S*\t\[(.*?)\](?: \((.*)\))?/m.exec(answer.stdout.toString("utf8"));
  if (!rejection) return failure(fault);
  const [, by = "", why = ""] = rejection;
  if (by === "rejected") return ok({ kind: "refused" });
  const lost = await lostTheRace(at, remote, branch, commit);
  if (!lost.ok) return lost;
  return lost.value ? ok({ kind: "refused" }) : failure(declined(doing, why, answer.stderr, fault));
}

/**
 * Two pushes at one moment: the later one is told about a lock or an old value, in words that depend on the remote. What
 * counts is whether the remote's branch has something now that our commit does not contain.
 */
async function lostTheRace(
  at: { cwd: string; network: Network },
  remote: string,
  branch: string,
  commit: Sha,
): Promise<Result<boolean, Fault>> {
  const tip = await remoteTip(at, remote, branch);
  if (!tip.ok || tip.value === undefined) return ok(false);
  const contained = await isAncestor({ cwd: at.cwd }, tip.value, commit);
  return contained.ok ? ok(!contained.value) : contained;
}

/** The remote said no to the push itself. Its own words, from its hook, are the best explanation. */
function declined(doing: string, why: string, stderr: string, fault: Fault): Fault {
  if (
    /lock|failed to update ref|old value|unpacker error|internal server error/i.test(why) ||
    fault.kind === "stalled"
  ) {
    return fault.kind === "stalled" ? fault : { ...fault, what: `${doing}: the remote could not (${why})` };
  }
  const said = stderr
    .split(/[\r\n]+/)
    .filter((line) => line.startsWith("remote: "))
    .map((line) => line.slice("remote: ".length).trim())
    .filter((line) => line !== "")
    .slice(0, 3)
    .join(" ");
  return {
    kind: "stalled",
    what: `${doing}: the remote refuses it (${why})${said === "" ? "" : `: ${said}`}`,
    hint: `Allow the runner's user to push to ${doing.split(" ")[1]}: look at the protected branches and hooks of the remote.`,
  };
}
