import { describe, expect, test } from "vitest";
import type { TaskSketch } from "./world.ts";
import { makeWindow } from "../schedule/make-window.ts";
import { at, makeSettings, makeTask, World } from "./world.ts";

describe("slots", () => {
  test("a due slot runs once, and the next one is known", () => {
    const world = new World().apply([makeTask("backup", { schedule: "daily at 02:00" })]);
    expect(world.steps.at(-1)!.wakeAt).toBe(at("02:00"));
    world.tick("02:00").tick("02:00");
    expect(world.started).toEqual(["backup"]);
    expect(world.state.nextSlot.get(makeTask("backup").id)).toBe(at("2026-11-21T02:00Z"));
    world.end("backup", 0, "02:10").tick("2026-11-21T01:59Z");
    expect(world.ended).toEqual(["backup: success exit-0"]);
  });

  test("a new task has no past", () => {
    const world = new World({ now: "12:00" }).apply([makeTask("a", { schedule: "every hour" })]).tick("12:30");
    expect(world.started).toEqual([]);
    world.tick("13:00");
    expect(world.started).toEqual(["a"]);
  });

  test("a changed schedule has no past, a reworded one is no change", () => {
    const world = new World().apply([makeTask("a", { schedule: "daily at 02:00" })]);
    world.apply([makeTask("a", { schedule: "0 2 * * *" })], "02:03");
    expect(world.tick("02:04").started).toEqual(["a"]);
    const other = new World().apply([makeTask("a", { schedule: "daily at 02:00" })]);
    other.apply([makeTask("a", { schedule: "daily at 02:01" })], "02:03");
    expect(other.tick("02:04").started).toEqual([]);
  });

  const dormant: [name: string, sketch: TaskSketch][] = [
    ["disabled", { enabled: false }],
    ["for another host", { hosts: ["db-*"] }],
    ["suspended", { suspend: { until: at("2026-12-01T00:00Z"), reason: "holidays" } }],
  ];
  test.each(dormant)("a task that is %s has no slots, and none are missed when it is back", (_, sketch) => {
    const schedule = "every hour";
    const world = new World().apply([makeTask("a", { schedule, ...sketch })]).tick("05:00");
    world.apply([makeTask("a", { schedule })], "09:30").tick("10:00");
    expect(world.started).toEqual(["a"]);
    expect(world.ends).toEqual([]);
  });

  test("a suspension ends by itself, at its instant", () => {
    const suspend = { until: at("03:00"), reason: "holidays" };
    const world = new World().apply([makeTask("a", { schedule: "every hour", suspend })]);
    expect(world.tick("02:00").started).toEqual([]);
    expect(world.tick("03:00").started).toEqual(["a"]);
  });

  test("an after-finish schedule counts from the last end", () => {
    const world = new World().apply([makeTask("a", { schedule: { every: "1h", from: "finish" } })]);
    world.tick("00:59");
    expect(world.started).toEqual([]);
    world.tick("01:00").end("a", 0, "01:40").tick("02:39");
    expect(world.started).toEqual(["a"]);
    expect(world.tick("02:40").started).toEqual(["a", "a"]);
  });

  test("beside a calendar an after-finish schedule is due once until that has ended", () => {
    const world = new World().apply([makeTask("a", { schedule: ["daily at 23:00", { every: "1h", from: "finish" }] })]);
    world.tick("05:00");
    expect(world.ended).toEqual(["a: skipped missed"]);
    expect(world.tick("06:00").started).toEqual(["a"]);
  });

  test("of two schedules that name one instant there is one slot", () => {
    const world = new World().apply([makeTask("a", { schedule: ["daily at 02:00", "0 */2 * * *"] })]).tick("02:00");
    expect(world.started).toEqual(["a"]);
    expect(world.ends).toEqual([]);
  });
});

