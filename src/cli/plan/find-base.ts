import type { Repository } from "../../repository/index.ts";
import type { Sha } from "../../model/ids.ts";
import type { Past } from "./read-past.ts";

/** What a plan compares with. */
export interface Base {
  readonly sha: Sha;
  /** In words: `what is in force here`, `origin/main`, or the revision that was asked for. */
  readonly name: string;
}

/**
 * What is in force here, else the branch that the current one follows, else the remote's own branch. undefined: there is
 * nothing, and all tasks are new.
 */
export async function findBase(repository: Repository, past: Past): Promise<Base | undefined> {
  if (past.applied !== undefined) {
    const sha = await repository.resolve(past.applied);
    if (sha !== undefined) return { sha, name: "what is in force here" };
  }
  for (const name of ["@{upstream}", "origin/HEAD", "origin/main", "origin/master"]) {
    const sha = await repository.resolve(name);
    if (sha !== undefined) return { sha, name: name === "@{upstream}" ? "the upstream branch" : name };
  }
  return undefined;
}
