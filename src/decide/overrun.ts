import type { Instant } from "../model/instant.ts";
import type { Active } from "../model/memory.ts";
import type { StartWindow } from "../model/window.ts";
import { closesAt, isWithin } from "../schedule/index.ts";

/** Windows that follow on each other for longer than this never close for good. */
const farthestMs = 366 * 86_400_000;

/**
 * When a run that starts at `from` is to be ended because all windows have closed: those that adjoin are one. Undefined:
 * never, as one that lets runs overrun is on the way, or it does not start in a window at all.
 */
export function overrunAt(windows: readonly StartWindow[], from: Instant): Instant | undefined {
  let at = from;
  while (at < from + farthestMs) {
    const open = windows.filter((window) => isWithin(window, at));
    if (open.length === 0) return at === from ? undefined : at;
    if (open.some(({ overrun }) => overrun === "allow")) return undefined;
    const closes = open.map((window) => closesAt(window, at) ?? Infinity);
    at = Math.max(...closes);
  }
  return undefined;
}

/** Whether the run's window will have closed by then. */
export function isOverrun({ mustEndBy }: Active, by: Instant): boolean {
  return mustEndBy !== undefined && mustEndBy <= by;
}
