import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { explainFailure } from "../git/explain-failure.ts";
import { runGit } from "../git/run-git.ts";
import type { Objects } from "./open-objects.ts";
import { parseParents } from "./parse-commit.ts";
import { commitLimit } from "./read-commit.ts";

/**
 * Whether `b` contains `a`. A commit that is not here (a shallow clone ends somewhere) is nobody's ancestor. A git that
 * did not get to answer is a Fault: taken for a "no", it would make a rewritten history of a good revision. `objects`: what
 * follows directly is found without another process.
 */
export async function isAncestor(
  { cwd, objects }: { cwd: string; objects?: Objects },
  a: Sha,
  b: Sha,
): Promise<Result<boolean, Fault>> {
  if (a === b) return ok(true);
  if (objects && (await isParent(objects, a, b))) return ok(true);
  const answer = await runGit({ cwd, args: ["merge-base", "--is-ancestor", a, b] });
  if (answer.kind === "exited") return ok(answer.code === 0);
  return failure(explainFailure(`looking for ${a.slice(0, 12)} in the history of ${b.slice(0, 12)}`, answer));
}

async function isParent(objects: Objects, a: Sha, b: Sha): Promise<boolean> {
  const read = await objects.read([a, b], commitLimit);
  const bytes = read.ok && read.value.has(a) ? read.value.get(b) : undefined;
  return bytes !== undefined && parseParents(bytes).includes(a);
}
