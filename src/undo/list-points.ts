import { readdirSync } from "node:fs";
import type { RunId } from "../model/ids.ts";
import type { Manifest } from "./manifest.ts";
import { pointsFolder } from "./point-folder.ts";
import { readManifest } from "./read-point.ts";

export interface ListedPoint {
  readonly run: RunId;
  /** Undefined: it is damaged. */
  readonly manifest: Manifest | undefined;
}

/** All rollback points of a state folder, oldest first: run ids sort by time. */
export function listPoints(stateDir: string): readonly ListedPoint[] {
  return namesIn(pointsFolder(stateDir))
    .filter((name) => !name.endsWith(".new"))
    .sort()
    .map((name) => {
      const run = name as RunId;
      const read = readManifest(stateDir, run);
      return { run, manifest: read.ok ? read.value : undefined };
    });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
