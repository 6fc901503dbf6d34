import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import { sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import { askGit } from "../git/ask-git.ts";
import type { Network } from "./reach.ts";
import { reach } from "./reach.ts";

/** Where a branch of the remote is now; undefined: it has no such branch. Nothing is fetched. */
export async function remoteTip(
  at: { cwd: string; network: Network },
  remote: string,
  branch: string,
): Promise<Result<Sha | undefined, Fault>> {
  const heads = await remoteBranches(at, remote, `looking at ${branch} of ${remote}`, `refs/heads/${branch}`);
  return heads.ok ? ok(heads.value.get(branch)) : heads;
}

/** The remote's branches with their tips. A pattern of ls-remote matches the end of a name: look up the one you meant. */
export async function remoteBranches(
  at: { cwd: string; network: Network },
  remote: string,
  doing: string,
  ...patterns: readonly string[]
): Promise<Result<ReadonlyMap<string, Sha>, Fault>> {
  const args = ["ls-remote", "--quiet", "--heads", "--", remote, ...patterns];
  const listed = await askGit(doing, { ...(await reach(at.cwd, at.network)), args });
  if (!listed.ok) return listed;
  const heads = new Map<string, Sha>();
  for (const line of listed.value.toString("utf8").split("\n")) {
    const match = /^([0-9a-f]+)\trefs\/heads\/(.+)$/.exec(line);
    if (match) heads.set(match[2]!, sha(match[1]!));
  }
  return ok(heads);
}
