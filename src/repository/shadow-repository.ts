import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "../model/fault.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import { withSimpleGit } from "./git/simple-git.ts";
import type { Repository } from "./repository.ts";
import { makeRepository } from "./repository.ts";
import { defaultNetwork } from "./remote/reach.ts";
import { explainDisk } from "./revision/explain-disk.ts";

/**
 * A repository for a folder that is in none: objects, reports and state stand in `shadow`, which is made if it is not
 * there; the folder itself stays as it is. Only `--worktree` makes sense in it, for it has no branch of tasks.
 */
export async function openShadow(folder: string, shadow: string): Promise<Result<Repository, Fault>> {
  const doing = `keeping state for ${folder}, which is no git repository`;
  try {
    await mkdir(shadow, { recursive: true, mode: 0o700 });
    const workTree = await realpath(folder);
    const made = await withSimpleGit(doing, shadow, async (git) => {
      await git.init(["--quiet", "--initial-branch=main"]);
      // With it git, called in the shadow, works on the folder's files.
      await git.addConfig("core.worktree", workTree);
    });
    if (!made.ok) return made;
    const gitDir = join(shadow, ".git");
    return ok(makeRepository({ dir: shadow, gitDir, commonDir: gitDir, bare: false }, defaultNetwork, workTree));
  } catch (error) {
    return failure(explainDisk(doing, error));
  }
}
