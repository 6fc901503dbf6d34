import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { Revision } from "../../model/revision.ts";
import type { Objects } from "./open-objects.ts";
import { parseCommit, parseTreeName } from "./parse-commit.ts";

/** As much of a message as anybody writes. */
export const commitLimit = 1024 * 1024;

export async function readCommit(
  objects: Objects,
  sha: Sha,
): Promise<Result<{ revision: Revision; tree: string }, Fault>> {
  const read = await objects.read([sha], commitLimit);
  if (!read.ok) return read;
  const bytes = read.value.get(sha);
  if (bytes) return ok({ revision: parseCommit(sha, bytes), tree: parseTreeName(bytes) });
  return failure({
    kind: "stalled",
    what: `reading revision ${sha.slice(0, 12)}: there is no such commit here`,
    hint: "`git fetch` brings it, if the remote has it.",
  });
}
