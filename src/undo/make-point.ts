import { hash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import type { RunId, TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import { renderInstant } from "../model/instant.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import { renderSize } from "../model/size.ts";
import { hashEntries } from "./hash-entries.ts";
import { findPlaces } from "./hold-folder.ts";
import type { Entry, Manifest, WorkTree } from "./manifest.ts";
import { countBytes } from "./manifest.ts";
import {
  copiesIn,
  findPointFolder,
  listPointFolders,
  makeUnfinishedName,
  manifestIn,
  pointsFolder,
} from "./point-folder.ts";
import type { PointLimits } from "./prune-points.ts";
import { prunePoints } from "./prune-points.ts";
import { sumOfPoint } from "./read-point.ts";
import { copyAll, syncDisk } from "./run-tool.ts";
import { findTops, scanPaths, withoutGlob } from "./scan-paths.ts";
import { readWorkTrees } from "./work-trees.ts";

/** For those who look on: what is about to be done. */
export type CopyStep = "prune" | "copy" | "check" | "write" | "rename" | "done";

export interface PointOrder {
  readonly stateDir: string;
  readonly run: RunId;
  readonly task: TaskId;
  readonly protect: readonly string[];
  readonly limits: PointLimits;
  /** Whether another point must stay, however many there are. */
  readonly isInUse: (run: RunId) => boolean;
  readonly now: Instant;
  readonly onStep?: (step: CopyStep) => void;
  /** Hears of each work tree whose files can be put back, but not its repository. */
  readonly onOutside?: (tree: WorkTree) => void;
}

/** The SHA-256 of the manifest. */
export type PointSum = string;

/**
 * Copies the protected paths, so that they can be put back; on disk for good when this resolves. One that is whole
 * already stays: the run that it was made for has not begun. A sentence for people where there can be none. One at a time.
 */
export async function makePoint(order: PointOrder): Promise<Result<PointSum, string>> {
  const { stateDir, run } = order;
  const path = findPointFolder(stateDir, run);
  const unfinished = makeUnfinishedName(stateDir, run);
  try {
    if (existsSync(path)) return sumOfPoint(stateDir, run);
    for (const left of listPointFolders(stateDir).unfinished) rmSync(left, { recursive: true, force: true });
    mkdirSync(copiesIn(unfinished), { recursive: true, mode: 0o700 });
    const made = await fill(unfinished, order);
    if (!made.ok) {
      rmSync(unfinished, { recursive: true, force: true });
      return made;
    }
    order.onStep?.("rename");
    renameSync(unfinished, path);
    syncFolder(pointsFolder(stateDir));
    order.onStep?.("done");
    return made;
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    return failure(`The protected paths could not be copied: ${(error as Error).message}. Nothing was started.`);
  }
}

async function fill(point: string, order: PointOrder): Promise<Result<PointSum, string>> {
  const onStep = order.onStep ?? (() => undefined);
  const tops = findTops(order.protect);
  // Before anything is looked at: a link that comes later leads elsewhere than what is written down.
  const places = findPlaces([...order.protect.map(withoutGlob), ...tops]);
  const present = scanPaths(tops);
  onStep("prune");
  const lack = findLack(point, countBytes(present), order);
  if (lack !== undefined) return failure(lack);
  onStep("copy");
  const copies = copiesIn(point);
  // cp(1) looks for the parents of an absolute path from where it stands: it stands at the root.
  const [workTrees] = await Promise.all([
    readWorkTrees(tops, present),
    copyAll({ names: tops.map((top) => top.slice(1)), into: copies, options: ["--parents"] }),
  ]);
  for (const tree of workTrees) if (tree.outside !== undefined) order.onOutside?.(tree);
  onStep("check");
  // To disk for good while they are read again: one waits for the disk, the other for the processor.
  const [checked] = await Promise.all([check(present, tops, copies), syncDisk(point)]);
  if (!checked.ok) return checked;
  const manifest: Manifest = {
    version: 1,
    run: order.run,
    task: order.task,
    at: renderInstant(order.now),
    protect: order.protect,
    places,
    entries: checked.value,
    ...(workTrees.length > 0 && { workTrees }),
  };
  onStep("write");
  const text = JSON.stringify(manifest);
  const sum = hash("sha256", text);
  writeFileSync(manifestIn(point), `${sum}\n${text}\n`, { mode: 0o600, flush: true });
  syncFolder(point);
  return ok(sum);
}

/** With checksums of what was copied, once it is known to be what was there. */
async function check(
  present: readonly Entry[],
  tops: readonly string[],
  copies: string,
): Promise<Result<readonly Entry[], string>> {
  const hashing = hashEntries(present, { folder: copies });
  const copied = scanPaths(tops, copies);
  const hashed = await hashing;
  const changed = findChanged(present, copied) ?? hashed.find(({ kind, sha256 }) => kind === "file" && !sha256)?.path;
  if (changed === undefined) return ok(hashed);
  return failure(`${changed} changed while it was copied for \`protect\`. Run the task when nothing writes there.`);
}

/** Makes room by what is oldest. Why it would not fit even so; undefined if it does. */
function findLack(point: string, bytes: number, { stateDir, limits, isInUse, now }: PointOrder): string | undefined {
  const held = `The protected paths hold ${bytes} bytes`;
  if (bytes > limits.maxBytes)
    return `${held}, more than all rollback points together may (rollback.max_bytes = ${limits.maxBytes}). Protect less, or allow more.`;
  const left = prunePoints({ stateDir, limits, now, isInUse, room: bytes });
  if (left.bytes + bytes > limits.maxBytes)
    return `${held}, and rollback points of runs that go on hold ${renderSize(left.bytes)} of the ${renderSize(limits.maxBytes)} that rollback.max_bytes allows. Wait for their end, or allow more.`;
  const { bavail, bsize } = statfsSync(point);
  const free = bavail * bsize;
  if (bytes > free) return `${held}, and the disk of the state folder has ${free} left. Free some space.`;
  return undefined;
}

function findChanged(present: readonly Entry[], copied: readonly Entry[]): string | undefined {
  const copies = new Map(copied.map((entry) => [entry.path, entry]));
  const differs = present.find((entry) => {
    const copy = copies.get(entry.path);
    if (copy?.kind !== entry.kind || copy.target !== entry.target || copy.size !== entry.size) return true;
    return entry.kind === "file" && copy.mtimeNs !== entry.mtimeNs;
  });
  return differs?.path ?? copied.find(({ path }, i) => present[i]?.path !== path)?.path;
}

function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
