import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmdirSync,
  unlinkSync,
} from "node:fs";
import { nameOf, onDisk } from "./disk-names.ts";
import type { HeldFolder, Places } from "./hold-folder.ts";
import { atHeld } from "./hold-folder.ts";

const stageName = ".runner-undo-";

/**
 * A folder beside the files, so that they are renamed within one file system. A new one each time, for the runner that was
 * killed may have left a cp(1) behind that goes on with the last one. Held as well: it lies in a folder of others, and is
 * itself ours alone.
 */
export function makeStage(parent: HeldFolder, path: string): Omit<HeldFolder, "release"> & { remove(): void } {
  const name = `${stageName}${randomBytes(6).toString("hex")}`;
  mkdirSync(`${parent.at}/${name}`, { mode: 0o700 });
  const stage = holdOwn(`${parent.at}/${name}`);
  if (!stage) throw new Error(`${path}/${name} was taken away as soon as it was made`);
  return { at: stage.at, file: stage.file, remove: () => removeStage(stage, `${parent.at}/${name}`) };
}

/** What a restore that was killed has left in a folder. */
export function removeStages(path: string, places: Places): void {
  const names = namesIn(path).filter((name) => name.startsWith(stageName));
  for (const name of names)
    atHeld(`${path}/${name}`, places, (at) => {
      const stage = holdOwn(at);
      if (stage) removeStage(stage, at);
    });
}

/** A folder that the runner has made, and nobody else; no link is followed there. */
function holdOwn(at: string): HeldFolder | undefined {
  const stat = lstatSync(at);
  if (!stat.isDirectory() || stat.uid !== process.geteuid!()) return undefined;
  const file = openSync(at, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  const held = { at: `/proc/self/fd/${file}`, file, release: () => closeSync(file) };
  if (fstatSync(file).ino === stat.ino) return held;
  held.release();
  return undefined;
}

/** Copies are no folders. */
function removeStage(stage: HeldFolder, at: string): void {
  for (const name of namesIn(stage.at)) unlinkSync(onDisk(`${stage.at}/${name}`));
  stage.release();
  rmdirSync(at);
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
