import { readdir, readFile, realpath, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { Place } from "../find-repository.ts";
import { withSimpleGit } from "../git/simple-git.ts";
import { removeTree } from "./remove-tree.ts";

/** Makes a git work tree of its own at `into`, on no branch: a task may change and commit there as it likes. */
export async function addWorktree(place: Place, commit: Sha, into: string): Promise<Result<void, Fault>> {
  const doing = `making a work tree of ${commit.slice(0, 12)} at ${into}`;
  const added = await withSimpleGit(doing, place.dir, (git) =>
    git.raw(["worktree", "add", "--detach", "--quiet", into, commit]),
  );
  return added.ok ? ok(undefined) : added;
}

/**
 * Removes such a work tree, whatever state it is in, and what git knows about it. By hand: git refuses where there are
 * submodules or half-made trees, and its `prune` would forget those of the user, too, whose disk is not mounted now.
 */
export async function removeWorktree(place: Place, path: string): Promise<void> {
  const parent = await realpath(dirname(path)).catch(() => dirname(path));
  const link = join(parent, path.slice(dirname(path).length), ".git");
  await removeTree(path);
  const records = join(place.commonDir, "worktrees");
  for (const name of await readdir(records).catch(() => [])) {
    const record = join(records, name);
    const points = await readFile(join(record, "gitdir"), "utf8").catch(() => "");
    if (points !== "" && resolve(record, points.trim()) === link) await rm(record, { recursive: true, force: true });
  }
}
