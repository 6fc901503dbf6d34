import fc from "fast-check";
import { expect, test } from "vitest";
import { emptySnapshot } from "../../src/model/memory.ts";
import { at } from "../decide/world.ts";
import { anyGiven, looksAtFacts } from "./any-given.ts";
import { FakeJournal } from "./fake-journal.ts";
import { forgets } from "./forgets.ts";
import { howMany } from "./how-many.ts";
import { weeks } from "./pace.ts";
import { SimulatedHost } from "./simulated-host.ts";
import { SimulatedTime } from "./simulated-time.ts";
import { foretold, happened } from "./truth.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const now = at("2027-03-23T00:00Z");
const forMs = 14 * dayMs;

const anyRestarts = fc.array(
  fc.record({ afterMs: fc.integer({ min: 0, max: 4 * dayMs }), downMs: fc.integer({ min: 0, max: 299_000 }) }),
  { maxLength: 12 },
);

test("a runner that is stopped and started anew does what the forecast said, if nothing was due meanwhile", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyGiven({ pace: weeks(now), now, forMs, factsEveryMs: hourMs }),
      anyRestarts,
      async (given, restarts) => {
        const time = new SimulatedTime({ wallMs: now, longestSleepMs: Infinity });
        const journal = new FakeJournal();
        const host = new SimulatedHost({ given, time, journal });
        // A new runner reads facts from its own beginning on: that is to be a moment at which the old one would have.
        const looks = [...given.catalog.tasks.values()].some(looksAtFacts);
        await host.start();
        for (const { afterMs, downMs } of restarts) {
          const inMs = looks ? Math.ceil(afterMs / hourMs) * hourMs : afterMs;
          if (time.countedMs + inMs > forMs) break;
          await time.pass(inMs);
          if (forgets(host.driver.state)) continue;
          const { calmMs } = time;
          host.stop();
          if (!looks) await time.pass(Math.min(calmMs, downMs, forMs - time.countedMs));
          await host.start();
        }
        await time.pass(forMs - time.countedMs);
        host.stop();
        expect(happened(journal)).toEqual(foretold(given, { snapshot: emptySnapshot, now, forMs }));
      },
    ),
    howMany(150),
  );
}, 600_000);
