import type { Sha } from "../../model/ids.ts";
import { runGit } from "../git/run-git.ts";

/** Whether `b` contains `a`. A commit that is not here (a shallow clone ends somewhere) is nobody's ancestor. */
export async function isAncestor(cwd: string, a: Sha, b: Sha): Promise<boolean> {
  if (a === b) return true;
  const answer = await runGit({ cwd, args: ["merge-base", "--is-ancestor", a, b] });
  return answer.kind === "exited" && answer.code === 0;
}
