import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import { sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { askGit } from "../git/ask-git.ts";
import type { Objects } from "./open-objects.ts";
import { missingBranch } from "../remote/missing-branch.ts";

/** The tip of a local branch, or a Fault that names the branches that there are. */
export async function localTip(
  { cwd, objects }: { cwd: string; objects: Objects },
  branch: string,
): Promise<Result<Sha, Fault>> {
  // What is no name of a ref (git-check-ref-format(1)) may be something else to the process that is asked: main~3.
  const found = /[\s~^:?*[\\]|@\{|\.\./.test(branch) ? ok(undefined) : await objects.find(`refs/heads/${branch}`);
  if (found.ok && found.value !== undefined) return ok(sha(found.value));
  const doing = `looking for the branch ${branch}`;
  const args = ["for-each-ref", "--format=%(objectname) %(refname:lstrip=2)", "refs/heads/"];
  const listed = await askGit(doing, { cwd, args });
  if (!listed.ok) return listed;
  const tips = new Map<string, string>();
  for (const line of listed.value.toString("utf8").split("\n").slice(0, -1)) {
    const space = line.indexOf(" ");
    tips.set(line.slice(space + 1), line.slice(0, space));
  }
  const tip = tips.get(branch);
  return tip === undefined ? failure(missingBranch(doing, branch, [...tips.keys()])) : ok(sha(tip));
}
