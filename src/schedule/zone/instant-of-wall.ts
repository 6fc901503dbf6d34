import type { Instant } from "../../model/instant.ts";
import { zoneSegmentAt } from "./zone-segments.ts";

/** No zone has ever been further from UTC: Manila was 15:56 behind until 1844, Juneau 15:02 ahead until 1867. */
export const furthestOffsetMs = 16 * 3_600_000;

/**
 * The first instant at which the clock on the wall shows `wall` or later. For a time that the clock shows once, that is
 * it; for one that it shows twice, the first; for one that it skips, the moment after the gap.
 */
export function instantOfWall(zone: string, wall: number): Instant {
  let segment = zoneSegmentAt(zone, wall - furthestOffsetMs);
  for (;;) {
    const at = Math.max(wall - segment.offsetMs, segment.start);
    if (at < segment.end) return at;
    segment = zoneSegmentAt(zone, segment.end);
  }
}

/** The latest time that the clock on the wall has shown up to an instant: what it shows then, unless it was turned back. */
export function latestWallUntil(zone: string, until: Instant): number {
  let segment = zoneSegmentAt(zone, until);
  let latest = until + segment.offsetMs;
  // A clock turned back longer ago than it can be turned back at all has caught up since.
  while (segment.start > until - 2 * furthestOffsetMs) {
    const turned = segment.start;
    segment = zoneSegmentAt(zone, turned - 1);
    latest = Math.max(latest, turned - 1 + segment.offsetMs);
  }
  return latest;
}
