import { rmSync } from "node:fs";
import type { RunId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import { listPoints } from "./list-points.ts";
import { findPointFolder } from "./point-folder.ts";

export interface PointLimits {
  readonly maxPoints: number;
  /** Of all points together. */
  readonly maxBytes: number;
  readonly keepMs: number;
}

/**
 * Removes what is too old or too much, oldest first; never a point of a run that is not over. A damaged one takes a place
 * among the others until its turn comes. Gives those that went.
 */
export function prunePoints(of: {
  stateDir: string;
  limits: PointLimits;
  now: Instant;
  isActive: (run: RunId) => boolean;
  /** Only says which would go. */
  dryRun?: boolean;
}): readonly RunId[] {
  const { stateDir, limits, now } = of;
  let points = 0;
  let bytes = 0;
  const gone: RunId[] = [];
  for (const { run, manifest } of listPoints(stateDir).toReversed()) {
    points += 1;
    bytes += (manifest?.entries ?? []).reduce((sum, { size, same }) => sum + (same === undefined ? size : 0), 0);
    const isOld = manifest !== undefined && Date.parse(manifest.at) < now - limits.keepMs;
    if (of.isActive(run) || (!isOld && points <= limits.maxPoints && bytes <= limits.maxBytes)) continue;
    if (!of.dryRun) rmSync(findPointFolder(stateDir, run).path, { recursive: true, force: true });
    gone.push(run);
  }
  return gone.reverse();
}
