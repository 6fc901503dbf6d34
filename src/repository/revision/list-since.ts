import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import { sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import { askGit } from "../git/ask-git.ts";

/** Commits of `to` that `from` has not, the newest first. */
export async function listSince(cwd: string, from: Sha, to: Sha, most: number): Promise<Result<Sha[], Fault>> {
  const args = ["rev-list", `--max-count=${most}`, to, `^${from}`, "--"];
  const listed = await askGit(`looking for what came after ${from.slice(0, 12)}`, { cwd, args });
  if (!listed.ok) return listed;
  return ok(listed.value.toString("utf8").split("\n").filter(Boolean).map(sha));
}
