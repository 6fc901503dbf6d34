import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { Fault } from "../model/fault.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import { explainFailure } from "./git/explain-failure.ts";
import { runGit } from "./git/run-git.ts";

/** Where a repository is. In a linked work tree `gitDir` is its own, `commonDir` the one that holds refs and objects. */
export interface Place {
  /** Top of the work tree; of a bare repository, itself. */
  readonly dir: string;
  readonly gitDir: string;
  readonly commonDir: string;
  readonly bare: boolean;
}

/** Finds the repository that `dir` is in, going upward as git does. */
export async function findRepository(dir: string): Promise<Result<Place, Fault>> {
  const from = resolve(dir);
  const found = await stat(from).catch(() => undefined);
  if (!found?.isDirectory()) {
    const what = `opening ${from}: there is no such folder`;
    return failure({
      kind: "stalled",
      what,
      hint: "Say which repository with --repo DIR, or make one: runner init NAME",
    });
  }
  // --show-toplevel is last: where there is no work tree it fails, after the others have been printed.
  const args = ["rev-parse", "--is-bare-repository", "--absolute-git-dir", "--git-common-dir", "--show-toplevel"];
  const answer = await runGit({ cwd: from, upward: true, args });
  const lines = answer.kind === "exited" ? answer.stdout.toString("utf8").split("\n") : [];
  const [bareWord, gitDir, common, top] = lines;
  if (!gitDir || !common) return failure(explainFailure(`opening ${from}`, answer));
  const commonDir = resolve(from, common);
  const bare = bareWord === "true";
  if (bare) return ok({ dir: gitDir, gitDir, commonDir, bare });
  if (top) return ok({ dir: top, gitDir, commonDir, bare });
  if (basename(gitDir) === ".git" && from !== dirname(gitDir)) return findRepository(dirname(gitDir));
  return ok({ dir: gitDir, gitDir, commonDir, bare: true });
}
