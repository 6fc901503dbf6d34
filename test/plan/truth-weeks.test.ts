import fc from "fast-check";
import { expect, test } from "vitest";
import { emptySnapshot } from "../../src/model/memory.ts";
import { at } from "../decide/world.ts";
import { anyGiven } from "./any-given.ts";
import { FakeJournal } from "./fake-journal.ts";
import { howMany } from "./how-many.ts";
import { weeks } from "./pace.ts";
import { SimulatedHost } from "./simulated-host.ts";
import { SimulatedTime } from "./simulated-time.ts";
import { foretold, happened } from "./truth.ts";

const hourMs = 3_600_000;
const forMs = 14 * 24 * hourMs;

test.each([
  { name: "clocks go back in Berlin and New York", from: "2026-10-20T00:00Z" },
  { name: "ahead in New York", from: "2027-03-08T00:00Z" },
  { name: "ahead in Berlin, back by half an hour on Lord Howe", from: "2027-03-23T00:00Z" },
])(
  "two weeks of the daemon are what the forecast says: $name",
  async ({ from }) => {
    const now = at(from);
    await fc.assert(
      fc.asyncProperty(anyGiven({ pace: weeks(now), now, forMs, factsEveryMs: hourMs }), async (given) => {
        const time = new SimulatedTime({ wallMs: now, longestSleepMs: Infinity });
        const journal = new FakeJournal();
        const host = new SimulatedHost({ given, time, journal });
        await host.start();
        await time.pass(forMs);
        host.stop();
        expect(happened(journal)).toEqual(foretold(given, { snapshot: emptySnapshot, now, forMs }));
      }),
      howMany(340),
    );
  },
  600_000,
);
