import type { Instant } from "../model/instant.ts";
import type { Schedule } from "../model/schedule.ts";
import { compileCron } from "./cron/compile-cron.ts";
import { nextCron } from "./next-cron.ts";

/** What a Date can hold, less two years in which zones may be looked up. Nothing is due beyond. */
const lastInstant = 8.64e15 - 2 ** 36;

/**
 * The first due instant strictly after `after`. Undefined if none ever comes (a `once` that has passed), and for
 * `after-finish`, whose instants depend on what has happened.
 */
export function nextInstant(schedule: Schedule, after: Instant): Instant | undefined {
  if (!(Math.abs(after) <= lastInstant)) return undefined;
  switch (schedule.kind) {
    case "cron":
      return nextOfCron(schedule, after);
    case "every": {
      const { everyMs, anchor } = schedule;
      return after < anchor ? anchor : anchor + (Math.floor((after - anchor) / everyMs) + 1) * everyMs;
    }
    case "once":
      return after < schedule.at ? schedule.at : undefined;
    case "after-finish":
      return undefined;
  }
}

/** More different schedules than that are not due together. */
const mostKept = 1000;
let asked: { readonly after: Instant; readonly found: Map<string, Instant | undefined> } | undefined;

/** Hundreds of tasks that are due together have the same schedule, and ask from the same instant on: they ask once. */
function nextOfCron({ key, pattern, zone }: Schedule & { kind: "cron" }, after: Instant): Instant | undefined {
  if (asked?.after !== after) asked = { after, found: new Map() };
  const { found } = asked;
  const known = found.get(key);
  if (known !== undefined) return known;
  const compiled = compileCron(pattern);
  if (!compiled.ok) throw new Error(`a schedule holds a pattern that cannot be read: ${compiled.error}`);
  const next = nextCron(compiled.value.pattern, zone, after);
  if (found.size < mostKept) found.set(key, next);
  return next;
}
