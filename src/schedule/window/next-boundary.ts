import type { Instant } from "../../model/instant.ts";
import type { Window } from "../../model/window.ts";
import { furthestOffsetMs } from "../zone/instant-of-wall.ts";
import { zoneSegmentAt } from "../zone/zone-segments.ts";
import { nextEdge, wallPatternOf } from "./wall-pattern.ts";

/**
 * The first instant after `after` at which the window may open or close: nothing changes before it. Undefined if it
 * never changes again. Clock changes are such instants, too: they may lead into the window or out of it.
 */
export function nextBoundary(window: Window, after: Instant): Instant | undefined {
  const pattern = wallPatternOf(window);
  const last = pattern.edges.at(-1);
  if (last === undefined) return undefined;
  const { end, offsetMs } = zoneSegmentAt(window.zone, after);
  const wall = after + offsetMs;
  const edge = nextEdge(pattern, wall);
  if (edge === undefined) {
    // Its last day is over; only turning the clock back could bring that back.
    return end === Infinity || wall - last > 2 * furthestOffsetMs ? undefined : end;
  }
  return Math.min(edge - offsetMs, end);
}
