import type { Instant } from "../../model/instant.ts";
import type { Window } from "../../model/window.ts";
import { isWithin } from "./is-within.ts";
import { nextBoundary } from "./next-boundary.ts";

/** The first instant from `from` on that is not in the window; undefined: it never closes. */
export function closesAt(window: Window, from: Instant): Instant | undefined {
  let at: Instant | undefined = from;
  while (at !== undefined && isWithin(window, at)) at = nextBoundary(window, at);
  return at;
}

/** The first instant from `from` on that is in the window; undefined: none up to `until`. */
export function opensAt(window: Window, from: Instant, until: Instant): Instant | undefined {
  let at: Instant | undefined = from;
  while (at !== undefined && at <= until && !isWithin(window, at)) at = nextBoundary(window, at);
  return at !== undefined && at <= until ? at : undefined;
}
