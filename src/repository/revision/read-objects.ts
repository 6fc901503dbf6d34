import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { explainFailure } from "../git/explain-failure.ts";
import { runGit } from "../git/run-git.ts";
import { makeBatchParser } from "./make-batch-parser.ts";

/**
 * The contents of objects, by one `git cat-file --batch`. Names are object names, or `<commit>:<path>` with no line
 * break in it. Of each at most `limit` bytes are kept. Objects that are not there are absent in the answer.
 */
export async function readObjects(of: {
  cwd: string;
  names: Iterable<string>;
  doing: string;
  limit: number;
}): Promise<Result<ReadonlyMap<string, Buffer>, Fault>> {
  const names = [...new Set(of.names)];
  if (names.length === 0) return ok(new Map());
  const parser = makeBatchParser(names, of.limit);
  const answer = await runGit({
    cwd: of.cwd,
    args: ["cat-file", "--batch"],
    input: `${names.join("\n")}\n`,
    onStdout: parser.push,
  });
  const complete = answer.kind === "exited" && answer.code === 0 && parser.complete();
  return complete ? ok(parser.found) : failure(explainFailure(of.doing, answer));
}
