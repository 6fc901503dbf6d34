import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import { sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { Place } from "../find-repository.ts";
import { askGit, tryGit } from "../git/ask-git.ts";

/** Where a local branch is; undefined: there is none. */
export async function readTip(place: Place, branch: string): Promise<Sha | undefined> {
  const tip = await tryGit({ cwd: place.dir, args: ["rev-parse", "--verify", "--quiet", `refs/heads/${branch}`] });
  return tip === undefined ? undefined : sha(tip);
}

/** Moves a local branch, if it still is at `from` (undefined: if there is none). */
export async function moveBranch(
  place: Place,
  move: { branch: string; from: Sha | undefined; to: Sha },
): Promise<Result<void, Fault>> {
  // An empty old value means: must not exist (git-update-ref(1)).
  const args = ["update-ref", "-m", "runner: reports", `refs/heads/${move.branch}`, move.to, move.from ?? ""];
  const moved = await askGit(`moving the branch ${move.branch}`, { cwd: place.dir, args });
  return moved.ok ? ok(undefined) : moved;
}
