import type { Instant } from "../../model/instant.ts";
import type { State } from "./state.ts";

/** A clock that is behind by no more than this is waited for: time stands still, and no slot comes twice. */
const longestWaitMs = 3_600_000;

/** Whether this can only have been told by a clock that was wrong, far ahead, and has been mended since. */
export function isWrongFuture(state: State, told: Instant): boolean {
  return told - state.now > longestWaitMs;
}

/** Whether the clock has been mended: it tells a time that is long over by what was told before. */
export function isSetBack(state: State, now: Instant): boolean {
  return state.now - now > longestWaitMs;
}