describe("late and missed", () => {
  const hourly = { schedule: "every hour" };

  test("late by no more than the grace: it runs", () => {
    expect(new World().apply([makeTask("a", hourly)]).tick("01:05").started).toEqual(["a"]);
  });

  test("older: recorded as missed, one by one while they are few", () => {
    const world = new World().apply([makeTask("a", hourly)]).tick("03:30");
    expect(world.started).toEqual([]);
    expect(world.ends.map(({ slot, reason }) => [slot, reason])).toEqual([
      [at("01:00"), "missed"],
      [at("02:00"), "missed"],
      [at("03:00"), "missed"],
    ]);
  });

  test("a long stretch is one record", () => {
    const world = new World().apply([makeTask("a", hourly)]).tick("2026-11-22T00:30Z");
    expect(world.ends).toHaveLength(1);
    expect(world.ends[0]).toMatchObject({
      reason: "missed",
      slot: at("01:00"),
      missed: { first: at("01:00"), last: at("2026-11-22T00:00Z"), count: 48 },
    });
  });

  test("a year of missed seconds is counted to a bound, not for ever", () => {
    const world = new World().apply([makeTask("a", { schedule: "* * * * * *" })]).tick("2027-11-20T00:00Z");
    expect(world.ends[0]!.missed!.count).toBeGreaterThan(100_000);
    expect(world.started).toEqual(["a"]);
  });

  test.each([
    ["none", undefined, [], 3],
    ["last", undefined, ["03:00"], 2],
    ["all", undefined, ["01:00", "02:00", "03:00"], 0],
    ["all", 5_400_000, ["03:00"], 2],
    ["last", 60_000, [], 3],
  ] as const)("catch_up = %s within %s", (policy, withinMs, caughtUp, missed) => {
    const world = new World().apply([
      makeTask("a", { ...hourly, catchUp: { policy, withinMs }, overlap: "queue-all" }),
    ]);
    world.tick("03:50");
    for (const _ of caughtUp) world.end("a");
    const ran = world.ends.filter(({ status }) => status === "success");
    expect(ran.map(({ slot }) => slot)).toEqual(caughtUp.map(at));
    expect(ran.every(({ trigger }) => trigger.kind === "catch-up")).toBe(true);
    expect(world.ends.filter(({ reason }) => reason === "missed")).toHaveLength(missed);
  });

  test("catch_up = all runs one after the other even where overlap = skip", () => {
    const world = new World().apply([makeTask("a", { ...hourly, catchUp: { policy: "all", withinMs: undefined } })]);
    world.tick("03:30");
    expect(world.active).toEqual(["a"]);
    world.end("a").end("a").end("a");
    expect(world.ended).toEqual(Array(3).fill("a: success exit-0"));
  });

  test("catch_up = last: a slot that is due right now is catching up enough", () => {
    const world = new World().apply([makeTask("a", { ...hourly, catchUp: { policy: "last", withinMs: undefined } })]);
    world.tick("03:02");
    expect(world.started).toEqual(["a"]);
    expect(world.ends.map(({ reason }) => reason)).toEqual(["missed", "missed"]);
  });

  test("of several late slots the newest runs", () => {
    const world = new World().apply([makeTask("a", { schedule: "* * * * *" })]).tick("00:04");
    expect(world.ended).toEqual(Array(3).fill("a: skipped superseded"));
    expect([...world.state.active.values()][0]!.wanted.slot).toBe(at("00:04"));
  });

  test("a restart neither repeats nor forgets a slot", () => {
    const task = makeTask("a", hourly);
    const first = new World().apply([task]).tick("01:00").end("a", 0, "01:10");
    const snapshot = {
      memories: [...first.state.memories.values()],
      waiting: [],
      active: [],
      seq: 9,
      paused: undefined,
    };
    const second = new World({ now: "01:20", snapshot }).apply([task]).tick("01:21");
    expect(second.started).toEqual([]);
    expect(second.tick("02:00").started).toEqual(["a"]);
    const third = new World({ now: "03:20", snapshot }).apply([task], "03:20", makeSettings()).tick("03:20");
    expect(third.ended).toEqual(["a: skipped missed", "a: skipped missed"]);
  });
});

describe("the clock is set back", () => {
  const task = makeTask("a", { schedule: "every hour" });

  test("a little: time stands still until it is there again, and no slot comes twice", () => {
    const world = new World().apply([task]).tick("03:00").end("a").tick("02:30").tick("03:00");
    const before = world.started.length;
    expect(world.tick("04:00").started).toHaveLength(before + 1);
  });

  test("from a wrong future: slots go on from now, also those that were there before, under names of their own", () => {
    const world = new World().apply([task]).tick("01:00").end("a").tick("2099-01-01T00:00Z");
    if (world.active.length > 0) world.end("a");
    world.tick("01:30").tick("02:00");
    expect(world.active).toEqual(["a"]);
    const again = new World().apply([task]).tick("02:00");
    expect([...world.state.active.keys()][0]).not.toBe([...again.state.active.keys()][0]);
  });

  test("while the runner was away: the same", () => {
    const before = new World().apply([task]).tick("2099-01-01T00:00Z");
    const snapshot = {
      memories: [...before.state.memories.values()],
      waiting: [],
      active: [],
      seq: 9,
      paused: undefined,
    };
    const after = new World({ now: "05:30", snapshot }).apply([task]).tick("06:00");
    expect(after.started).toEqual(["a"]);
  });

  test("a run that is under way keeps its whole timeout, counted from now", () => {
    const bounded = makeTask("a", { timeoutMs: 60_000 });
    const world = new World({ now: "2099-01-01T00:00Z" }).apply([bounded]);
    world.request("a");
    world.tick("05:00").tick("2026-11-20T05:00:59Z");
    expect(world.signals).toEqual([]);
    expect(world.tick("05:01").signals).toEqual(["a: TERM timeout"]);
  });

  test("an after-finish schedule counts from now", () => {
    const after = makeTask("a", { schedule: { every: "1h", from: "finish" } });
    const world = new World({ now: "2099-01-01T00:00Z" }).apply([after]).tick("2099-01-01T01:00Z").end("a");
    world.tick("05:00").tick("06:00");
    expect(world.started).toEqual(["a", "a"]);
  });
});

test("what is counted from the last end is not due while a run waits that something else wanted", () => {
  const window = { ...makeWindow({ hours: "01:30-02:00" }), overrun: "allow" } as const;
  const task = makeTask("a", { schedule: { every: "1h", from: "finish" }, windows: [window], otherwise: "wait" });
  const world = new World().apply([task]);
  world.request("a", { now: "00:30" });
  world.tick("01:00");
  expect(world.waiting).toEqual(["a"]);
  world.tick("01:30").end("a", 0, "01:40");
  expect(world.state.nextSlot.get(task.id)).toBe(at("02:40"));
});

test("what is counted from an end in a wrong future counts from when the clock was mended, for the next runner, too", () => {
  const task = makeTask("a", { schedule: { every: "1h", from: "finish" } });
  const world = new World().apply([task]).tick("01:00").end("a", 0, "2026-11-21T00:10Z").tick("00:30");
  expect(world.state.nextSlot.get(task.id)).toBe(at("01:30"));
  const { memories, seq } = world.state;
  const snapshot = { memories: [...memories.values()], waiting: [], active: [], seq, paused: undefined };
  const next = new World({ now: "01:00", snapshot }).apply([task]);
  expect(next.state.nextSlot.get(task.id)).toBe(at("01:30"));
});
