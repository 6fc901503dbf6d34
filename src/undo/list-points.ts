import type { RunId } from "../model/ids.ts";
import type { Manifest } from "./manifest.ts";
import { listPointFolders } from "./point-folder.ts";
import { readManifest } from "./read-point.ts";

export interface ListedPoint {
  readonly run: RunId;
  /** Undefined: it is damaged. */
  readonly manifest: Manifest | undefined;
}

/** All rollback points of a state folder, oldest first. */
export function listPoints(stateDir: string): readonly ListedPoint[] {
  return listPointFolders(stateDir).runs.map((run) => {
    const read = readManifest(stateDir, run);
    return { run, manifest: read.ok ? read.value : undefined };
  });
}
