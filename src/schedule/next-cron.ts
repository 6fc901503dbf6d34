import type { Instant } from "../model/instant.ts";
import type { CronPattern } from "./cron/cron-pattern.ts";
import { nextWall } from "./cron/next-wall.ts";
import { furthestOffsetMs, instantOfWall, latestWallUntil } from "./zone/instant-of-wall.ts";
import { zoneSegmentAt } from "./zone/zone-segments.ts";

/** A pattern may name only times that a zone skips, each spring anew. The calendar's longest wait is 40 years. */
const mostYears = 100;

/**
 * The first instant strictly after `after` at which the pattern is due in the zone; undefined if there is none.
 *
 * Two rules, told apart by the hour field:
 * - fixed times (`30 2 * * *`) belong to the calendar: each is due once, the first time the clock on the wall gets there
 *   or beyond it. So we go on from the latest time the wall has ever shown, and a repeated hour adds nothing.
 * - a wildcard or step in the hours follows elapsed time: each instant whose wall time matches, repeated hours twice.
 */
export function nextCron(pattern: CronPattern, zone: string, after: Instant): Instant | undefined {
  return pattern.elapsed ? nextElapsed(pattern, zone, after) : nextFixed(pattern, zone, after);
}

function nextFixed(pattern: CronPattern, zone: string, after: Instant): Instant | undefined {
  const wall = nextWall(pattern, latestWallUntil(zone, after) + 1);
  return wall === undefined ? undefined : instantOfWall(zone, wall);
}

function nextElapsed(pattern: CronPattern, zone: string, after: Instant): Instant | undefined {
  // Furthest apart that two instants with the same wall time can be, and still some.
  const farMs = 3 * furthestOffsetMs;
  const giveUp = after + mostYears * 366 * 86_400_000;
  let from = Math.floor(after / 1000) * 1000 + 1000;
  for (;;) {
    const { end, offsetMs } = zoneSegmentAt(zone, from);
    const wall = nextWall(pattern, from + offsetMs);
    if (wall === undefined || wall > giveUp) return undefined;
    if (wall - offsetMs < end) return wall - offsetMs;
    // Nothing in this segment. Segments between here and the match need no look, unless turning the clock back at the
    // end of this one brings back wall times from before `from`.
    from = end - from > farMs ? Math.max(end, wall - farMs) : end;
  }
}
