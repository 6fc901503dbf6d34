import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import { sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { Place } from "../find-repository.ts";
import { askGit } from "../git/ask-git.ts";

/**
 * All commits that `tip` brings beyond `since`, by whichever parent, oldest first. `cutOff`: one of them at which a
 * shallow clone ends, so that there may be more behind it.
 */
export async function listUnseen(
  place: Place,
  since: Sha,
  tip: Sha,
): Promise<Result<{ commits: readonly Sha[]; cutOff: Sha | undefined }, Fault>> {
  const doing = `listing the commits from ${since.slice(0, 12)} to ${tip.slice(0, 12)}`;
  const args = ["rev-list", "--topo-order", "--reverse", tip, `^${since}`, "--"];
  const listed = await askGit(doing, { cwd: place.dir, args });
  if (!listed.ok) return listed;
  const commits = listed.value.toString("latin1").split("\n").slice(0, -1).map(sha);
  const shallow = await readFile(join(place.commonDir, "shallow"), "latin1").catch(() => "");
  const ends = new Set(shallow.split("\n"));
  return ok({ commits, cutOff: commits.find((commit) => ends.has(commit)) });
}
