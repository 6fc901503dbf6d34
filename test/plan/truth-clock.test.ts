import fc from "fast-check";
import { expect, test } from "vitest";
import { emptySnapshot } from "../../src/model/memory.ts";
import { at } from "../decide/world.ts";
import { anyGiven } from "./any-given.ts";
import { FakeJournal } from "./fake-journal.ts";
import { forgets } from "./forgets.ts";
import { howMany } from "./how-many.ts";
import { weeks } from "./pace.ts";
import { SimulatedHost } from "./simulated-host.ts";
import { SimulatedTime } from "./simulated-time.ts";
import { foretold, happened } from "./truth.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const now = at("2026-10-20T00:00Z");

/** The clock on the wall is set, ahead or back: by a little, for which time stands still, or as one that was wrong. */
const anySettings = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 1, max: 4 * dayMs }),
    byMs: fc.oneof(
      fc.integer({ min: -59 * minuteMs, max: 59 * minuteMs }),
      fc.integer({ min: hourMs + 1, max: 3 * dayMs }),
      fc.integer({ min: -3 * dayMs, max: -hourMs - 1 }),
    ),
  }),
  { minLength: 1, maxLength: 6 },
);

/**
 * No forecast knows that somebody will set the clock. One that is made after that, by what the driver knows then, holds
 * until it happens again.
 */
test("after the clock was set, the daemon does what a forecast says that is made then", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyGiven({ pace: weeks(now), now, forMs: dayMs, factsEveryMs: hourMs, events: false }),
      anySettings,
      async (given, settings) => {
        const time = new SimulatedTime({ wallMs: now, longestSleepMs: Infinity });
        const journal = new FakeJournal();
        const host = new SimulatedHost({ given, time, journal });
        await host.start();
        let snapshot = emptySnapshot;
        let isKnown = true;
        let wasSetBack = false;
        let before = { spawned: 0, ends: 0 };
        for (const { afterMs, byMs } of settings) {
          const from = time.now;
          await time.pass(afterMs);
          if (isKnown)
            expect(happened(journal, before)).toEqual(foretold(given, { snapshot, now: from, forMs: afterMs }));

          // A driver has looked at the clock a moment ago, whenever that is set.
          await host.look();
          time.setWall(byMs);
          await host.look();
          // Until the clock has caught up.
          if (byMs < 0 && byMs >= -hourMs) await time.pass(-byMs);
          const { state } = host.driver;
          before = { spawned: journal.spawned.length, ends: journal.ends.length };
          snapshot = { ...journal.snapshot(), active: [...state.active.values()] };
          // By a clock that was set back nobody can say for how long a run has been up already.
          wasSetBack ||= byMs < 0;
          isKnown = !forgets(state) && (!wasSetBack || state.active.size === 0);
        }
        host.stop();
      },
    ),
    howMany(500),
  );
}, 600_000);
