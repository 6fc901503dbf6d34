import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import { askGit } from "../git/ask-git.ts";

const appliedRef = "refs/runner/applied";

/** The remote may rewrite its branch, and then nothing else holds the last good revision: it has to survive `git gc`. */
export async function keepApplied(cwd: string, commit: Sha): Promise<Result<void, Fault>> {
  const doing = `keeping ${commit.slice(0, 12)} as the revision in force`;
  const kept = await askGit(doing, { cwd, args: ["update-ref", appliedRef, commit] });
  return kept.ok ? ok(undefined) : kept;
}
