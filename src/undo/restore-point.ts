import { randomBytes } from "node:crypto";
import { linkSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, rmdirSync, unlinkSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { RunId } from "../model/ids.ts";
import { nameOf, onDisk } from "./disk-names.ts";
import { hashEntries } from "./hash-entries.ts";
import type { Entry, Manifest } from "./manifest.ts";
import type { RestorePlan } from "./plan-restore.ts";
import { planRestore } from "./plan-restore.ts";
import { copiesIn, findPointFolder } from "./point-folder.ts";
import { copyAll, runTool, syncDisk } from "./run-tool.ts";
import { findTops, scanPaths } from "./scan-paths.ts";

/** For those who look on: what is about to be done. */
export type RestoreStep = "clear" | "make" | "copy" | "sync" | "rename" | "link" | "remove" | "dress";

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
  // What a restore that was killed had copied.
  for (const parent of new Set(entries.map(({ path }) => dirname(path)))) removeStages(parent);
  const plan = await foretellRestore(order.manifest);
  for (const path of plan.clear) {
    onStep("clear");
    removeOne(path);
  }
  for (const path of plan.make) {
    onStep("make");
    mkdirSync(onDisk(path), { recursive: true, mode: 0o700 });
  }
  const copies = copiesIn(findPointFolder(order.stateDir, order.run));
  const byParent = Map.groupBy(plan.write, ({ path }) => dirname(path));
  for (const [parent, files] of byParent) await putBack({ parent, files, copies, onStep });
  for (const entry of plan.link) {
    onStep("link");
    addName(entry);
  }
  for (const path of plan.remove) {
    onStep("remove");
    removeOne(path);
  }
  onStep("dress");
  await dressFolders(plan.dress, copies);
  for (const top of findTops(order.manifest.protect)) if (!isLink(top)) await syncDisk(top);
  return plan;
}

async function putBack(of: {
  parent: string;
  files: readonly Entry[];
  copies: string;
  onStep: (step: RestoreStep) => void;
}): Promise<void> {
  const stage = makeStage(of.parent);
  try {
    of.onStep("copy");
    await copyAll({ names: of.files.map(({ path }) => of.copies + path), into: stage });
    of.onStep("sync");
    await syncDisk(stage);
    for (const { path } of of.files) {
      of.onStep("rename");
      renameSync(onDisk(`${stage}/${basename(path)}`), onDisk(path));
    }
  } finally {
    rmSync(onDisk(stage), { recursive: true, force: true });
  }
}

const stageName = ".runner-undo-";

/**
 * A folder beside the files, so that they are renamed within one file system. A new one each time, for the runner that was
 * killed may have left a cp(1) behind that goes on with the last one.
 */
function makeStage(parent: string): string {
  const stage = `${parent}/${stageName}${randomBytes(6).toString("hex")}`;
  mkdirSync(onDisk(stage), { mode: 0o700 });
  return stage;
}

function removeStages(parent: string): void {
  for (const name of namesIn(parent))
    if (name.startsWith(stageName)) rmSync(onDisk(`${parent}/${name}`), { recursive: true, force: true });
}

/** None where there is no folder. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(onDisk(folder), { encoding: "buffer" }).map(nameOf);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code!)) return [];
    throw error;
  }
}

function addName({ path, same }: Entry): void {
  const stage = makeStage(dirname(path));
  try {
    const name = `${stage}/${basename(path)}`;
    linkSync(onDisk(same!), onDisk(name));
    renameSync(onDisk(name), onDisk(path));
  } finally {
    // rename(2) does nothing where both are one file already.
    rmSync(onDisk(stage), { recursive: true, force: true });
  }
}

function removeOne(path: string): void {
  const stat = lstatSync(onDisk(path), { throwIfNoEntry: false });
  if (!stat) return;
  if (stat.isDirectory()) rmdirSync(onDisk(path));
  else unlinkSync(onDisk(path));
}

function isLink(path: string): boolean {
  return lstatSync(path).isSymbolicLink();
}

/** tar(1) sets owner, mode, nanoseconds and extended attributes of a folder that is there, and does so at its end. */
async function dressFolders(folders: readonly string[], copies: string): Promise<void> {
  if (folders.length === 0) return;
  const kept = ["--format=posix", "--xattrs", "--xattrs-include=*", "--acls"];
  const list = `${copies}/../dress.tar`;
  const picked = ["--no-recursion", "--null", "--no-unquote", "-T", "-"];
  await runTool("tar", {
    args: [...kept, "-C", copies, ...picked, "-cf", list],
    names: folders.map((path) => `.${path}`),
  });
  try {
    await runTool("tar", { args: [...kept, "-C", "/", "-p", "--same-owner", "--keep-directory-symlink", "-xf", list] });
  } finally {
    rmSync(list, { force: true });
  }
}
