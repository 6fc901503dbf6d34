import type { RunId } from "../model/ids.ts";

/** Where the rollback point of a run keeps its things. */
export interface PointFolder {
  readonly path: string;
  /** Renamed to `path` once it is whole. */
  readonly unfinished: string;
}

export function pointsFolder(stateDir: string): string {
  return `${stateDir}/undo`;
}

export function findPointFolder(stateDir: string, run: RunId): PointFolder {
  const path = `${pointsFolder(stateDir)}/${run}`;
  return { path, unfinished: `${path}.new` };
}

/** Copies lie under their absolute path. */
export function copiesIn(point: string): string {
  return `${point}/files`;
}

/** First line: the SHA-256 of the second, which is the manifest. */
export function manifestIn(point: string): string {
  return `${point}/manifest`;
}
