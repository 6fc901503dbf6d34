import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseInstant, renderInstant } from "../../src/model/instant.ts";
import { parseSchedule } from "../../src/schedule/index.ts";
import { instantsAfter } from "./instants-after.ts";

interface Vector {
  readonly schedule: string;
  readonly timezone: string;
  readonly from: string;
  readonly next: readonly string[];
}

/** Computed by independent programs: a search through every minute, and systemd's calendar where it can say the same. */
const vectors = JSON.parse(
  readFileSync(new URL("vectors/schedule.json", import.meta.url), "utf8"),
) as readonly Vector[];

test.each(vectors)("$schedule in $timezone after $from", ({ schedule, timezone, from, next }) => {
  const parsed = parseSchedule(schedule, timezone);
  expect(parsed).toMatchObject({ ok: true });
  const instants = instantsAfter({ schedule, zone: timezone, from: parseInstant(from)!, count: next.length });
  expect(instants.map(renderInstant)).toEqual(next);
});
