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
