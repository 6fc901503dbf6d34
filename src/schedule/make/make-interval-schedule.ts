import type { Instant } from "../../model/instant.ts";
import { renderInstant } from "../../model/instant.ts";
import { ok } from "../../model/result.ts";
import type { Reading } from "../schedule-problem.ts";
import { problem } from "../schedule-problem.ts";
import { makeCronSchedule } from "./make-cron-schedule.ts";

const secondMs = 1000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/**
 * Every so many milliseconds. Without an anchor, a length that divides an hour or a day evenly is the cron form `*\/N` in
 * the zone, where there is one; any other is counted from 1970-01-01T00:00Z.
 */
export function makeIntervalSchedule(everyMs: number, anchor: Instant | undefined, zone: string): Reading {
  if (everyMs < secondMs)
    return problem(
      "bad-duration",
      everyMs === 0 ? "every 0 is not possible" : "less than a second is too often",
      "`1s` is the least",
    );
  if (anchor === undefined) {
    const pattern = patternOf(everyMs);
    if (pattern !== undefined) return makeCronSchedule(pattern, zone);
  }
  const from = anchor ?? 0;
  return ok({ kind: "every", key: `every ${everyMs} from ${renderInstant(from)}`, everyMs, anchor: from });
}

function patternOf(everyMs: number): string | undefined {
  // A step would make midnight follow elapsed time.
  if (everyMs === dayMs) return "0 0 0 * * *";
  if (divides(everyMs, hourMs, dayMs)) return `0 0 */${everyMs / hourMs} * * *`;
  if (divides(everyMs, minuteMs, hourMs)) return `0 */${everyMs / minuteMs} * * * *`;
  if (divides(everyMs, secondMs, minuteMs)) return `*/${everyMs / secondMs} * * * * *`;
  return undefined;
}

function divides(everyMs: number, unitMs: number, wholeMs: number): boolean {
  return everyMs % unitMs === 0 && wholeMs % everyMs === 0;
}
