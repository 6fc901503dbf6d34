import { describe, expect, test } from "vitest";
import { taskId } from "../../src/model/ids.ts";
import type { Task } from "../../src/model/task.ts";
import type { TaskSketch } from "./world.ts";
import { at, makeTask, World } from "./world.ts";

const dryRun = true;

function understanding(id: string, sketch: TaskSketch = {}): Task {
  return makeTask(id, { supportsDryRun: true, ...sketch });
}

describe("a dry run that was asked for is not in the books of its task", () => {
  test.each([
    { name: "a success", code: 0 },
    { name: "a failure", code: 1 },
  ])("$name", ({ code }) => {
    const task = understanding("a", {
      rate: { count: 1, perMs: 3_600_000, text: "1/h" },
      cooldownMs: 3_600_000,
      pauseAfterFailures: 1,
      retry: { ...makeTask("x").retry, attempts: 3 },
    });
    const world = new World().apply([task]);
    const before = world.state.memories.get(taskId("a"));
    world.request("a", { dryRun });
    world.end("a", code, "00:01");
    expect(world.ended).toEqual([`a: ${code === 0 ? "success" : "failed"} exit-${code}`]);
    expect(world.state.memories.get(taskId("a"))).toEqual(before);
    world.request("a", { now: "00:02" });
    expect(world.active).toEqual(["a"]);
  });

  test("it satisfies no need, neither of a task with a trigger of its own nor of one without", () => {
    const world = new World().apply([
      understanding("foot"),
      understanding("daily", { schedule: "daily at 03:00" }),
      makeTask("head", { needs: ["foot", "daily"] }),
    ]);
    world.request("head");
    expect(world.started).toEqual(["daily", "foot"]);
    world.end("foot").end("daily", 1);
    expect(world.ended).toContain("head: skipped needs-failed");
    world.request("daily", { now: "00:01", dryRun });
    world.end("daily");
    world.request("foot", { now: "00:02", dryRun });
    world.request("head", { now: "00:03" });
    expect(world.ended.filter((ended) => ended.startsWith("head"))).toHaveLength(2);
  });

  test("one that is needed while it is active is started after it", () => {
    const world = new World().apply([understanding("foot"), makeTask("head", { needs: ["foot"] })]);
    world.request("foot", { dryRun });
    world.request("head");
    expect(world.waiting).toEqual(["foot", "head"]);
    world.end("foot");
    expect(world.active).toEqual(["foot"]);
    world.end("foot");
    expect(world.active).toEqual(["head"]);
  });

  test("nothing runs after it", () => {
    const world = new World().apply([
      understanding("a"),
      makeTask("b", { triggers: [{ key: "after a", kind: "task", task: taskId("a"), status: "finished" }] }),
    ]);
    world.request("a", { dryRun });
    world.end("a");
    expect(world.started).toEqual(["a"]);
    world.request("a");
    world.end("a");
    expect(world.started).toEqual(["a", "a", "b"]);
  });

  test("a schedule that is counted from the last end goes on as it was", () => {
    const world = new World().apply([understanding("a", { schedule: { every: "1h", from: "finish" } })]);
    world.request("a", { now: "00:50", dryRun });
    expect(world.state.nextSlot.get(taskId("a"))).toBe(at("01:00"));
    world.tick("01:00");
    expect(world.waiting).toEqual(["a"]);
    world.end("a", 0, "01:10");
    expect(world.started).toEqual(["a", "a"]);
  });
});

describe("beside another run of its task", () => {
  test("a slot waits for it and is not skipped", () => {
    const world = new World().apply([understanding("a", { schedule: "daily at 03:00" })]);
    world.request("a", { now: "02:59", dryRun });
    world.tick("03:00");
    expect(world.waiting).toEqual(["a"]);
    world.end("a", 0, "03:01");
    expect(world.active).toEqual(["a"]);
    expect(world.ended).toEqual(["a: success exit-0"]);
  });

  test.each(["skip", "queue", "queue-all", "replace"] as const)('it is skipped where overlap = "%s"', (overlap) => {
    const world = new World().apply([understanding("a", { overlap })]);
    world.request("a");
    world.request("a", { dryRun });
    expect(world.ended).toEqual(["a: skipped overlap"]);
    expect(world.signals).toEqual([]);
  });

  test('it runs where overlap = "allow"', () => {
    const world = new World().apply([understanding("a", { overlap: "allow" })]);
    world.request("a");
    world.request("a", { dryRun });
    expect(world.active).toEqual(["a", "a"]);
  });
});

test("it needs nothing: what its task needs is not started for it", () => {
  const world = new World().apply([makeTask("foot"), understanding("head", { needs: ["foot"] })]);
  world.request("head", { dryRun, withNeeds: true });
  expect(world.started).toEqual(["head"]);
});

test("a revision that came into force while it waited, and knows of no dry run, keeps it from starting", () => {
  const world = new World().apply([understanding("a", { locks: ["door"] }), makeTask("b", { locks: ["door"] })]);
  world.request("b");
  world.request("a", { dryRun });
  world.apply([makeTask("a", { locks: ["door"] }), makeTask("b", { locks: ["door"] })]);
  world.end("b");
  expect(world.started).toEqual(["b"]);
  expect(world.ended.filter((ended) => ended.startsWith("a"))).toEqual(["a: skipped dry-run"]);
});

test("it obeys the gates of time, unless forced", () => {
  const task = understanding("a", { cooldownMs: 3_600_000 });
  const world = new World().apply([task]);
  world.request("a");
  world.end("a");
  world.request("a", { dryRun });
  expect(world.ended).toEqual(["a: success exit-0", "a: skipped cooldown"]);
  world.request("a", { dryRun, force: true });
  expect(world.active).toEqual(["a"]);
});
