import { linkSync, lstatSync, mkdirSync, renameSync, rmdirSync, unlinkSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { RunId } from "../model/ids.ts";
import type { Left } from "../model/undo.ts";
import { onDisk } from "./disk-names.ts";
import { dressFolders } from "./dress-folders.ts";
import { hashEntries } from "./hash-entries.ts";
import type { HeldFolder, Places } from "./hold-folder.ts";
import { atHeld, findPlaces, holdFolder } from "./hold-folder.ts";
import { makeStage, removeStages } from "./make-stage.ts";
import type { Entry, Manifest } from "./manifest.ts";
import type { RestorePlan } from "./plan-restore.ts";
import { differs, listDiffering, planRestore } from "./plan-restore.ts";
import { copiesIn, findPointFolder } from "./point-folder.ts";
import { copyAll, syncDisk } from "./run-tool.ts";
import { findTops, scanPaths, withoutGlob } from "./scan-paths.ts";
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
  const places = order.manifest.places ?? findPlaces([...protect.map(withoutGlob), ...findTops(protect)]);
  // What a restore that was killed had copied.
  for (const parent of new Set(entries.map(({ path }) => dirname(path))))
    attempt(parent, () => removeStages(parent, places));
  const plan = planRestore(entries, await lookAt(protect, onTrouble));
  for (const path of plan.clear) {
    onStep("clear");
    attempt(path, () => removeOne(path, places));
  }
  for (const path of plan.make) {
    onStep("make");
    attempt(path, () => makeFolder(path, places));
  }
  const copies = copiesIn(findPointFolder(order.stateDir, order.run));
  const byParent = Map.groupBy(plan.write, ({ path }) => dirname(path));
  for (const [parent, files] of byParent) await putBack({ parent, files, copies, places, onStep, onTrouble });
  for (const entry of plan.link) {
    onStep("link");
    attempt(entry.path, () => addName(entry, places));
  }
  for (const path of plan.remove) {
    onStep("remove");
    attempt(path, () => removeOne(path, places));
  }
  onStep("dress");
  await dressFolders({ folders: plan.dress.filter(isFolder), copies, places, onTrouble });
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
  places: Places;
  onStep: (step: RestoreStep) => void;
  onTrouble: OnTrouble;
}): Promise<void> {
  let parent: HeldFolder | undefined;
  let stage: ReturnType<typeof makeStage>;
  try {
    parent = holdFolder(of.parent, of.places);
    stage = makeStage(parent, of.parent);
  } catch (error) {
    parent?.release();
    for (const { path } of of.files) of.onTrouble(path, error);
    return;
  }
  try {
    of.onStep("copy");
    // By a path that leads there for other processes, too.
    const whole = await copyInto(`/proc/${process.pid}/fd/${stage.file}/.`, of);
    of.onStep("sync");
    await syncDisk("/proc/self/fd/3", [stage.file]);
    for (const { path } of whole) {
      of.onStep("rename");
      try {
        renameSync(onDisk(`${stage.at}/${basename(path)}`), onDisk(`${parent.at}/${basename(path)}`));
      } catch (error) {
        of.onTrouble(path, error);
      }
    }
  } finally {
    stage.remove();
    parent.release();
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

function addName({ path, same }: Entry, places: Places): void {
  const parent = holdFolder(dirname(path), places);
  const stage = makeStage(parent, dirname(path));
  try {
    const name = `${stage.at}/${basename(path)}`;
    atHeld(same!, places, (at) => linkSync(onDisk(at), onDisk(name)));
    // rename(2) does nothing where both are one file already.
    renameSync(onDisk(name), onDisk(`${parent.at}/${basename(path)}`));
  } finally {
    stage.remove();
    parent.release();
  }
}

/** With those above it, where they are gone. */
function makeFolder(path: string, places: Places): void {
  if (!lstatSync(onDisk(dirname(path)), { throwIfNoEntry: false })) makeFolder(dirname(path), places);
  atHeld(path, places, (at) => mkdirSync(onDisk(at), { mode: 0o700 }));
}

function removeOne(path: string, places: Places): void {
  if (!lstatSync(onDisk(dirname(path)), { throwIfNoEntry: false })) return;
  atHeld(path, places, (at) => {
    const stat = lstatSync(onDisk(at), { throwIfNoEntry: false });
    if (stat?.isDirectory()) rmdirSync(onDisk(at));
    else if (stat) unlinkSync(onDisk(at));
  });
}

function isLink(path: string): boolean {
  return lstatSync(path).isSymbolicLink();
}

function isFolder(path: string): boolean {
  return lstatSync(onDisk(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
}
