import { describe, expect, test } from "vitest";
import { makeState, advance, decide } from "../../src/decide/index.ts";
import { runId, taskId } from "../../src/model/ids.ts";
import { at, makeSettings, makeTask, World } from "./world.ts";

const hourly = { schedule: "every hour" };
const process = { pid: 4711, startTicks: 1, bootId: "b" };

function startedEvent(world: World, now: string) {
  const active = [...world.state.active.values()][0]!;
  return { kind: "started", now: at(now), run: active.wanted.id, launch: active.launch, process, at: at(now) } as const;
}

describe("attempts", () => {
  const retry = { ...makeTask("x").retry, attempts: 3, delayMs: 60_000 };

  test("a failed attempt is tried again after the delay, and there is one end", () => {
    const world = new World()
      .apply([makeTask("a", { ...hourly, retry })])
      .tick("01:00")
      .end("a", 1, "01:01");
    expect(world.active).toEqual(["a"]);
    expect(world.steps.at(-1)!.wakeAt).toBe(at("01:02"));
    world.tick("01:02").end("a", 1, "01:03").tick("01:04").end("a", 0, "01:05");
    expect(world.started).toEqual(["a", "a", "a"]);
    expect(world.ended).toEqual(["a: success exit-0"]);
    expect(world.ends[0]!.attempts.map(({ number, exit }) => [number, exit])).toEqual([
      [1, { kind: "exited", code: 1 }],
      [2, { kind: "exited", code: 1 }],
      [3, { kind: "exited", code: 0 }],
    ]);
  });

  test("news of an attempt that is over is none", () => {
    const world = new World().apply([makeTask("a", { ...hourly, retry })]).tick("01:00");
    const first = startedEvent(world, "01:00");
    world.end("a", 1, "01:01");
    const exit = { kind: "exited", code: 0 } as const;
    world.tell(first, { ...first, kind: "attempt-ended", exit, startedAt: at("01:00"), resources: {} });
    expect(world.ended).toEqual([]);
    expect(world.tick("01:02").started).toEqual(["a", "a"]);
  });

  test("one that is ended by its timeout as a newer run is to take its place is not tried again before that", () => {
    const task = makeTask("a", {
      ...hourly,
      retry,
      timeoutMs: 3_600_000,
      overlap: "replace",
      written: { timeout: "1h" },
    });
    const world = new World().apply([task]).tick("01:00").tick("02:00");
    expect(world.signals).toEqual(["a: TERM timeout"]);
    world.end("a", { kind: "signalled", signal: "TERM" }, "02:00");
    expect(world.ended).toEqual(["a: cancelled replaced"]);
    expect(world.started).toEqual(["a", "a"]);
  });

  test("exponential backoff doubles up to max_delay", () => {
    const growing = { ...retry, attempts: 4, backoff: "exponential", maxDelayMs: 150_000 } as const;
    const world = new World().apply([makeTask("a", { schedule: "daily at 01:00", retry: growing })]).tick("01:00");
    const waits: number[] = [];
    for (let i = 0; i < 3; i++) {
      world.end("a", 1);
      waits.push(world.steps.at(-1)!.wakeAt! - world.state.now);
      world.tick(new Date(world.steps.at(-1)!.wakeAt!).toISOString());
    }
    expect(waits).toEqual([60_000, 120_000, 150_000]);
  });

  test("jitter stays within its share and is the same every time", () => {
    const delays = [0, 1].map(() => {
      const world = new World()
        .apply([makeTask("a", { ...hourly, retry: { ...retry, jitter: 0.5 } })])
        .tick("01:00")
        .end("a", 1);
      return world.steps.at(-1)!.wakeAt! - world.state.now;
    });
    expect(delays[0]).toBe(delays[1]);
    expect(Math.abs(delays[0]! - 60_000)).toBeLessThanOrEqual(30_000);
    expect(delays[0]).not.toBe(60_000);
  });

  test.each([
    ["on_exit names the code", { onExit: [75] }, { kind: "exited", code: 75 }, true],
    ["on_exit names another", { onExit: [75] }, { kind: "exited", code: 1 }, false],
    ["a signal", {}, { kind: "signalled", signal: "SEGV" }, true],
    ["a signal, with on_exit", { onExit: [75] }, { kind: "signalled", signal: "SEGV" }, false],
    ["lost", {}, { kind: "lost" }, false],
    ["lost, with on_lost", { onLost: true }, { kind: "lost" }, true],
    ["its check said no", {}, { kind: "check", code: 1 }, false],
    ["unstartable", {}, { kind: "unstartable", problem: "no such program" }, true],
  ] as const)("tried again or not: %s", (_, more, exit, again) => {
    const world = new World().apply([makeTask("a", { ...hourly, retry: { ...retry, ...more } })]).tick("01:00");
    world.end("a", exit);
    expect(world.ends.length === 0).toBe(again);
  });

  test("between attempts it keeps its locks and gives up its place", () => {
    const settings = makeSettings({ maxConcurrent: 1 });
    const world = new World({ settings }).apply([
      makeTask("a", { ...hourly, retry, locks: ["x"] }),
      makeTask("b", { ...hourly, locks: ["x"], priority: "low" }),
      makeTask("c", { ...hourly, priority: "low" }),
    ]);
    world.tick("01:00").end("a", 1, "01:01");
    expect(world.active).toEqual(["a", "c"]);
    world.tick("01:02");
    expect(world.started).toEqual(["a", "c"]);
    expect(world.end("c", 0, "01:03").started).toEqual(["a", "c", "a"]);
  });

  test.each([
    [{ kind: "check", code: 3 }, "skipped check"],
    [{ kind: "lost" }, "lost lost"],
    [{ kind: "unstartable", problem: "no such program" }, "failed unstartable"],
    [{ kind: "signalled", signal: "KILL" }, "failed signal-KILL"],
    [{ kind: "exited", code: 4 }, "success exit-4"],
    [{ kind: "exited", code: 5 }, "failed exit-5"],
  ] as const)("%o ends as %s", (exit, expected) => {
    const world = new World()
      .apply([makeTask("a", { ...hourly, successExitCodes: [0, 4] })])
      .tick("01:00")
      .end("a", exit);
    expect(world.ended).toEqual([`a: ${expected}`]);
  });
});

