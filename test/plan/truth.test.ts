import fc from "fast-check";
import { expect, test } from "vitest";
import type { Instant } from "../../src/model/instant.ts";
import { emptySnapshot } from "../../src/model/memory.ts";
import { at } from "../decide/world.ts";
import { anyGiven } from "./any-given.ts";
import { FakeJournal } from "./fake-journal.ts";
import { howMany } from "./how-many.ts";
import type { Pace } from "./pace.ts";
import { hours } from "./pace.ts";
import { SimulatedHost } from "./simulated-host.ts";
import { SimulatedTime } from "./simulated-time.ts";
import { foretold, happened } from "./truth.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
interface Row {
  readonly name: string;
  readonly pace: Pace;
  readonly now: Instant;
  readonly forMs: number;
  readonly factsEveryMs: number;
  readonly longestSleepMs: number;
  readonly plainRuns: number;
}

test.each<Row>([
  {
    name: "looks as often as a daemon",
    ...{ pace: hours, now: at("00:00"), forMs: 2 * hourMs, factsEveryMs: 15_000, longestSleepMs: 2000, plainRuns: 30 },
  },
  {
    name: "three hours",
    ...{
      pace: hours,
      now: at("00:00"),
      forMs: 3 * hourMs,
      factsEveryMs: minuteMs,
      longestSleepMs: Infinity,
      plainRuns: 300,
    },
  },
])(
  "the daemon does what the forecast says: $name",
  async ({ longestSleepMs, plainRuns, ...of }) => {
    await fc.assert(
      fc.asyncProperty(anyGiven(of), async (given) => {
        const { now, forMs } = of;
        const time = new SimulatedTime({ wallMs: now, longestSleepMs });
        const journal = new FakeJournal();
        const host = new SimulatedHost({ given, time, journal });
        await host.start();
        await time.pass(forMs);
        host.stop();
        expect(happened(journal)).toEqual(foretold(given, { snapshot: emptySnapshot, now, forMs }));
      }),
      howMany(plainRuns),
    );
  },
  600_000,
);
