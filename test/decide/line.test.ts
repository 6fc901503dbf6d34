import { describe, expect, test } from "vitest";
import type { TaskSketch } from "./world.ts";
import { makeSettings, makeTask, World } from "./world.ts";

const one = makeSettings({ maxConcurrent: 1 });

describe("twins: two runs of one task wanted at one moment", () => {
  test.each([
    ["skip", "a: skipped overlap"],
    ["queue", "a: success exit-0"],
    ["queue-all", "a: success exit-0"],
    ["replace", "a: cancelled replaced"],
  ] as const)("overlap = %s: the second meets the first though all places are taken", (overlap, second) => {
    const world = new World({ settings: one }).apply([makeTask("a", { overlap }), makeTask("b")]);
    world.request("b");
    world.request("a");
    world.request("a");
    world.end("b").end("a");
    while (world.active.length > 0) world.end("a");
    expect(world.ended).toContain(second);
    expect(world.ended).toHaveLength(3);
    expect(world.waiting).toEqual([]);
  });
});

test("what leaves the line for a new definition comes back to it", () => {
  const settings = makeSettings({ maxConcurrent: 1, maxQueued: 0 });
  const world = new World({ settings }).apply([makeTask("busy"), makeTask("foot"), makeTask("a")]);
  world.request("busy");
  world.request("a");
  world.apply([
    makeTask("busy"),
    makeTask("foot"),
    makeTask("a", { needs: ["foot"] }),
    makeTask("b", { schedule: "hourly" }),
  ]);
  // This one is over max_queued, and the line is cleared of what does not stand in it any more.
  world.tick("01:00");
  expect(world.ended).toEqual(["b: skipped queue-full"]);
  world.end("busy").end("foot").end("a");
  expect(world.waiting).toEqual([]);
});

test("a new priority counts for those that stand in line", () => {
  const world = new World({ settings: one }).apply([makeTask("busy"), makeTask("a"), makeTask("b")]);
  for (const task of ["busy", "a", "b"]) world.request(task);
  world.apply([makeTask("busy"), makeTask("a"), makeTask("b", { priority: "high" })]).end("busy");
  expect(world.active).toEqual(["b"]);
});

test("what waits for a place is told so", () => {
  const world = new World({ settings: one }).apply([makeTask("a"), makeTask("b")]);
  world.request("a");
  world.request("b");
  expect(world.steps.at(-1)!.decisions).toMatchObject([{ kind: "wait", wanted: { task: "b" } }]);
});

describe("an end costs what it moves, not what waits", () => {
  const many = 200;
  const sketches: [name: string, sketch: TaskSketch][] = [
    ["behind one lock", { locks: ["x"] }],
    ["for a place", {}],
  ];
  test.each(sketches)("many wait %s", (_, sketch) => {
    const settings = makeSettings({ maxQueued: many });
    const tasks = Array.from({ length: many }, (_, i) => makeTask(`t${i}`, { schedule: "hourly", ...sketch }));
    const world = new World({ settings }).apply(tasks).tick("01:00");
    expectFewDecisions(world, many);
  });

  test("many wait behind runs of their own task", () => {
    const world = new World().apply([makeTask("a", { overlap: "queue-all" })]);
    for (let i = 0; i < many; i++) world.request("a", { nonce: `n${i}` });
    expectFewDecisions(world, many);
  });

  function expectFewDecisions(world: World, ends: number): void {
    while (world.active.length > 0) {
      world.end(world.active[0]!);
      expect(world.steps.at(-1)!.decisions.length).toBeLessThanOrEqual(3);
    }
    expect(world.ends).toHaveLength(ends);
  }
});
