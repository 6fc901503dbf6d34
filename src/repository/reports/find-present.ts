import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Proof } from "../../model/report-commit.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { Place } from "../find-repository.ts";
import { askGit } from "../git/ask-git.ts";
import { readFiles } from "./read-files.ts";

/**
 * Which of these proofs a commit has, as the very objects given: two may speak of one path. Without a commit: none.
 * There may be thousands of reports, so of those only the names are looked up; files with a passage are few, and read.
 */
export async function findPresent(
  place: Place,
  commit: Sha | undefined,
  proofs: readonly Proof[],
): Promise<Result<ReadonlySet<Proof>, Fault>> {
  const odd = proofs.find(({ path }) => path.includes("\n"));
  if (odd) throw new Error(`a line break in the path of a proof: ${JSON.stringify(odd.path)}`);
  if (commit === undefined) return ok(new Set());
  const byPath = proofs.filter(({ passage }) => passage === undefined).map(({ path }) => path);
  const byPassage = proofs.filter(({ passage }) => passage !== undefined).map(({ path }) => path);
  const there = await findPaths(place, commit, byPath);
  if (!there.ok) return there;
  const files = await readFiles(place, commit, byPassage);
  if (!files.ok) return files;
  const isThere = ({ path, passage }: Proof): boolean =>
    passage === undefined ? there.value.has(path) : (files.value.get(path)?.includes(passage) ?? false);
  return ok(new Set(proofs.filter(isThere)));
}

/** By one `git cat-file --batch-check`. */
async function findPaths(
  place: Place,
  commit: Sha,
  paths: readonly string[],
): Promise<Result<ReadonlySet<string>, Fault>> {
  if (paths.length === 0) return ok(new Set());
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
