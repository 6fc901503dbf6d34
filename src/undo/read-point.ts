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

/** The manifest of a run's rollback point, itself checked; a sentence where it is missing or damaged. */
export function readManifest(stateDir: string, run: RunId): Result<Manifest, string> {
  const { path } = findPointFolder(stateDir, run);
  try {
    const [sum, text = ""] = readFileSync(manifestIn(path), "utf8").split("\n");
    if (hash("sha256", text) !== sum) return failure("the manifest is damaged");
    return ok(JSON.parse(text) as Manifest);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    return failure(missing ? `there is no rollback point of ${run}` : (error as Error).message);
  }
}

/** The manifest, once every copy has been held against its checksum. */
export async function verifyPoint(stateDir: string, run: RunId): Promise<Result<Manifest, string>> {
  const read = readManifest(stateDir, run);
  if (!read.ok) return read;
  const { entries } = read.value;
  const copies = copiesIn(findPointFolder(stateDir, run).path);
  try {
    const found = await hashEntries(scanPaths(topmost(entries), copies), copies);
    const copyOf = new Map(found.map((entry) => [entry.path, entry]));
    const damaged = entries.find((wanted) => {
      const copy = copyOf.get(wanted.path);
      return copy?.kind !== wanted.kind || copy.sha256 !== wanted.sha256 || copy.target !== wanted.target;
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
