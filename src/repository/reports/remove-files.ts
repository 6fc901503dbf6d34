import type { Fault } from "../../model/fault.ts";
import type { Instant } from "../../model/instant.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { Place } from "../find-repository.ts";
import { listTree } from "../revision/list-tree.ts";
import { fastImport } from "./fast-import.ts";
import { moveBranch, readTip } from "./move-branch.ts";
import { readStates } from "./read-files.ts";
import { renderImport } from "./render-import.ts";

/** What is to leave the tip, and the commit that says so. */
export interface Removal {
  readonly removed: readonly string[];
  readonly message: string;
  readonly at: Instant;
}

/** Chooses among the files of runs; `states` are those of the tasks of all hosts, by path. Undefined: nothing is to go. */
export type ChooseRemoval = (paths: readonly string[], states: ReadonlyMap<string, string>) => Removal | undefined;

const mostTries = 5;

/**
 * Takes files off the tip of the branch, in one commit; its history keeps them. By compare-and-swap: where the branch has
 * moved, what is to go is chosen again from what is there then, because the commit names all that it removes.
 */
export async function removeFiles(of: {
  place: Place;
  branch: string;
  author: { readonly name: string; readonly email: string };
  choose: ChooseRemoval;
}): Promise<Result<void, Fault>> {
  const { place, branch, author } = of;
  // Its own: the publisher may be at an import of its own at this moment.
  const ref = `refs/runner/retention/${branch}`;
  for (let tries = 1; ; tries += 1) {
    const tip = await readTip(place, branch);
    if (tip === undefined) return ok(undefined);
    const [listed, states] = [await listTree(place.dir, tip, "runs/"), await readStates(place, tip)];
    if (!listed.ok) return listed;
    if (!states.ok) return states;
    const removal = of.choose(
      listed.value.map(({ path }) => path),
      states.value,
    );
    if (!removal) return ok(undefined);
    const { message, at, removed } = removal;
    const commit = { id: "retention", proof: { path: "", passage: undefined }, message, at, files: [], removed };
    const imported = await fastImport(place, renderImport({ ref, tip, author, commits: [commit] }));
    if (!imported.ok) return imported;
    const moved = await moveBranch(place, { branch, from: tip, to: imported.value });
    if (moved.ok) return moved;
    if ((await readTip(place, branch)) === tip || tries === mostTries) return failure(moved.error);
  }
}