describe("timeouts and cancelling", () => {
  const bounded = makeTask("a", { schedule: "daily at 01:00", timeoutMs: 60_000, killAfterMs: 5000 });

  test("TERM at the timeout, KILL after kill_after, KILL again while it is not gone", () => {
    const world = new World().apply([bounded]).tick("01:00");
    world.tell(startedEvent(world, "2026-11-20T01:00:10Z"));
    world.tick("2026-11-20T01:01:09Z");
    expect(world.signals).toEqual([]);
    world.tick("2026-11-20T01:01:10Z").tick("2026-11-20T01:01:15Z").tick("2026-11-20T01:01:20Z");
    expect(world.signals).toEqual(["a: TERM timeout", "a: KILL timeout", "a: KILL timeout"]);
    world.end("a", { kind: "lost" });
    expect(world.ended).toEqual(["a: failed timeout"]);
  });

  test("timeout, kill_after and a retry's delay go by the time that has passed, not by a clock that jumps", () => {
    const retry = { ...bounded.retry, attempts: 2, delayMs: 60_000 };
    const dayMs = 86_400_000;
    const world = new World().apply([{ ...bounded, retry }]).tick("01:00");
    world.tell(startedEvent(world, "2026-11-20T01:00:00Z"));
    world.tell({ kind: "clock-jumped", now: at("2026-11-21T01:00:30Z"), byMs: dayMs });
    world.tick("2026-11-21T01:00:59Z");
    expect(world.signals).toEqual([]);
    world.tick("2026-11-21T01:01:00Z");
    expect(world.signals).toEqual(["a: TERM timeout"]);
    world.tell({ kind: "clock-jumped", now: at("2026-11-22T01:01:01Z"), byMs: dayMs });
    world.tick("2026-11-22T01:01:04Z");
    expect(world.signals).toEqual(["a: TERM timeout"]);
    world.tick("2026-11-22T01:01:05Z");
    expect(world.signals).toEqual(["a: TERM timeout", "a: KILL timeout"]);
    world.end("a", { kind: "lost" });
    world.tell({ kind: "clock-jumped", now: at("2026-11-23T01:01:30Z"), byMs: dayMs });
    world.tick("2026-11-23T01:02:04Z");
    expect(world.started).toEqual(["a"]);
    world.tick("2026-11-23T01:02:05Z");
    expect(world.started).toEqual(["a", "a"]);
  });

  test("the first reason stays: cancelled after its timeout is a timeout", () => {
    const world = new World().apply([bounded]).tick("01:00").tick("01:01");
    const run = [...world.state.active.keys()][0]!;
    world.tell({ kind: "cancelled", now: at("01:02"), run, by: "ada" }).end("a", 0);
    expect(world.ended).toEqual(["a: failed timeout"]);
  });

  test("each attempt has the whole timeout", () => {
    const retry = { ...bounded.retry, attempts: 2, delayMs: 0 };
    const world = new World()
      .apply([{ ...bounded, retry }])
      .tick("01:00")
      .tick("01:01")
      .end("a", { kind: "signalled", signal: "TERM" });
    world.tick("01:01");
    expect(world.started).toEqual(["a", "a"]);
    world.tick("2026-11-20T01:01:59Z");
    expect(world.signals).toEqual(["a: TERM timeout"]);
    world.tick("01:02").end("a", { kind: "lost" });
    expect(world.ended).toEqual(["a: failed timeout"]);
  });

  test("cancelling what waits, what runs, what waits for its next attempt, and what has ended", () => {
    const retry = { ...bounded.retry, attempts: 2, delayMs: 60_000 };
    const world = new World({ settings: makeSettings({ maxConcurrent: 1 }) });
    world.apply([{ ...bounded, retry }, makeTask("b", { schedule: "daily at 01:00" })]).tick("01:00");
    const waiting = [...world.state.waiting.keys()][0]!;
    world.tell({ kind: "cancelled", now: at("01:00"), run: waiting, by: "ada" });
    const running = [...world.state.active.keys()][0]!;
    world.end("a", 1).tell({ kind: "cancelled", now: at("01:00"), run: running, by: "ada" });
    expect(world.ended).toEqual(["b: skipped cancelled", "a: cancelled cancelled"]);
    world.tell({ kind: "cancelled", now: at("01:00"), run: running, by: "ada" });
    expect(world.ends).toHaveLength(2);
  });

  test("a word that went out before the process was known is said again", () => {
    const world = new World().apply([bounded]).tick("01:00");
    const run = [...world.state.active.keys()][0]!;
    world.tell({ kind: "cancelled", now: at("01:00"), run, by: "ada" }).tell(startedEvent(world, "01:00"));
    expect(world.signals).toEqual(["a: TERM cancelled", "a: TERM cancelled"]);
  });
});

