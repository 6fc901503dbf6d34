import type { Fault } from "../model/fault.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import { askGit } from "./git/ask-git.ts";

/**
 * Puts loose objects and small packs together, so that the sizes of the packs double from one to the next
 * (git-repack(1), --geometric): an object is copied a few times in its life, not each time. Removes nothing that is
 * only not reachable: a report being committed at this moment is not reachable either.
 */
export async function maintain(cwd: string): Promise<Result<void, Fault>> {
  const packed = await askGit("packing the repository", { cwd, args: ["repack", "-d", "-q", "--geometric=2"] });
  return packed.ok ? ok(undefined) : packed;
}
