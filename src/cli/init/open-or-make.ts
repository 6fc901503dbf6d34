import { existsSync, realpathSync } from "node:fs";
import { dirname } from "node:path";
import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { initRepository, openRepository } from "../../repository/index.ts";
import { readBranch } from "./read-branch.ts";

/**
 * The git repository whose top is `dir`: the one that is there, or a new one. A folder somewhere inside of another
 * repository is refused: tasks are read from a repository's top.
 */
export async function openOrMake(dir: string): Promise<Result<{ made: boolean; branch: string }, Fault>> {
  const around = await openRepository(nearestFolder(dir));
  if (around.ok) {
    const { dir: top, gitDir, bare } = around.value;
    if (!bare && existsSync(dir) && realpathSync(top) === realpathSync(dir)) {
      return ok({ made: false, branch: readBranch(gitDir) });
    }
    const what = `${dir} is inside of the git repository ${top}${bare ? ", which is bare" : ""}`;
    const hint = bare
      ? "Clone it and call this in the clone."
      : `Choose a folder elsewhere, or the top: runner init ${top}`;
    return failure({ kind: "stalled", what, hint });
  }
  const made = await initRepository(dir, "main");
  return made.ok ? ok({ made: true, branch: "main" }) : made;
}

function nearestFolder(dir: string): string {
  let at = dir;
  while (!existsSync(at) && at !== dirname(at)) at = dirname(at);
  return at;
}