describe("after a restart", () => {
  function restart(world: World, now: string): World {
    const { memories, waiting, active, seq, paused } = world.state;
    const next = new World({
      now,
      snapshot: {
        memories: [...memories.values()],
        waiting: [...waiting.values()].map(({ wanted }) => wanted),
        active: [...active.values()],
        seq,
        paused,
      },
    });
    return next;
  }
  const task = makeTask("a", { schedule: "daily at 01:00", timeoutMs: 3_600_000 });

  test("an end that came meanwhile goes before the clock", () => {
    const before = new World().apply([task]).tick("01:00");
    before.tell(startedEvent(before, "01:00"));
    const after = restart(before, "05:00");
    after.apply([task]).end("a", 0, "01:30").tick("05:00");
    expect(after.ended).toEqual(["a: success exit-0"]);
  });

  test("the timeout goes on where it was", () => {
    const before = new World().apply([task]).tick("01:00");
    const after = restart(before, "01:30").apply([task]);
    after.tell(startedEvent(before, "01:00")).tick("01:59");
    expect(after.signals).toEqual([]);
    expect(after.tick("02:00").signals).toEqual(["a: TERM timeout"]);
  });

  test("one whose process was never created is launched again, as the same attempt", () => {
    const before = new World().apply([task]).tick("01:00");
    const after = restart(before, "01:30").apply([task]);
    const run = [...after.state.active.keys()][0]!;
    after.tell({ kind: "never-started", now: at("01:30"), run, launch: 1 });
    const spawn = after.effects.find((effect) => effect.kind === "spawn")!;
    expect(spawn.active).toMatchObject({ attempt: 1, launch: 2 });
    // News of the first launch is old.
    after.tell({
      kind: "attempt-ended",
      now: at("01:31"),
      run,
      launch: 1,
      exit: { kind: "lost" },
      at: at("01:31"),
      startedAt: at("01:30"),
      resources: {},
    });
    expect(after.ends).toEqual([]);
  });

  test("waiting runs go on waiting for the same", () => {
    const needy = makeTask("b", { schedule: "daily at 01:00", needs: ["a"] });
    const before = new World().apply([task, needy]).tick("01:00");
    const after = restart(before, "01:30").apply([task, needy]);
    expect(after.waiting).toEqual(["b"]);
    expect(after.end("a").active).toEqual(["b"]);
  });

  test("before any revision is in force ends are recorded all the same", () => {
    const before = new World().apply([task]).tick("01:00");
    const after = restart(before, "01:30");
    after.end("a", 0);
    expect(after.ended).toEqual(["a: success exit-0"]);
  });
});

