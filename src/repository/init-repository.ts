import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import type { Fault } from "../model/fault.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import { findRepository } from "./find-repository.ts";
import { withSimpleGit } from "./git/simple-git.ts";
import type { Repository } from "./repository.ts";
import { makeRepository } from "./repository.ts";
import { defaultNetwork } from "./remote/reach.ts";
import { explainDisk } from "./revision/explain-disk.ts";

/** Makes a repository at `dir`, with the folders to it, whose first commit will be on `branch`. One there stays. */
export async function initRepository(dir: string, branch: string): Promise<Result<Repository, Fault>> {
  const path = resolve(dir);
  const doing = `making a repository at ${path}`;
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    return failure(explainDisk(doing, error));
  }
  const made = await withSimpleGit(doing, path, (git) => git.init(["--quiet", `--initial-branch=${branch}`]));
  if (!made.ok) return made;
  const found = await findRepository(path);
  return found.ok ? ok(makeRepository(found.value, defaultNetwork)) : found;
}
