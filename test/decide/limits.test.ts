import { expect, test } from "vitest";
import { noIsolation, noLimits } from "../../src/model/isolation.ts";
import type { Exit } from "../../src/model/run.ts";
import type { TaskSketch } from "./world.ts";
import { at, makeTask, World } from "./world.ts";

const hourMs = 3_600_000;
const quota = { ms: 600_000, perMs: hourMs, text: "10m/h" };
const sketch: TaskSketch = {
  schedule: "every 10 minutes",
  isolation: { ...noIsolation, limits: { ...noLimits, maxCpuTime: quota } },
};

/** Starts at that time and ends at once, having taken so much CPU time. */
function spend(world: World, now: string, userMs: number): World {
  world.tick(now);
  const active = [...world.state.active.values()][0]!;
  return world.tell({
    kind: "attempt-ended",
    now: at(now),
    run: active.wanted.id,
    launch: active.launch,
    exit: { kind: "exited", code: 0 },
    at: at(now),
    startedAt: active.startedAt,
    resources: { userMs, systemMs: 1000 },
  });
}

test("a quota of CPU time skips what is due until enough of it is over", () => {
  const world = new World().apply([makeTask("a", sketch)]);
  spend(world, "00:10", 300_000);
  spend(world, "00:20", 400_000);
  world.tick("00:30");
  expect(world.ended.at(-1)).toBe("a: skipped cpu-time");
  expect(world.ends.at(-1)!.detail).toContain("max_cpu_time = 10m/h");
  spend(world, "01:10", 0);
  expect(world.ended.at(-1)).toBe("a: success exit-0");
});

test("or waits, and another runner knows what was used", () => {
  const task = makeTask("a", { ...sketch, otherwise: "wait" });
  const before = spend(new World().apply([task]), "00:10", 700_000);
  const { memories, seq, paused } = before.state;
  const snapshot = { memories: [...memories.values()], waiting: [], active: [], seq, paused };
  const world = new World({ now: "00:15", snapshot }).apply([task]).tick("00:20");
  expect(world.state.active.size).toBe(0);
  expect(world.tick("01:10").state.active.size).toBe(1);
});

const onRequest: TaskSketch = { isolation: sketch.isolation! };

/** A run that has been asked for, takes so much, and ends at that time. */
function spendOnRequest(world: World, now: string, userMs: number, code = 0): World {
  world.request("a", { now });
  return endWith(world, now, userMs, code);
}

function endWith(world: World, now: string, userMs: number, code: number): World {
  const active = [...world.state.active.values()][0]!;
  return world.tell({
    kind: "attempt-ended",
    now: at(now),
    run: active.wanted.id,
    launch: active.launch,
    exit: { kind: "exited", code },
    at: at(now),
    startedAt: at(now),
    resources: { userMs, systemMs: 1000 },
  });
}

test.each<[what: string, userMs: number, now: string, active: number]>([
  ["a millisecond less than the quota is within it", 598_999, "2026-11-20T01:00:00Z", 1],
  ["all of the quota is used up", 599_000, "2026-11-20T01:00:00Z", 0],
  ["for as long as the stretch lasts", 599_000, "2026-11-20T01:09:59.999Z", 0],
  ["and not at its end", 599_000, "2026-11-20T01:10:00Z", 1],
])("%s", (_, userMs, now, active) => {
  const world = spendOnRequest(new World().apply([makeTask("a", onRequest)]), "00:10", userMs);
  world.request("a", { now });
  expect(world.state.active.size).toBe(active);
});

test("all attempts of a run count, and those of a run that failed", () => {
  const retry = { ...makeTask("a").retry, attempts: 2 };
  const world = spendOnRequest(new World().apply([makeTask("a", { ...onRequest, retry })]), "00:10", 300_000, 1);
  endWith(world.tick("00:11"), "00:11", 300_000, 1);
  expect(world.ended.at(-1)).toBe("a: failed exit-1");
  world.request("a", { now: "00:20" });
  expect(world.ended.at(-1)).toBe("a: skipped cpu-time");
});

test("whoever forces it passes over the quota", () => {
  const world = spendOnRequest(new World().apply([makeTask("a", onRequest)]), "00:10", 700_000);
  world.request("a", { now: "00:15", force: true });
  expect(world.state.active.size).toBe(1);
});

test.each<[exit: Exit, reason: string]>([
  [{ kind: "limit", limit: "memory" }, "memory"],
  [{ kind: "limit", limit: "processes" }, "processes"],
  [{ kind: "signalled", signal: "SIGXFSZ" }, "file-size"],
  [{ kind: "exited", code: 153 }, "file-size"],
  [{ kind: "exited", code: 1 }, "exit-1"],
])("a broken limit is a reason of its own: %o", (exit, reason) => {
  const written = { limits: { memory: "1G", processes: 9, file_size: "1M" } };
  const isolation = { ...noIsolation, limits: { ...noLimits, fileSizeBytes: 1024 ** 2 } };
  const world = new World().apply([makeTask("a", { schedule: "hourly", written, isolation })]).tick("01:00");
  expect(world.end("a", exit).ended).toEqual([`a: failed ${reason}`]);
});
