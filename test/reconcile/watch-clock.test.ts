import { expect, test } from "vitest";
import { watchClock } from "../../src/reconcile/watch-clock.ts";

test.each([
  {
    name: "time passes",
    readings: [
      [0, 0],
      [500, 500],
      [60_500, 60_500],
    ],
    jumps: [0, 0, 0],
  },
  {
    name: "set an hour ahead",
    readings: [
      [0, 0],
      [3_601_000, 1000],
      [3_602_000, 2000],
    ],
    jumps: [0, 3_600_000, 0],
  },
  {
    name: "slewed",
    readings: [
      [0, 0],
      [2500, 1000],
      [5000, 2000],
    ],
    jumps: [0, 0, 0],
  },
  {
    name: "set back",
    readings: [
      [0, 0],
      [-3_600_000, 1000],
    ],
    jumps: [0, 0],
  },
  {
    name: "asleep for a night",
    readings: [
      [0, 0],
      [28_800_000, 10],
    ],
    jumps: [0, 28_799_990],
  },
])("$name", ({ readings, jumps }) => {
  let counted = 0;
  const jumpOf = watchClock(() => counted);
  const told = readings.map(([now, countedMs]) => {
    counted = countedMs!;
    return jumpOf(now!);
  });
  expect(told).toEqual(jumps);
});
