import fc from "fast-check";
import { expect, test } from "vitest";
import { takeFirst } from "../../src/report/board/take-first.ts";

interface Item {
  readonly rank: number;
  readonly place: number;
}

const byRank = (a: Item, b: Item): number => a.rank - b.rank;
const items = fc
  .array(fc.nat(20), { maxLength: 200 })
  .map((ranks) => ranks.map((rank, place): Item => ({ rank, place })));

test("the first of many are those that a sort would put there, equals in their own order", () => {
  fc.assert(
    fc.property(items, fc.integer({ min: -1, max: 50 }), (of, count) => {
      expect(takeFirst(of, count, byRank)).toEqual(of.toSorted(byRank).slice(0, Math.max(0, count)));
    }),
  );
});

test("what cannot be among them is compared once", () => {
  let compared = 0;
  const count = (a: number, b: number): number => ((compared += 1), a - b);
  const rising = Array.from({ length: 10_000 }, (_, index) => index);
  expect(takeFirst(rising, 3, count)).toEqual([0, 1, 2]);
  expect(compared).toBeLessThan(10_050);
});
