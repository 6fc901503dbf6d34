import type { Instant } from "../../model/instant.ts";
import type { Window } from "../../model/window.ts";
import { zoneSegmentAt } from "../zone/zone-segments.ts";
import { isOpenOnWall, wallPatternOf } from "./wall-pattern.ts";

/**
 * Whether the clock on the wall of the window's zone shows a time of the window; its start is one, its end is not. So an
 * hour that comes twice is in it twice; a window that begins in a gap begins after it, and one that lies in a gap is not
 * there that day.
 */
export function isWithin(window: Window, at: Instant): boolean {
  return isOpenOnWall(wallPatternOf(window), at + zoneSegmentAt(window.zone, at).offsetMs);
}
