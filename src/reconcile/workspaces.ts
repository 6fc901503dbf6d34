import { existsSync, readdirSync } from "node:fs";
import { chmod, lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "../model/fault.ts";
import type { RunId, Sha } from "../model/ids.ts";
import type { Active } from "../model/memory.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { Repository } from "../repository/index.ts";

/** Where runs find their files: one read-only copy a revision, shared; or an own git work tree a run. */
export interface Workspaces {
  prepare(active: Active): Promise<Result<string, Fault>>;
  /** The run is over: its own work tree goes, if it had one. */
  release(run: RunId): Promise<void>;
  /** Removes copies of all revisions but these, and work trees of all runs but these. */
  sweep(inUse: { revisions: ReadonlySet<Sha>; runs: ReadonlySet<RunId> }): Promise<void>;
}

export function makeWorkspaces(repository: Repository, stateDir: string): Workspaces {
  const copies = join(stateDir, "revisions");
  const trees = join(stateDir, "worktrees");
  const ready = new Map<Sha, Promise<Result<string, Fault>>>();

  async function unpack(sha: Sha): Promise<Result<string, Fault>> {
    const copy = join(copies, sha);
    const done = await repository.unpack(sha, copy);
    // Trouble of the world may pass: the next run tries again.
    if (!done.ok) ready.delete(sha);
    return done.ok ? ok(copy) : done;
  }

  return {
    async prepare({ wanted, task, revision }) {
      if (task.workspace === "worktree") {
        const tree = join(trees, wanted.id);
        if (existsSync(tree)) return ok(tree);
        const added = await repository.addWorktree(revision!, tree);
        return added.ok ? ok(tree) : added;
      }
      const known = ready.get(revision!) ?? unpack(revision!);
      ready.set(revision!, known);
      return known;
    },
    async release(run) {
      const tree = join(trees, run);
      if (existsSync(tree)) await repository.removeWorktree(tree);
    },
    async sweep({ revisions, runs }) {
      for (const name of listed(copies)) {
        if (revisions.has(name as Sha)) continue;
        ready.delete(name as Sha);
        await removeReadOnly(join(copies, name));
      }
      for (const name of listed(trees)) {
        if (!runs.has(name as RunId)) await repository.removeWorktree(join(trees, name));
      }
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
