import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { explainFailure } from "../git/explain-failure.ts";
import { runGit } from "../git/run-git.ts";

/**
 * Whether `b` contains `a`. A commit that is not here (a shallow clone ends somewhere) is nobody's ancestor. A git that
 * did not get to answer is a Fault: taken for a "no", it would make a rewritten history of a good revision.
 */
export async function isAncestor(cwd: string, a: Sha, b: Sha): Promise<Result<boolean, Fault>> {
  if (a === b) return ok(true);
  const answer = await runGit({ cwd, args: ["merge-base", "--is-ancestor", a, b] });
  if (answer.kind === "exited") return ok(answer.code === 0);
  return failure(explainFailure(`looking for ${a.slice(0, 12)} in the history of ${b.slice(0, 12)}`, answer));
}
