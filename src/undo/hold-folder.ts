import { closeSync, constants, openSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname } from "node:path";
import { nameOf, onDisk } from "./disk-names.ts";

/*
 * A runner that is root puts back what lies in folders of others, who may put a link in the place of a folder at any
 * moment. So a folder is opened first, is looked at where it really is, and all that is done in it is done by the open
 * folder, whose place nobody changes.
 */

/** Where folders really are, by the path under which they are known; what is below one that is listed follows from it. */
export type Places = Readonly<Record<string, string>>;

export interface HeldFolder {
  /** Leads there as long as it is held, whatever becomes of its path. */
  readonly at: string;
  /** The descriptor behind it. */
  readonly file: number;
  release(): void;
}

/** Of the folders that these lie in, or would. */
export function findPlaces(paths: readonly string[]): Places {
  return Object.fromEntries(
    paths.map((path) => {
      let folder = dirname(path);
      for (;;) {
        const real = findReal(folder);
        if (real !== undefined) return [folder, real];
        folder = dirname(folder);
      }
    }),
  );
}

// Of Linux (open(2)), which Node does not name: only the place is wanted, for which nothing has to be readable.
const placeOnly = 0o10000000;

/** Throws where the folder is not where it was, and what the file system says. */
export function holdFolder(path: string, places: Places): HeldFolder {
  const file = openSync(onDisk(path), placeOnly | constants.O_DIRECTORY);
  const at = `/proc/self/fd/${file}`;
  const real = nameOf(readlinkSync(at, { encoding: "buffer" }));
  const expected = expectedPlace(path, places);
  if (real === expected) return { at, file, release: () => closeSync(file) };
  closeSync(file);
  throw new Error(`${path} is another folder than before, and leads to ${real} instead of ${expected}`);
}

/** Calls with a path to the same thing that no link above it can turn elsewhere. */
export function atHeld<T>(path: string, places: Places, act: (held: string) => T): T {
  const parent = holdFolder(dirname(path), places);
  try {
    return act(`${parent.at}/${basename(path)}`);
  } finally {
    parent.release();
  }
}

function expectedPlace(path: string, places: Places): string {
  const place = Object.hasOwn(places, path) ? places[path] : undefined;
  if (place !== undefined || path === "/") return place ?? "/";
  return `${expectedPlace(dirname(path), places).replace(/\/$/, "")}/${basename(path)}`;
}

function findReal(folder: string): string | undefined {
  try {
    return nameOf(realpathSync.native(onDisk(folder), { encoding: "buffer" }));
  } catch {
    return undefined;
  }
}
