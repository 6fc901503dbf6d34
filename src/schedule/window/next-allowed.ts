import type { Instant } from "../../model/instant.ts";
import type { Window } from "../../model/window.ts";
import { closesAt, opensAt } from "./closes-at.ts";
import { isWithin } from "./is-within.ts";
import { nextBoundary } from "./next-boundary.ts";

/** When something may start: in any of the windows, at any time if there are none; a blackout beats them all. */
export interface Hold {
  readonly windows: readonly Window[];
  readonly blackouts: readonly Window[];
}

/** Two years: what does not open in so long is not worth waiting for. */
const farthestMs = 731 * 86_400_000;
/** What goes by the days of the week, on one clock, opens every week if ever, or every other if one falls into a gap. */
const weeklyMs = 21 * 86_400_000;

export function isAllowed({ windows, blackouts }: Hold, at: Instant): boolean {
  if (blackouts.some((blackout) => isWithin(blackout, at))) return false;
  return windows.length === 0 || windows.some((window) => isWithin(window, at));
}

/** The first instant from `from` on at which one may start; undefined: none within two years. */
export function nextAllowed(hold: Hold, from: Instant): Instant | undefined {
  const until = from + (isWeekly(hold) ? weeklyMs : farthestMs);
  let at = from;
  // From the end of a blackout to the opening of a window, until that is no blackout.
  while (!isAllowed(hold, at)) {
    const blackout = hold.blackouts.find((one) => isWithin(one, at));
    const next = blackout ? closesAt(blackout, at) : firstOpening(hold.windows, at, until);
    if (next === undefined || next > until) return undefined;
    at = next;
  }
  return at;
}

/** The first instant after `from` at which one may not start; undefined: none within two years. */
export function nextDenied(hold: Hold, from: Instant): Instant | undefined {
  const until = from + farthestMs;
  let at: Instant | undefined = from;
  do at = firstBoundary(hold, at);
  while (at !== undefined && at <= until && isAllowed(hold, at));
  return at !== undefined && at <= until ? at : undefined;
}

function isWeekly({ windows, blackouts }: Hold): boolean {
  const zone = (windows[0] ?? blackouts[0])?.zone;
  const isSo = (window: Window): boolean => window.dates === undefined && window.zone === zone;
  return windows.every(isSo) && blackouts.every(isSo);
}

function firstOpening(windows: readonly Window[], from: Instant, until: Instant): Instant | undefined {
  return earliest(windows, (window) => opensAt(window, from, until));
}

function firstBoundary({ windows, blackouts }: Hold, after: Instant): Instant | undefined {
  const ofWindows = earliest(windows, (window) => nextBoundary(window, after)) ?? Infinity;
  const ofBlackouts = earliest(blackouts, (blackout) => nextBoundary(blackout, after)) ?? Infinity;
  const first = Math.min(ofWindows, ofBlackouts);
  return first === Infinity ? undefined : first;
}

function earliest(windows: readonly Window[], of: (window: Window) => Instant | undefined): Instant | undefined {
  let first: Instant | undefined;
  for (const window of windows) {
    const at = of(window);
    if (at !== undefined && (first === undefined || at < first)) first = at;
  }
  return first;
}
