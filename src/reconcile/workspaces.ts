import { existsSync, readdirSync } from "node:fs";
import { chmod, lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Account } from "../execute/index.ts";
import type { Fault } from "../model/fault.ts";
import type { RunId, Sha } from "../model/ids.ts";
import type { Active } from "../model/memory.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { Repository } from "../repository/index.ts";
import type { LentWorkspaces } from "./lent-workspaces.ts";

/** Where runs find their files: one read-only copy a revision, shared; or an own git work tree a run. */
export interface Workspaces {
  /** `account`: whose run it is, where the task says so. */
  prepare(active: Active, account: Account | undefined): Promise<Result<string, Fault>>;
  /** The run is over: its own work tree goes, if it had one. */
  release(run: RunId): Promise<void>;
  /** Removes copies of all revisions but these, and work trees of all runs but these. Gives what went, or would. */
  sweep(inUse: { revisions: ReadonlySet<Sha>; runs: ReadonlySet<RunId> }, dryRun?: boolean): Promise<readonly string[]>;
}

export function makeWorkspaces(repository: Repository, stateDir: string, lent: LentWorkspaces): Workspaces {
  const copiesIn = (place: string): string => join(place, "revisions");
  const treesIn = (place: string): string => join(place, "worktrees");
  const ready = new Map<string, Promise<Result<string, Fault>>>();

  async function unpack(sha: Sha, copy: string): Promise<Result<string, Fault>> {
    const done = await repository.unpack(sha, copy);
    // Trouble of the world may pass: the next run tries again.
    if (!done.ok) ready.delete(copy);
    return done.ok ? ok(copy) : done;
  }

  return {
    async prepare({ wanted, task, revision }, account) {
      const part = lent.partOf(account);
      if (task.workspace === "worktree") {
        const tree = join(treesIn(part ?? stateDir), wanted.id);
        if (existsSync(tree)) return ok(tree);
        const added = await repository.addWorktree(revision!, tree);
        if (added.ok && part !== undefined) await lent.give(tree, account!);
        return added.ok ? ok(tree) : added;
      }
      const copy = join(copiesIn(part ?? stateDir), revision!);
      const known = ready.get(copy) ?? unpack(revision!, copy);
      ready.set(copy, known);
      return known;
    },
    async release(run) {
      const tree = join(treesIn(stateDir), run);
      if (existsSync(tree)) await repository.removeWorktree(tree);
      const lentTree = lent.findTree(run);
      if (lentTree === undefined) return;
      await lent.empty(lentTree);
      await repository.removeWorktree(lentTree);
    },
    async sweep({ revisions, runs }, dryRun = false) {
      const gone: string[] = [];
      for (const place of [stateDir, ...lent.parts()]) {
        for (const name of listed(copiesIn(place))) {
          if (revisions.has(name as Sha)) continue;
          const copy = join(copiesIn(place), name);
          gone.push(copy);
          if (dryRun) continue;
          ready.delete(copy);
          await removeReadOnly(copy);
        }
        for (const name of listed(treesIn(place))) {
          if (runs.has(name as RunId)) continue;
          gone.push(join(treesIn(place), name));
          if (!dryRun) await this.release(name as RunId);
        }
      }
      return gone;
    },
  };
}

function listed(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Only root may empty a folder that nobody may write to. */
async function removeReadOnly(path: string): Promise<void> {
  if (process.getuid?.() !== 0) await makeWritable(path);
  await rm(path, { recursive: true, force: true });
}

async function makeWritable(folder: string): Promise<void> {
  if (!(await lstat(folder)).isDirectory()) return;
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
  }
}
