import { rmSync } from "node:fs";
import type { RunId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import { listPoints } from "./list-points.ts";
import { countBytes } from "./manifest.ts";
import { findPointFolder } from "./point-folder.ts";

export interface PointLimits {
  readonly maxPoints: number;
  /** Of all points together. */
  readonly maxBytes: number;
  readonly keepMs: number;
}

/**
 * Removes what is too old or too much, oldest first; never a point that is in use. A damaged one takes a place among the
 * others until its turn comes. Gives what is left, and what went, the oldest first.
 */
export function prunePoints(of: {
  stateDir: string;
  limits: PointLimits;
  now: Instant;
  isInUse: (run: RunId) => boolean;
  /** A point that is to come: it has a place as well. */
  room?: number;
  /** Only says which would go. */
  dryRun?: boolean;
}): { readonly bytes: number; readonly gone: readonly RunId[] } {
  const { stateDir, limits, now, room } = of;
  let points = room === undefined ? 0 : 1;
  let bytes = room ?? 0;
  let left = 0;
  const gone: RunId[] = [];
  for (const { run, manifest } of listPoints(stateDir).toReversed()) {
    points += 1;
    const held = countBytes(manifest?.entries ?? []);
    bytes += held;
    const isOld = manifest !== undefined && Date.parse(manifest.at) < now - limits.keepMs;
    if (of.isInUse(run) || (!isOld && points <= limits.maxPoints && bytes <= limits.maxBytes)) {
      left += held;
      continue;
    }
    if (!of.dryRun) rmSync(findPointFolder(stateDir, run), { recursive: true, force: true });
    gone.push(run);
  }
  return { bytes: left, gone: gone.reverse() };
}
