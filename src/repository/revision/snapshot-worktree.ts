import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import { sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { Place } from "../find-repository.ts";
import { askGit, tryGit } from "../git/ask-git.ts";
import { explainDisk } from "./explain-disk.ts";
import { worktreeHeader } from "./parse-commit.ts";

/** Keeps the latest snapshot from being collected as garbage. */
const snapshotRef = "refs/runner/worktree";

const doing = "taking the files of the work tree";

/**
 * The work tree as a commit: what is tracked, and what is new and not ignored. Made with an index of its own, so that
 * neither the user's index nor any branch is touched. Nothing changed since the last snapshot: the same commit again.
 */
export async function snapshotWorktree(place: Place): Promise<Result<Sha, Fault>> {
  if (place.bare) {
    const hint = "Use a clone with a work tree, or leave out --worktree.";
    return failure({ kind: "stalled", what: `${doing}: ${place.dir} is a bare repository and has none`, hint });
  }
  let own: string | undefined;
  try {
    own = await mkdtemp(join(place.gitDir, "runner-index-"));
    const index = join(own, "index");
    // The user's index knows which files have not changed. There is none in a fresh repository.
    await copyFile(join(place.gitDir, "index"), index).catch(() => undefined);
    const tree = await writeTree(place, index);
    return tree.ok ? await commitTree(place, tree.value) : tree;
  } catch (error) {
    return failure(explainDisk(doing, error));
  } finally {
    if (own !== undefined) await rm(own, { recursive: true, force: true });
  }
}

async function writeTree(place: Place, index: string): Promise<Result<string, Fault>> {
  const env = { GIT_INDEX_FILE: index };
  const config = ["core.safecrlf=false", "advice.addEmbeddedRepo=false"];
  const added = await askGit(doing, { cwd: place.dir, env, config, args: ["add", "--all", "--", ":/"] });
  if (!added.ok) return added;
  const written = await askGit(doing, { cwd: place.dir, env, args: ["write-tree"] });
  return written.ok ? ok(written.value.toString("utf8").trim()) : written;
}

async function commitTree(place: Place, tree: string): Promise<Result<Sha, Fault>> {
  const [head, last] = await Promise.all([
    tryGit({ cwd: place.dir, args: ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"] }),
    tryGit({ cwd: place.dir, args: ["log", "-1", "--format=%H %T %P", snapshotRef, "--"] }),
  ]);
  const [lastCommit, lastTree, lastParent = ""] = last?.split(" ") ?? [];
  if (lastCommit && lastTree === tree && lastParent === (head ?? "")) return ok(sha(lastCommit));
  const who = `runner <runner@localhost> ${Math.floor(Date.now() / 1000)} +0000`;
  const headers = [`tree ${tree}`, ...(head ? [`parent ${head}`] : []), `author ${who}`, `committer ${who}`];
  const commit = `${[...headers, `${worktreeHeader} yes`].join("\n")}\n\nUncommitted files of the work tree\n`;
  const written = await askGit(doing, {
    cwd: place.dir,
    args: ["hash-object", "-t", "commit", "-w", "--stdin"],
    input: commit,
  });
  if (!written.ok) return written;
  const made = sha(written.value.toString("utf8").trim());
  const kept = await askGit(doing, { cwd: place.dir, args: ["update-ref", snapshotRef, made] });
  return kept.ok ? ok(made) : kept;
}
