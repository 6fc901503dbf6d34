import { existsSync, linkSync, lstatSync, mkdirSync, renameSync, rmdirSync, rmSync, unlinkSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { RunId } from "../model/ids.ts";
import { hashEntries } from "./hash-entries.ts";
import type { Entry, Manifest } from "./manifest.ts";
import type { RestorePlan } from "./plan-restore.ts";
import { planRestore } from "./plan-restore.ts";
import { copiesIn, findPointFolder } from "./point-folder.ts";
import { runTool } from "./run-tool.ts";
import { findTops, scanPaths } from "./scan-paths.ts";

/** For those who look on: what is about to be done. */
export type RestoreStep = "clear" | "copy" | "rename" | "link" | "remove" | "dress";

export interface RestoreOrder {
  readonly stateDir: string;
  readonly run: RunId;
  /** As `verifyPoint` gave it: copies that were not checked are not put in place. */
  readonly manifest: Manifest;
  readonly onStep?: (step: RestoreStep) => void;
}

/** What a restore would change at this moment. */
export async function foretellRestore({ protect, entries }: Manifest): Promise<RestorePlan> {
  return planRestore(entries, await hashEntries(scanPaths(findTops(protect))));
}

/**
 * Puts the protected paths back. Each file has its old or its new state at every moment: copied beside it, on disk,
 * then renamed over it. Done again after a crash it goes on where it was. Throws what the file system says.
 */
export async function restorePoint(order: RestoreOrder): Promise<RestorePlan> {
  const { entries } = order.manifest;
  const onStep = order.onStep ?? (() => undefined);
  const parents = new Set(entries.filter(({ kind }) => kind !== "folder").map(({ path }) => dirname(path)));
  // What a restore that was killed had copied.
  for (const parent of parents) removeStage(parent, order.run);
  const plan = await foretellRestore(order.manifest);
  for (const path of plan.clear) {
    onStep("clear");
    removeOne(path);
  }
  for (const path of plan.make) mkdirSync(path, { recursive: true, mode: 0o700 });
  const copies = copiesIn(findPointFolder(order.stateDir, order.run).path);
  const byParent = Map.groupBy(plan.write, ({ path }) => dirname(path));
  for (const [parent, files] of byParent) await putBack({ parent, files, copies, run: order.run, onStep });
  for (const entry of plan.link) {
    onStep("link");
    addName(entry, order.run);
  }
  for (const path of plan.remove) {
    onStep("remove");
    removeOne(path);
  }
  onStep("dress");
  await dressFolders(plan.dress, copies);
  for (const top of findTops(order.manifest.protect)) if (!isLink(top)) await runTool("sync", ["-f", top]);
  return plan;
}

/** Names on one command line: E2BIG is far away. */
const namesAtOnce = 500;

async function putBack(of: {
  parent: string;
  files: readonly Entry[];
  copies: string;
  run: RunId;
  onStep: (step: RestoreStep) => void;
}): Promise<void> {
  const stage = stageIn(of.parent, of.run);
  mkdirSync(stage, { recursive: true, mode: 0o700 });
  of.onStep("copy");
  for (let i = 0; i < of.files.length; i += namesAtOnce) {
    const names = of.files.slice(i, i + namesAtOnce).map(({ path }) => of.copies + path);
    await runTool("cp", ["-a", "--reflink=auto", "-t", stage, "--", ...names]);
  }
  await runTool("sync", ["-f", stage]);
  for (const { path } of of.files) {
    of.onStep("rename");
    renameSync(`${stage}/${basename(path)}`, path);
  }
  rmdirSync(stage);
}

/** A folder beside the files, so that they are renamed within one file system. */
function stageIn(parent: string, run: RunId): string {
  return `${parent}/.runner-undo-${run}`;
}

function removeStage(parent: string, run: RunId): void {
  rmSync(stageIn(parent, run), { recursive: true, force: true });
}

function addName({ path, same }: Entry, run: RunId): void {
  const stage = stageIn(dirname(path), run);
  mkdirSync(stage, { recursive: true, mode: 0o700 });
  const name = `${stage}/${basename(path)}`;
  linkSync(same!, name);
  renameSync(name, path);
  // rename(2) does nothing where both are one file already.
  rmSync(stage, { recursive: true, force: true });
}

function removeOne(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return;
  if (stat.isDirectory()) rmdirSync(path);
  else unlinkSync(path);
}

function isLink(path: string): boolean {
  return lstatSync(path).isSymbolicLink();
}

/** tar(1) sets owner, mode, nanoseconds and extended attributes of a folder that is there, and does so at its end. */
async function dressFolders(folders: readonly string[], copies: string): Promise<void> {
  if (folders.length === 0) return;
  const names = folders.map((path) => `.${path}\0`).join("");
  const kept = ["--format=posix", "--xattrs", "--acls"];
  const list = `${copies}/../dress.tar`;
  await runTool("tar", [...kept, "-C", copies, "--no-recursion", "--null", "-T", "-", "-cf", list], names);
  await runTool("tar", [...kept, "-C", "/", "-p", "--same-owner", "--keep-directory-symlink", "-xf", list]);
  if (existsSync(list)) unlinkSync(list);
}