describe("a new revision", () => {
  test("what waits takes the new definition, what has started keeps its own", () => {
    const settings = makeSettings({ maxConcurrent: 1 });
    const old = { schedule: "daily at 01:00", successExitCodes: [0] };
    const world = new World({ settings }).apply([makeTask("a", old), makeTask("b", old)]).tick("01:00");
    const changed = { ...old, successExitCodes: [1] };
    world
      .apply([makeTask("a", changed), makeTask("b", changed)])
      .end("a", 1)
      .end("b", 1);
    expect(world.ended).toEqual(["a: failed exit-1", "b: success exit-1"]);
  });

  test("what waits for a removed task's turn is skipped; what runs goes on to its end", () => {
    const settings = makeSettings({ maxConcurrent: 1 });
    const world = new World({ settings })
      .apply([makeTask("a", hourly), makeTask("b", hourly)])
      .tick("01:00")
      .apply([]);
    expect(world.ended).toEqual(["b: skipped removed"]);
    expect(world.end("a").ended).toEqual(["b: skipped removed", "a: success exit-0"]);
  });

  test("one that was disabled while it waited is skipped", () => {
    const settings = makeSettings({ maxConcurrent: 1 });
    const world = new World({ settings }).apply([makeTask("a", hourly), makeTask("b", hourly)]).tick("01:00");
    world.apply([makeTask("a", hourly), makeTask("b", { ...hourly, enabled: false })]);
    world.end("a");
    expect(world.ended).toContain("b: skipped disabled");
  });

  test("more places: what waits starts at once", () => {
    const tasks = [makeTask("a", hourly), makeTask("b", hourly)];
    const world = new World({ settings: makeSettings({ maxConcurrent: 1 }) }).apply(tasks).tick("01:00");
    expect(world.apply(tasks, "01:01", makeSettings({ maxConcurrent: 2 })).active).toEqual(["a", "b"]);
  });
});

