import type { Instant } from "../../src/model/instant.ts";
import { nextInstant, parseSchedule } from "../../src/schedule/index.ts";

/** The due instants after `from`, until there are `count` of them, no more come, or `until` is passed. */
export function instantsAfter(of: {
  schedule: unknown;
  zone: string;
  from: Instant;
  count?: number;
  until?: Instant;
}): Instant[] {
  const parsed = parseSchedule(of.schedule, of.zone);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const instants: Instant[] = [];
  let at: Instant | undefined = of.from;
  while (instants.length < (of.count ?? Infinity)) {
    const before: Instant = at;
    at = nextInstant(parsed.value, before);
    if (at === undefined || at > (of.until ?? Infinity)) break;
    // Said here and not in each test: nothing may ever come earlier or again.
    if (at <= before) throw new Error(`${at} does not come after ${before}`);
    instants.push(at);
  }
  return instants;
}
