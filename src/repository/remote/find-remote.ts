import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { withoutPasswords } from "../git/distill.ts";
import { explainFailure } from "../git/explain-failure.ts";
import { runGit } from "../git/run-git.ts";

/**
 * A remote's address, without a password; undefined: there is no such remote. A git that did not get to answer is a
 * Fault: taken for a "no", the local branch would be followed instead.
 */
export async function findRemote(cwd: string, name: string): Promise<Result<string | undefined, Fault>> {
  const answer = await runGit({ cwd, args: ["remote", "get-url", "--", name] });
  if (answer.kind === "exited" && answer.code === 0)
    return ok(withoutPasswords(answer.stdout.toString("utf8").trimEnd()));
  if (answer.kind === "exited" && /no such remote/i.test(answer.stderr)) return ok(undefined);
  return failure(explainFailure(`looking for the remote ${name}`, answer));
}