describe("pausing", () => {
  test("a paused task has no slots, and none are missed when it goes on", () => {
    const world = new World().apply([makeTask("a", hourly)]);
    world.tell({ kind: "paused", now: at("00:30"), task: taskId("a"), reason: "disk swap" }).tick("03:00");
    world.tell({ kind: "resumed", now: at("03:30"), task: taskId("a") }).tick("04:00");
    expect(world.started).toEqual(["a"]);
    expect(world.ends).toEqual([]);
  });

  test("slots from before the pause that nobody has looked at have their end all the same", () => {
    const world = new World().apply([makeTask("a", hourly)]);
    world.tell({ kind: "paused", now: at("03:01"), task: taskId("a"), reason: "disk swap" });
    world.tell({ kind: "resumed", now: at("03:30"), task: taskId("a") });
    expect(world.ended).toEqual(["a: skipped missed", "a: skipped missed", "a: skipped paused"]);
  });

  test("a request for it is skipped with the reason; by force it runs", () => {
    const world = new World().apply([makeTask("a", hourly)]);
    world.tell({ kind: "paused", now: at("00:30"), task: taskId("a"), reason: "disk swap" });
    world.request("a");
    expect(world.ends[0]).toMatchObject({ reason: "paused", detail: expect.stringContaining("disk swap") as string });
    world.request("a", { force: true });
    expect(world.active).toEqual(["a"]);
  });

  test("all of them, those that come later too; one resume ends it", () => {
    const world = new World().apply([makeTask("a", hourly)]);
    world.tell({ kind: "paused", now: at("00:30"), task: undefined, reason: "move" });
    world.apply([makeTask("a", hourly), makeTask("b", hourly)]).tick("01:00");
    expect(world.started).toEqual([]);
    world.tell({ kind: "resumed", now: at("01:30"), task: undefined }).tick("02:00");
    expect(world.started).toEqual(["a", "b"]);
  });

  const fragile = { ...hourly, pauseAfterFailures: 2 };

  test("after so many failures in a row, until resume", () => {
    const world = new World()
      .apply([makeTask("a", fragile)])
      .tick("01:00")
      .end("a", 1)
      .tick("02:00")
      .end("a", 1)
      .tick("03:00");
    expect(world.started).toEqual(["a", "a"]);
    world.tell({ kind: "resumed", now: at("03:30"), task: taskId("a") }).tick("04:00");
    expect(world.started).toHaveLength(3);
  });

  test("or until a new definition; the same one applied again does not do", () => {
    const world = new World()
      .apply([makeTask("a", fragile)])
      .tick("01:00")
      .end("a", 1)
      .tick("02:00")
      .end("a", 1);
    expect(world.apply([makeTask("a", fragile)], "02:30").tick("03:00").started).toHaveLength(2);
    world.apply([makeTask("a", { ...fragile, tags: ["mended"] })], "03:30").tick("04:00");
    expect(world.started).toHaveLength(3);
  });

  test("a success in between starts the count anew", () => {
    const world = new World().apply([makeTask("a", fragile)]);
    world.tick("01:00").end("a", 1).tick("02:00").end("a", 0).tick("03:00").end("a", 1).tick("04:00");
    expect(world.active).toEqual(["a"]);
  });
});

describe("requests", () => {
  test("are no slots and satisfy none", () => {
    const world = new World().apply([makeTask("a", hourly)]);
    world.request("a", { now: "00:59" });
    world.end("a").tick("01:00");
    expect(world.started).toEqual(["a", "a"]);
    expect(world.ends[0]!.slot).toBeUndefined();
  });

  test("obey overlap, even by force", () => {
    const world = new World().apply([makeTask("a", hourly)]).tick("01:00");
    world.request("a", { force: true });
    expect(world.ended).toEqual(["a: skipped overlap"]);
  });

  test("for another host: skipped, with the patterns", () => {
    const world = new World().apply([makeTask("a", { hosts: ["db-*", "!db-3"] })]);
    world.request("a", { force: true });
    expect(world.ends[0]).toMatchObject({ reason: "hosts", detail: expect.stringContaining("db-*") as string });
  });

  test("a runner that serves requests only leaves the slots alone", () => {
    const task = makeTask("a", hourly);
    const state = makeState({
      host: { name: "h", labels: [] },
      snapshot: { memories: [], waiting: [], active: [], seq: 0, paused: undefined },
      now: at("00:00"),
      ignoresSlots: true,
    });
    advance(state, {
      kind: "applied",
      now: at("00:00"),
      catalog: { tasks: new Map([[task.id, task]]), settings: makeSettings() },
      revision: undefined,
    });
    advance(state, { kind: "tick", now: at("05:00") });
    expect(decide(state).effects.map(({ kind }) => kind)).toEqual(["remember"]);
  });
});

test("the same slot and host give the same run id", () => {
  const ids = [0, 1].map(
    () =>
      [
        ...new World()
          .apply([makeTask("a", hourly)])
          .tick("01:00")
          .state.active.keys(),
      ][0]!,
  );
  expect(ids[0]).toBe(ids[1]);
  expect(runId(ids[0]!)).toMatch(/^20261120T010000Z-/);
});
