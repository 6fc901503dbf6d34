import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { RunId } from "../model/ids.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import { hashEntries } from "./hash-entries.ts";
import type { Entry, Manifest } from "./manifest.ts";
import { copiesIn, findPointFolder, manifestIn } from "./point-folder.ts";
import { scanPaths } from "./scan-paths.ts";

/**
 * The manifest of a run's rollback point, itself checked; a sentence where it is missing or damaged. `recorded`: its SHA-256
 * as it was noted elsewhere when the point was made.
 */
export function readManifest(stateDir: string, run: RunId, recorded?: string): Result<Manifest, string> {
  try {
    const [sum, text = ""] = readFileSync(manifestIn(findPointFolder(stateDir, run)), "utf8").split("\n");
    const found = hash("sha256", text);
    if (found !== sum) return failure("the manifest is damaged");
    if (recorded !== undefined && found !== recorded)
      return failure("the manifest is not the one that journal and report know: somebody has changed it");
    return ok(JSON.parse(text) as Manifest);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    return failure(missing ? `there is no rollback point of ${run}` : (error as Error).message);
  }
}

/** The SHA-256 of its manifest. */
export function sumOfPoint(stateDir: string, run: RunId): Result<string, string> {
  const read = readManifest(stateDir, run);
  if (!read.ok) return failure(`The rollback point of this run cannot be used: ${read.error}. Nothing was started.`);
  return ok(hash("sha256", JSON.stringify(read.value)));
}

/** The manifest, once every copy has been held against its checksum. */
export async function verifyPoint(stateDir: string, run: RunId, recorded?: string): Promise<Result<Manifest, string>> {
  const read = readManifest(stateDir, run, recorded);
  if (!read.ok) return read;
  const { entries } = read.value;
  const copies = copiesIn(findPointFolder(stateDir, run));
  try {
    const found = await hashEntries(scanPaths(topmost(entries), copies), { folder: copies });
    const copyOf = new Map(found.map((entry) => [entry.path, entry]));
    const damaged = entries.find((wanted) => {
      const copy = copyOf.get(wanted.path);
      return (
        copy?.kind !== wanted.kind ||
        copy.sha256 !== wanted.sha256 ||
        copy.target !== wanted.target ||
        copy.attributes !== wanted.attributes
      );
    });
    return damaged ? failure(`the copy of ${damaged.path} is damaged`) : read;
  } catch (error) {
    return failure(`a copy cannot be read: ${(error as Error).message}`);
  }
}

/** Parents come before their children. */
function topmost(entries: readonly Entry[]): readonly string[] {
  const folders = new Set(entries.filter(({ kind }) => kind === "folder").map(({ path }) => path));
  return entries.map(({ path }) => path).filter((path) => !folders.has(dirname(path)));
}
