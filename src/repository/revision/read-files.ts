import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { explainFailure } from "../git/explain-failure.ts";
import { runGit } from "../git/run-git.ts";
import { readLimit } from "./defines-tasks.ts";
import { makeBatchParser } from "./make-batch-parser.ts";
import { readAnything } from "./read-task-file.ts";

/**
 * Files by their paths, of each at most as much as of a task file: of a commit, or of the work tree in `dir` as it is.
 * Links that stay within are followed; a path with a line break cannot be asked for. Those are left out, like what is not
 * there.
 */
export async function readFiles(
  dir: string,
  commit: Sha | undefined,
  paths: readonly string[],
): Promise<Result<ReadonlyMap<string, Buffer>, Fault>> {
  return commit === undefined ? ok(readFromDisk(dir, paths)) : readFromCommit(dir, commit, paths);
}

function readFromDisk(dir: string, paths: readonly string[]): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const path of paths) {
    const read = readAnything(dir, path);
    if (read.kind === "read" && read.file.bytes) found.set(path, Buffer.from(read.file.bytes));
  }
  return found;
}

async function readFromCommit(
  cwd: string,
  commit: Sha,
  paths: readonly string[],
): Promise<Result<ReadonlyMap<string, Buffer>, Fault>> {
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
