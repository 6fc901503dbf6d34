import type { Instant } from "../model/instant.ts";

/** Less is a clock that is being slewed, or a turn that was held up between the two readings. */
const leastJumpMs = 2000;

/**
 * Compares the wall clock with one that only counts (CLOCK_MONOTONIC, which also stands still while the host sleeps:
 * clock_gettime(2)). Gives what tells, each time it is asked, by how many milliseconds the wall has jumped ahead since it
 * was asked before; 0: not at all. A clock set back is the core's matter, which sees that by itself.
 */
export function watchClock(countedMs: () => number): (now: Instant) => number {
  let before: { now: Instant; countedMs: number } | undefined;
  return (now) => {
    const counted = countedMs();
    const aheadMs = before === undefined ? 0 : now - before.now - (counted - before.countedMs);
    before = { now, countedMs: counted };
    return aheadMs < leastJumpMs ? 0 : Math.round(aheadMs);
  };
}
