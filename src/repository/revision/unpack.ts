import { mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { Place } from "../find-repository.ts";
import { askGit, tryGit } from "../git/ask-git.ts";
import { checkoutConfig } from "../git/safe-config.ts";
import { explainDisk } from "./explain-disk.ts";
import { removeTree } from "./remove-tree.ts";
import { sealTree } from "./seal-tree.ts";

/**
 * Writes the files of a commit to the folder `into`, read-only for everybody, without .git. What is there under that
 * name is complete: it is made beside it and renamed. If it is there already, nothing is done; if two do it at once, the
 * first one's stays. The empty folder of a submodule is all there is of it.
 */
export async function unpack(place: Place, commit: Sha, into: string): Promise<Result<void, Fault>> {
  const doing = `unpacking ${commit.slice(0, 12)} into ${into}`;
  if (await exists(into)) return ok(undefined);
  let making: string | undefined;
  try {
    await mkdir(dirname(into), { recursive: true });
    making = await mkdtemp(join(dirname(into), `.${basename(into)}.`));
    const written = await askGit(doing, {
      cwd: place.dir,
      env: { GIT_INDEX_FILE: `${making}.index`, GIT_WORK_TREE: making },
      config: [...checkoutConfig, ...(await listFilters(place.dir)).flatMap(withoutFilter)],
      args: ["read-tree", "--reset", "-u", commit],
    });
    if (!written.ok) return written;
    await sealTree(making);
    await rename(making, into);
    return ok(undefined);
  } catch (error) {
    return (await exists(into)) ? ok(undefined) : failure(explainDisk(doing, error));
  } finally {
    if (making !== undefined) {
      await rm(`${making}.index`, { force: true });
      await removeTree(making);
    }
  }
}

/** Names of the filters that somebody has set up here for his own work: Git LFS, git-crypt, an indenter. */
async function listFilters(cwd: string): Promise<readonly string[]> {
  const listed = await tryGit({ cwd, args: ["config", "--name-only", "-z", "--get-regexp", "^filter\\."] });
  const names = (listed ?? "").split("\0").map((key) => /^filter\.([^]+)\.[^.]+$/.exec(key)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** A copy is what was committed and reviewed. A name with `=` in it cannot be said on git's command line. */
function withoutFilter(name: string): readonly string[] {
  if (name.includes("=")) return [];
  return [`filter.${name}.smudge=`, `filter.${name}.process=`, `filter.${name}.required=false`];
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
