import { randomBytes } from "node:crypto";
import { linkSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, rmdirSync, unlinkSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { RunId } from "../model/ids.ts";
import type { Left } from "../model/undo.ts";
import { nameOf, onDisk } from "./disk-names.ts";
import { dressFolders } from "./dress-folders.ts";
import { hashEntries } from "./hash-entries.ts";
import type { Entry, Manifest } from "./manifest.ts";
import type { RestorePlan } from "./plan-restore.ts";
import { differs, listDiffering, planRestore } from "./plan-restore.ts";
import { copiesIn, findPointFolder } from "./point-folder.ts";
import { copyAll, syncDisk } from "./run-tool.ts";
import { findTops, scanPaths } from "./scan-paths.ts";
import { isMoved, tellMoved } from "./tell-work-tree.ts";
import { whyNot } from "./why-not.ts";
import { readWorkTree } from "./work-trees.ts";

/** For those who look on: what is about to be done. */
export type RestoreStep = "clear" | "make" | "copy" | "sync" | "rename" | "link" | "remove" | "dress";

export interface RestoreOrder {
  readonly stateDir: string;
  readonly run: RunId;
  /** As `verifyPoint` gave it: copies that were not checked are not put in place. */
  readonly manifest: Manifest;
  readonly onStep?: (step: RestoreStep) => void;
}

export interface Restored {
  readonly plan: RestorePlan;
  /** What is not as it was even so, parents first. Empty: all is. */
  readonly left: readonly Left[];
}

/** What a restore would change at this moment. */
export async function foretellRestore({ protect, entries }: Manifest): Promise<RestorePlan> {
  return planRestore(entries, await lookAt(protect, () => undefined));
}

/** With checksums. What cannot be looked at is as good as another: it is in the plan. */
function lookAt(protect: readonly string[], onTrouble: OnTrouble): Promise<readonly Entry[]> {
  return hashEntries(scanPaths(findTops(protect), "", onTrouble), { isLenient: true });
}

type OnTrouble = (path: string, error: unknown) => void;

/**
 * Puts the protected paths back. Each file has its old or its new state at every moment: copied beside it, on disk,
 * then renamed over it. Done again after a crash it goes on where it was. What cannot be put back (it is immutable, on a
 * read-only mount, the disk is full) keeps nothing else from it, and is told at the end.
 */
export async function restorePoint(order: RestoreOrder): Promise<Restored> {
  const { entries, protect } = order.manifest;
  const onStep = order.onStep ?? (() => undefined);
  const troubles = new Map<string, string>();
  const onTrouble: OnTrouble = (path, error) => {
    if (!troubles.has(path)) troubles.set(path, whyNot(error, path));
  };
  const attempt = (path: string, act: (path: string) => void): void => {
    try {
      act(path);
    } catch (error) {
      onTrouble(path, error);
    }
  };
  // What a restore that was killed had copied.
  for (const parent of new Set(entries.map(({ path }) => dirname(path)))) attempt(parent, removeStages);
  const plan = planRestore(entries, await lookAt(protect, onTrouble));
  for (const path of plan.clear) {
    onStep("clear");
    attempt(path, removeOne);
  }
  for (const path of plan.make) {
    onStep("make");
    attempt(path, () => mkdirSync(onDisk(path), { recursive: true, mode: 0o700 }));
  }
  const copies = copiesIn(findPointFolder(order.stateDir, order.run));
  const byParent = Map.groupBy(plan.write, ({ path }) => dirname(path));
  for (const [parent, files] of byParent) await putBack({ parent, files, copies, onStep, onTrouble });
  for (const entry of plan.link) {
    onStep("link");
    attempt(entry.path, () => addName(entry));
  }
  for (const path of plan.remove) {
    onStep("remove");
    attempt(path, removeOne);
  }
  onStep("dress");
  await dressFolders({ folders: plan.dress.filter(isFolder), copies, onTrouble });
  for (const top of findTops(protect)) if (!isLink(top)) await syncDisk(top);
  const files = troubles.size === 0 ? [] : await findLeft(order.manifest, troubles);
  return { plan, left: [...files, ...(await findMoved(order.manifest))] };
}

/** Work trees whose repository is elsewhere: their files do not bring back their HEAD. */
async function findMoved({ protect, workTrees = [] }: Manifest): Promise<readonly Left[]> {
  const tops = findTops(protect);
  const outside = workTrees.filter((tree) => tree.outside !== undefined);
  const now = await Promise.all(outside.map(({ path }) => readWorkTree(path, tops)));
  return outside.flatMap((was, index) => {
    const is = now[index]!;
    return isMoved(was, is) ? [{ path: `${was.path}/.git`, why: tellMoved(was, is) }] : [];
  });
}

/** A second look: some trouble was none in the end, and some has kept more than its own path from being put back. */
async function findLeft(
  { protect, entries }: Manifest,
  troubles: ReadonlyMap<string, string>,
): Promise<readonly Left[]> {
  const why = (path: string): string | undefined =>
    troubles.get(path) ?? (path === "/" ? undefined : why(dirname(path)));
  const differing = listDiffering(entries, await lookAt(protect, () => undefined));
  return differing.map((path) => ({ path, why: why(path) ?? "it has changed meanwhile" }));
}

async function putBack(of: {
  parent: string;
  files: readonly Entry[];
  copies: string;
  onStep: (step: RestoreStep) => void;
  onTrouble: OnTrouble;
}): Promise<void> {
  let stage: string;
  try {
    stage = makeStage(of.parent);
  } catch (error) {
    for (const { path } of of.files) of.onTrouble(path, error);
    return;
  }
  try {
    of.onStep("copy");
    const whole = await copyInto(stage, of);
    of.onStep("sync");
    await syncDisk(stage);
    for (const { path } of whole) {
      of.onStep("rename");
      try {
        renameSync(onDisk(`${stage}/${basename(path)}`), onDisk(path));
      } catch (error) {
        of.onTrouble(path, error);
      }
    }
  } finally {
    rmSync(onDisk(stage), { recursive: true, force: true });
  }
}

/** Those that are there as they were; cp(1) goes on after one that it cannot copy, and may have copied a part of it. */
async function copyInto(
  stage: string,
  { files, copies, onTrouble }: { files: readonly Entry[]; copies: string; onTrouble: OnTrouble },
): Promise<readonly Entry[]> {
  try {
    await copyAll({ names: files.map(({ path }) => copies + path), into: stage });
    return files;
  } catch (error) {
    const found = await hashEntries(scanPaths([stage]), { isLenient: true });
    const staged = new Map(found.map((entry) => [basename(entry.path), entry]));
    const isWhole = (file: Entry): boolean => {
      const copy = staged.get(basename(file.path));
      return copy !== undefined && !differs(file, copy);
    };
    for (const file of files) if (!isWhole(file)) onTrouble(file.path, error);
    return files.filter(isWhole);
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

function isFolder(path: string): boolean {
  return lstatSync(onDisk(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
}
