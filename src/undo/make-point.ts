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
import { hashEntries } from "./hash-entries.ts";
import type { Entry, Manifest } from "./manifest.ts";
import { copiesIn, findPointFolder, manifestIn, pointsFolder } from "./point-folder.ts";
import { runTool } from "./run-tool.ts";
import { findTops, scanPaths } from "./scan-paths.ts";

export interface PointOrder {
  readonly stateDir: string;
  readonly run: RunId;
  readonly task: TaskId;
  readonly protect: readonly string[];
  readonly maxBytes: number;
  readonly now: Instant;
}

/** Names on one command line: E2BIG is far away. */
const namesAtOnce = 500;

/**
 * Copies the protected paths, so that they can be put back; on disk for good when this resolves. One that is whole
 * already stays: the run that it was made for has not begun. A sentence for people where there can be none.
 */
export async function makePoint(order: PointOrder): Promise<Result<void, string>> {
  const { path, unfinished } = findPointFolder(order.stateDir, order.run);
  if (existsSync(path)) return ok(undefined);
  try {
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(copiesIn(unfinished), { recursive: true, mode: 0o700 });
    const made = await fill(unfinished, order);
    if (!made.ok) {
      rmSync(unfinished, { recursive: true, force: true });
      return made;
    }
    renameSync(unfinished, path);
    syncFolder(pointsFolder(order.stateDir));
    return ok(undefined);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    return failure(`The protected paths could not be copied: ${(error as Error).message}. Nothing was started.`);
  }
}

async function fill(point: string, order: PointOrder): Promise<Result<void, string>> {
  const tops = findTops(order.protect);
  const present = scanPaths(tops);
  const tooMuch = findLack(point, present, order.maxBytes);
  if (tooMuch !== undefined) return failure(tooMuch);
  const copies = copiesIn(point);
  for (let i = 0; i < tops.length; i += namesAtOnce) {
    // cp(1) looks for the parents of an absolute path from where it stands: it stands at the root.
    const names = tops.slice(i, i + namesAtOnce).map((top) => top.slice(1));
    await runTool("cp", ["-a", "--reflink=auto", "--parents", "-t", copies, "--", ...names]);
  }
  const copied = scanPaths(tops, copies);
  const changed = findChanged(present, copied);
  if (changed !== undefined) {
    return failure(`${changed} changed while it was copied for \`protect\`. Run the task when nothing writes there.`);
  }
  const manifest: Manifest = {
    version: 1,
    run: order.run,
    task: order.task,
    at: renderInstant(order.now),
    protect: order.protect,
    entries: await hashEntries(present, copies),
  };
  const text = JSON.stringify(manifest);
  writeFileSync(manifestIn(point), `${hash("sha256", text)}\n${text}\n`, { mode: 0o600 });
  // One call for the file system instead of one for each of ten thousand files.
  await runTool("sync", ["--file-system", point]);
  return ok(undefined);
}

/** Why it would not fit; undefined if it does. */
function findLack(point: string, entries: readonly Entry[], maxBytes: number): string | undefined {
  const bytes = entries.reduce((sum, { size, same }) => sum + (same === undefined ? size : 0), 0);
  const { bavail, bsize } = statfsSync(point);
  const free = bavail * bsize;
  if (bytes > maxBytes)
    return `The protected paths hold ${bytes} bytes, more than a rollback point may (${maxBytes}). Protect less.`;
  if (bytes > free)
    return `The protected paths hold ${bytes} bytes, and the disk of the state folder has ${free} left. Free some space.`;
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
