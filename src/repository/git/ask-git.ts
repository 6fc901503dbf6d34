import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { explainFailure } from "./explain-failure.ts";
import type { GitCall } from "./run-git.ts";
import { runGit } from "./run-git.ts";

/** Runs one git that is expected to succeed: what it printed, or the Fault. `doing` opens the Fault's sentence. */
export async function askGit(doing: string, call: GitCall): Promise<Result<Buffer, Fault>> {
  const answer = await runGit(call);
  return answer.kind === "exited" && answer.code === 0 ? ok(answer.stdout) : failure(explainFailure(doing, answer));
}

/** Runs one git whose "no" is an answer: what it printed, or undefined. */
export async function tryGit(call: GitCall): Promise<string | undefined> {
  const answer = await runGit(call);
  return answer.kind === "exited" && answer.code === 0 ? answer.stdout.toString("utf8").trimEnd() : undefined;
}
