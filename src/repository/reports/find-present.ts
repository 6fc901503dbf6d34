import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { Place } from "../find-repository.ts";
import { askGit } from "../git/ask-git.ts";

/** Which of these files a commit has, by one `git cat-file --batch-check`. Without a commit: none. */
export async function findPresent(
  place: Place,
  commit: Sha | undefined,
  paths: readonly string[],
): Promise<Result<ReadonlySet<string>, Fault>> {
  const odd = paths.find((path) => path.includes("\n"));
  if (odd !== undefined) throw new Error(`a line break in the path of a proof: ${JSON.stringify(odd)}`);
  if (commit === undefined || paths.length === 0) return ok(new Set());
  const checked = await askGit("looking for reports that are there already", {
    cwd: place.dir,
    args: ["cat-file", "--batch-check"],
    input: paths.map((path) => `${commit}:${path}\n`).join(""),
  });
  if (!checked.ok) return checked;
  // One line for each question, in their order.
  const lines = checked.value.toString("utf8").split("\n");
  return ok(new Set(paths.filter((_, index) => !lines[index]!.endsWith(" missing"))));
}
