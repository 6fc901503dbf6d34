import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { explainFailure } from "../git/explain-failure.ts";
import { runGit } from "../git/run-git.ts";
import { readLimit } from "./defines-tasks.ts";
import { makeBatchParser } from "./make-batch-parser.ts";

/**
 * Files of a commit by their paths, of each at most as much as of a task file. git follows links that stay within the
 * commit; a path with a line break cannot be asked for. Those are left out, like what is not there.
 */
export async function readFiles(
  cwd: string,
  commit: Sha,
  paths: readonly string[],
): Promise<Result<ReadonlyMap<string, Uint8Array>, Fault>> {
  const asked = paths.filter((path) => !path.includes("\n"));
  if (asked.length === 0) return ok(new Map());
  const parser = makeBatchParser(asked, readLimit);
  const answer = await runGit({
    cwd,
    args: ["cat-file", "--batch", "--follow-symlinks"],
    input: asked.map((path) => `${commit}:${path}\n`).join(""),
    onStdout: parser.push,
  });
  const complete = answer.kind === "exited" && answer.code === 0 && parser.complete();
  return complete ? ok(parser.found) : failure(explainFailure(`reading scripts of ${commit.slice(0, 12)}`, answer));
}
