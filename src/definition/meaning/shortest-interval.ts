import type { Instant } from "../../model/instant.ts";
import type { Schedule } from "../../model/schedule.ts";
import { nextInstant } from "../../schedule/index.ts";

/** Enough to have seen a day with several times in it, and the next. */
const looked = 8;

/** The shortest time between two of the coming slots; undefined: there are no two. */
export function shortestInterval(schedules: readonly Schedule[], now: Instant): number | undefined {
  let shortest: number | undefined;
  let before: Instant | undefined;
  for (let i = 0; i < looked; i += 1) {
    const slots = schedules.map((schedule) => nextInstant(schedule, before ?? now) ?? Infinity);
    const next = Math.min(...slots);
    if (next === Infinity) break;
    if (before !== undefined) shortest = Math.min(shortest ?? Infinity, next - before);
    before = next;
  }
  return shortest;
}
