import { expect, test } from "vitest";
import type { Instant } from "../../src/model/instant.ts";
import { instantsAfter } from "./instants-after.ts";

/**
 * Every clock change of every zone from 2020 to 2035, against the plainest model there is: the offset before and the offset
 * after. The changes are found here with other means than the stage's own.
 */
interface Change {
  readonly at: Instant;
  readonly beforeMs: number;
  readonly afterMs: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const start = Date.UTC(2020, 0, 1);
const end = Date.UTC(2036, 0, 1);
/** On both sides of a change; two changes are never so close. */
const aroundMs = 50 * hourMs;

const elapsed: readonly { readonly schedule: string; readonly isDue: (minuteOfDay: number) => boolean }[] = [
  { schedule: "*/15 * * * *", isDue: (minute) => minute % 15 === 0 },
  { schedule: "30 * * * *", isDue: (minute) => minute % 60 === 30 },
  { schedule: "10 */2 * * *", isDue: (minute) => minute % 120 === 10 },
];

let changes = 0;

test.each(Intl.supportedValuesOf("timeZone"))("%s", (zone) => {
  for (const change of findChanges(zone)) {
    changes += 1;
    for (const minute of interestingMinutes(change)) {
      const schedule = `${minute % 60} ${Math.floor(minute / 60)} * * *`;
      expectSame({ zone, change, schedule, due: fixedInstants(minute, change) });
    }
    for (const { schedule, isDue } of elapsed)
      expectSame({ zone, change, schedule, due: elapsedInstants(isDue, change) });
    const anchored = instantsAfter({ schedule: "every 50 minutes", zone, ...windowOf(change) });
    const lengths = new Set(anchored.slice(1).map((at, i) => at - anchored[i]!));
    if (lengths.size !== 1) throw new Error(`${zone}: an anchored interval changed its length at ${change.at}`);
  }
});

test("there was something to look at", () => {
  expect(changes).toBeGreaterThan(3000);
});

/** One assertion for each zone would be slow if it compared all lists in full: text is compared once, when they differ. */
function expectSame(of: { zone: string; change: Change; schedule: string; due: readonly Instant[] }): void {
  const found = instantsAfter({ schedule: of.schedule, zone: of.zone, ...windowOf(of.change) });
  const same = found.length === of.due.length && found.every((at, i) => at === of.due[i]);
  if (!same) expect({ of, instants: found.map(asText) }).toEqual({ of, instants: of.due.map(asText) });
  // Asked from anywhere near the change, not only from one due instant to the next.
  for (const minutes of [-90, -45, -1, 0, 1, 29, 59, 119]) {
    const from = of.change.at + minutes * minuteMs - 1;
    const [first] = instantsAfter({ schedule: of.schedule, zone: of.zone, from, count: 1 });
    const due = of.due.find((at) => at > from);
    if (due !== undefined && first !== due) expect({ of, from, first }).toEqual({ of, from, first: due });
  }
}

function asText(at: Instant): string {
  return new Date(at).toISOString();
}

function windowOf({ at }: Change): { from: Instant; until: Instant } {
  return { from: at - aroundMs, until: at + aroundMs };
}

/** Minutes of the day in, at the ends of, and near what the change skips or repeats, and some far from it. */
function interestingMinutes({ at, beforeMs, afterMs }: Change): Set<number> {
  const walls = [at + beforeMs, at + afterMs, at + (beforeMs + afterMs) / 2];
  const minutes = walls.flatMap((wall) => [-1, 0, 1].map((step) => Math.floor((wall % dayMs) / minuteMs) + step));
  return new Set([0, 150, 720, ...minutes.map((minute) => (minute + 1440) % 1440)]);
}

/** Each day once: where the clock first shows the time; where it never does, when the clock has been put forward. */
function fixedInstants(minute: number, { at, beforeMs, afterMs }: Change): Instant[] {
  const instants: Instant[] = [];
  const firstDay = Math.floor((at - aroundMs) / dayMs) - 2;
  for (let day = firstDay; day < firstDay + 9; day++) {
    const wall = day * dayMs + minute * minuteMs;
    instants.push(wall - beforeMs < at ? wall - beforeMs : Math.max(at, wall - afterMs));
  }
  return instants.filter((one) => one > at - aroundMs && one <= at + aroundMs);
}

/** Every minute whose wall time matches. */
function elapsedInstants(isDue: (minuteOfDay: number) => boolean, { at, beforeMs, afterMs }: Change): Instant[] {
  const instants: Instant[] = [];
  for (let one = at - aroundMs + minuteMs; one <= at + aroundMs; one += minuteMs) {
    const wall = one + (one < at ? beforeMs : afterMs);
    if (isDue(Math.floor((wall % dayMs) / minuteMs))) instants.push(one);
  }
  return instants;
}

function findChanges(zone: string): Change[] {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const offsetAt = (at: Instant) => {
    const [month, day, year, hour, minute, second] = format.format(at).match(/\d+/g)!.map(Number);
    return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) - at;
  };
  const changes: Change[] = [];
  let beforeMs = offsetAt(start);
  for (let day = start; day < end; day += 2 * dayMs) {
    const afterMs = offsetAt(day + 2 * dayMs);
    if (afterMs === beforeMs) continue;
    let [low, high] = [day, day + 2 * dayMs];
    while (high - low > minuteMs) {
      const middle = low + Math.floor((high - low) / 2 / minuteMs) * minuteMs;
      if (offsetAt(middle) === beforeMs) low = middle;
      else high = middle;
    }
    changes.push({ at: high, beforeMs, afterMs });
    beforeMs = afterMs;
  }
  return changes;
}
