import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import { sha } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { Place } from "../find-repository.ts";
import { askGit } from "../git/ask-git.ts";
import { commitLogFormat, parseCommitLog } from "./parse-commit-log.ts";

/** A file that the branch had once: the parent of this commit still has it. */
export interface FoundRemoval {
  readonly commit: Sha;
  readonly at: Instant;
  readonly message: string;
  readonly path: string;
}

/** The last commit below `tip` that removed such a file; `pattern` as gitglossary(7) has `glob`. Undefined: none did. */
export async function findRemoval(
  place: Place,
  tip: Sha,
  pattern: string,
): Promise<Result<FoundRemoval | undefined, Fault>> {
  const args = ["log", "-1", "--first-parent", "--diff-filter=D", ...commitLogFormat, tip, "--"];
  const read = await askGit("looking through the reports branch", {
    cwd: place.dir,
    args: [...args, `:(top,glob)${pattern}`],
  });
  if (!read.ok) return read;
  const [found] = parseCommitLog(read.value.toString("utf8"));
  const path = found?.changes[0]?.path;
  if (!found || path === undefined) return ok(undefined);
  return ok({ commit: sha(found.sha), at: found.committedAt, message: found.message, path });
}
