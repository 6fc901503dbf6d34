import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import type { RunId } from "../model/ids.ts";

export function pointsFolder(stateDir: string): string {
  return `${stateDir}/undo`;
}

/** Where the rollback point of a run keeps its things. */
export function findPointFolder(stateDir: string, run: RunId): string {
  return `${pointsFolder(stateDir)}/${run}`;
}

/**
 * A new name each time, for the runner that was killed may have left a cp(1) behind that goes on with the last one. It is
 * renamed once it is whole.
 */
export function makeUnfinishedName(stateDir: string, run: RunId): string {
  return `${findPointFolder(stateDir, run)}.${randomBytes(6).toString("hex")}${unfinished}`;
}

const unfinished = ".new";

/** Points that are whole, oldest first, for run ids sort by time; and folders that never came to be one. */
export function listPointFolders(stateDir: string): { runs: readonly RunId[]; unfinished: readonly string[] } {
  const names = namesIn(pointsFolder(stateDir)).sort();
  return {
    runs: names.filter((name) => !name.endsWith(unfinished)) as RunId[],
    unfinished: names.filter((name) => name.endsWith(unfinished)).map((name) => `${pointsFolder(stateDir)}/${name}`),
  };
}

/** Copies lie under their absolute path. */
export function copiesIn(point: string): string {
  return `${point}/files`;
}

/** First line: the SHA-256 of the second, which is the manifest. */
export function manifestIn(point: string): string {
  return `${point}/manifest`;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
