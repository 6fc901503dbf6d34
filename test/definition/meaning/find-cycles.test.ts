import fc from "fast-check";
import { expect, test } from "vitest";
import { findCycles } from "../../../src/definition/meaning/find-cycles.ts";

test.each<[string, Record<string, string[]>, string[][]]>([
  ["nothing", {}, []],
  ["a chain", { a: ["b"], b: ["c"], c: [] }, []],
  ["a diamond", { a: ["b", "c"], b: ["d"], c: ["d"], d: [] }, []],
  ["a need of nothing", { a: ["x"] }, []],
  ["itself", { a: ["a"] }, [["a"]]],
  ["two", { b: ["a"], a: ["b"] }, [["a", "b"]]],
  ["a tail that leads into a circle", { x: ["a"], a: ["b"], b: ["c"], c: ["a"] }, [["a", "b", "c"]]],
  ["the shorter of two circles", { a: ["b"], b: ["c", "a"], c: ["a"] }, [["a", "b"]]],
  [
    "two circles apart",
    { a: ["b"], b: ["a"], c: ["d"], d: ["c"] },
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  ["a circle given twice", { a: ["b", "b"], b: ["a"] }, [["a", "b"]]],
])("%s", (_, graph, cycles) => {
  expect(findCycles(new Map(Object.entries(graph))).sort()).toEqual(cycles);
});

const ids = Array.from({ length: 100_000 }, (_, i) => `t${i}`);

test("a chain of 100,000 has none", () => {
  expect(findCycles(new Map(ids.map((id, i) => [id, ids.slice(i + 1, i + 2)])))).toEqual([]);
});

test("a circle of 100,000 is one", () => {
  expect(findCycles(new Map(ids.map((id, i) => [id, [ids[(i + 1) % ids.length]!]])))[0]).toHaveLength(100_000);
});

test("every cycle found is one, and without its edges' knots the rest can be put in order", () => {
  const node = fc.integer({ min: 0, max: 7 }).map(String);
  fc.assert(
    fc.property(fc.dictionary(node, fc.array(node, { maxLength: 3 })), (edges) => {
      const graph = new Map(Object.entries(edges));
      const cycles = findCycles(graph);
      for (const cycle of cycles) {
        cycle.forEach((from, i) => expect(graph.get(from)).toContain(cycle[(i + 1) % cycle.length]));
      }
      expect(cycles.length === 0).toBe(canBeOrdered(graph));
    }),
  );
});

function canBeOrdered(graph: ReadonlyMap<string, readonly string[]>): boolean {
  const left = new Map(graph);
  for (let before = -1; before !== left.size;) {
    before = left.size;
    for (const [node, needs] of left) if (!needs.some((need) => left.has(need))) left.delete(node);
  }
  return left.size === 0;
}
