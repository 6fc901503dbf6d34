import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Account } from "../execute/index.ts";
import { giveTree, makeCorridor, removeAs } from "../execute/index.ts";
import type { RunId } from "../model/ids.ts";

/**
 * Workspaces of runs that are another user's, whom the state folder is closed to. A part for each group, which its
 * members may pass and nobody else: what a repository holds is not for everybody on the host.
 */
export interface LentWorkspaces {
  /** Where such a user finds copies of revisions and work trees; undefined: in the state folder, as the runner does. */
  partOf(account: Account | undefined): string | undefined;
  /** All parts that there are. */
  parts(): readonly string[];
  /** Gives a work tree to its user, whole. */
  give(tree: string, to: Account): Promise<void>;
  /** The work tree of a run, if it has one here. */
  findTree(run: RunId): string | undefined;
  /** Empties it, as its owner. Throws where something stays. */
  empty(tree: string): Promise<void>;
}

export function lendWorkspaces(lentDir: string): LentWorkspaces {
  const parts = (): string[] => (existsSync(lentDir) ? readdirSync(lentDir) : []).filter((name) => /^\d+$/.test(name));
  return {
    partOf(account) {
      if (!account || account.uid === 0 || account.uid === process.getuid?.()) return undefined;
      const part = join(lentDir, String(account.gid));
      makeCorridor(lentDir);
      mkdirSync(part, { recursive: true, mode: 0o700 });
      chownSync(part, -1, account.gid);
      chmodSync(part, 0o710);
      return part;
    },
    parts: () => parts().map((name) => join(lentDir, name)),
    give: giveTree,
    findTree: (run) =>
      parts()
        .map((name) => join(lentDir, name, "worktrees", run))
        .find((tree) => existsSync(tree)),
    async empty(tree) {
      await removeAs(statSync(tree), tree);
      const [left] = existsSync(tree) ? readdirSync(tree) : [];
      if (left !== undefined) throw new Error(`${join(tree, left)} is not its user's to remove. Remove it by hand.`);
    },
  };
}
