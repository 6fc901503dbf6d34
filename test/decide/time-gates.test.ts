import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { explain } from "../../src/decide/index.ts";
import { fraction } from "../../src/decide/fraction.ts";
import { latestStart } from "../../src/decide/gates/deadline.ts";
import { overrunAt } from "../../src/decide/overrun.ts";
import { taskId } from "../../src/model/ids.ts";
import { renderInstant } from "../../src/model/instant.ts";
import type { Snapshot } from "../../src/model/memory.ts";
import type { Rate, StartWindow, Window } from "../../src/model/window.ts";
import type { WindowSketch } from "../schedule/make-window.ts";
import { makeWindow } from "../schedule/make-window.ts";
import type { TaskSketch } from "./world.ts";
import { at, makeSettings, makeTask, World } from "./world.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const process = { pid: 4711, startTicks: 1, bootId: "b" };

function starts(sketch: WindowSketch | string, overrun: "allow" | "cancel" = "allow"): StartWindow {
  return { ...makeWindow(typeof sketch === "string" ? { hours: sketch } : sketch), overrun };
}

function closed(hours: string): Window {
  return makeWindow({ hours });
}

function rate(count: number, perMs: number): Rate {
  return { count, perMs, text: `${count}/${perMs / minuteMs}m` };
}

/** What the last decision of a step was: `wait window until …`, `skip window`, `run`. */
function lastWord(world: World): string {
  const { kind, why } = world.steps.flatMap(({ decisions }) => decisions).at(-1)!;
  if (kind === "run") return "run";
  const until = why.verdict.kind === "wait" && why.verdict.until;
  return `${kind} ${why.gate}${until ? ` until ${renderInstant(until).slice(11, 16)}` : ""}`;
}

/** What is remembered, as another runner finds it. */
function restart(world: World, now: string): World {
  const { memories, waiting, active, seq, paused } = world.state;
  const snapshot: Snapshot = {
    memories: [...memories.values()],
    waiting: [...waiting.values()].map(({ wanted }) => wanted),
    waits: [...waiting.values()].flatMap(({ recordedWait }) => recordedWait ?? []),
    active: [...active.values()],
    seq,
    paused,
  };
  return new World({ now, snapshot });
}

describe("what becomes of a slot at 12:00", () => {
  const rows: [name: string, sketch: TaskSketch, word: string][] = [
    ["no windows", {}, "run"],
    ["in its window", { windows: [starts("11:00-13:00")] }, "run"],
    ["at its window's start", { windows: [starts("12:00-13:00")] }, "run"],
    ["at its window's end", { windows: [starts("11:00-12:00")] }, "skip window"],
    ["at its window's end, waits", { windows: [starts("11:00-12:00")], otherwise: "wait" }, "wait window until 11:00"],
    ["in the second of two", { windows: [starts("01:00-02:00"), starts("12:00-13:00")] }, "run"],
    [
      "between two: the next",
      { windows: [starts("01:00-02:00"), starts("15:00-16:00")], otherwise: "wait" },
      "wait window until 15:00",
    ],
    [
      "another day of the week",
      { windows: [starts({ hours: "09:00-10:00", days: [1] })], otherwise: "wait" },
      "wait window until 09:00",
    ],
    ["a window that never opens", { windows: [starts({ days: [] })], otherwise: "wait" }, "skip window"],
    ["in a blackout", { blackouts: [closed("11:00-13:00")] }, "skip blackout"],
    ["in a blackout, waits", { blackouts: [closed("11:00-13:00")], otherwise: "wait" }, "wait blackout until 13:00"],
    ["at a blackout's start", { blackouts: [closed("12:00-13:00")] }, "skip blackout"],
    ["at a blackout's end", { blackouts: [closed("11:00-12:00")] }, "run"],
    [
      "a blackout beats a window",
      { blackouts: [closed("11:00-13:00")], windows: [starts("11:00-14:00")] },
      "skip blackout",
    ],
    [
      "a blackout within a window: its end",
      { blackouts: [closed("11:00-13:00")], windows: [starts("11:00-14:00")], otherwise: "wait" },
      "wait blackout until 13:00",
    ],
    [
      "a blackout up to a window's end: the next window, at once",
      { blackouts: [closed("11:00-14:00")], windows: [starts("10:00-14:00")], otherwise: "wait" },
      "wait blackout until 10:00",
    ],
    [
      "a window that opens into a blackout: the blackout's end",
      { blackouts: [closed("15:00-16:00")], windows: [starts("15:00-18:00")], otherwise: "wait" },
      "wait window until 16:00",
    ],
    ["on a day of the calendar", { blackouts: [makeWindow({ dates: ["2026-11-20"] })] }, "skip blackout"],
    ["on the day after", { blackouts: [makeWindow({ dates: ["2026-11-19"] })] }, "run"],
    ["always blacked out", { blackouts: [makeWindow({})], otherwise: "wait" }, "skip blackout"],
    [
      "by the clock of the window's zone",
      { windows: [starts({ hours: "13:00-14:00", zone: "Europe/Berlin" })] },
      "run",
    ],
  ];
  test.each(rows)("%s", (_, sketch, word) => {
    const world = new World({ now: "11:59" }).apply([makeTask("a", { schedule: "daily at 12:00", ...sketch })]);
    expect(lastWord(world.tick("12:00"))).toBe(word);
  });
});

describe("waiting for a window", () => {
  const task = makeTask("a", { schedule: "daily at 22:00", windows: [starts("02:00-04:00")], otherwise: "wait" });
  const tomorrow = (time: string): string => `2026-11-21T${time}Z`;

  test("the core asks to be woken when it opens, and starts it then", () => {
    const world = new World().apply([task]).tick("22:00");
    expect(world.steps.at(-1)!.wakeAt).toBe(at(tomorrow("02:00")));
    expect(world.steps.at(-1)!.decisions[0]!.why.verdict.detail).toBe(
      "opens at 2026-11-21T02:00:00Z (window 02:00-04:00)",
    );
    expect(world.tick(tomorrow("01:59")).started).toEqual([]);
    expect(world.tick(tomorrow("02:00")).started).toEqual(["a"]);
  });

  test("the runner sleeps over it: the next one is waited for", () => {
    const world = new World().apply([task]).tick("22:00").tick(tomorrow("04:00"));
    expect(lastWord(world)).toBe("wait window until 02:00");
    expect(world.tick(tomorrow("22:00")).ended).toEqual(["a: skipped superseded"]);
  });

  test("the next slot takes its place", () => {
    const hourly = makeTask("a", { schedule: "every hour", windows: [starts("02:00-04:00")], otherwise: "wait" });
    const world = new World().apply([hourly]).tick("01:00").tick("02:00");
    expect(world.ended).toEqual(["a: skipped superseded"]);
    expect([...world.state.active.values()][0]!.wanted.slot).toBe(at("02:00"));
  });

  test("with overlap = queue-all none is lost, and they run one after the other", () => {
    const queued = { ...task, schedules: makeTask("x", { schedule: "every hour" }).schedules, overlap: "queue-all" };
    const world = new World({ now: "23:30" }).apply([queued as typeof task]);
    world.tick(tomorrow("00:00")).tick(tomorrow("01:00")).tick(tomorrow("02:00"));
    expect(world.active).toEqual(["a"]);
    world.end("a").end("a").end("a");
    expect(world.ended).toEqual(Array(3).fill("a: success exit-0"));
  });

  test("another runner goes on waiting", () => {
    const world = restart(new World().apply([task]).tick("22:00"), "23:00").apply([task]);
    expect(world.steps.at(-1)!.wakeAt).toBe(at("22:00") + 4 * hourMs);
    expect(world.tick(tomorrow("02:00")).started).toEqual(["a"]);
  });

  test("a new definition without it: at once", () => {
    const world = new World().apply([task]).tick("22:00");
    expect(world.apply([{ ...task, windows: [], digest: "new" }], "22:30").started).toEqual(["a"]);
  });

  test("a request waits as well and is told until when; by force it does not", () => {
    const world = new World().apply([task]);
    world.request("a", { now: "12:00" });
    expect(lastWord(world)).toBe("wait window until 02:00");
    world.request("a", { now: "12:00", force: true });
    expect(world.started).toEqual(["a"]);
  });

  test("in line for a place, too, it goes back when its window closes", () => {
    const night = { schedule: "daily at 03:00", windows: [starts("02:00-04:00")] };
    const world = new World({ settings: makeSettings({ maxConcurrent: 1 }) }).apply([
      makeTask("busy", { schedule: "daily at 02:59" }),
      makeTask("skips", night),
      makeTask("waits", { ...night, otherwise: "wait" }),
      makeTask("dark", { schedule: "daily at 03:00", blackouts: [closed("03:30-05:00")] }),
      makeTask("forced", night),
    ]);
    world.tick("02:59").tick("03:00");
    world.request("forced", { force: true });
    expect(world.steps.at(-1)!.wakeAt).toBe(at("03:30"));
    expect(world.tick("03:30").ended.at(-1)).toBe("dark: skipped blackout");
    world.tick("04:00");
    expect(world.ended).toEqual(["dark: skipped blackout", "skips: skipped window", "forced: skipped window"]);
    expect(world.waiting).toEqual(["forced", "waits"]);
    expect(world.end("busy", 0, "04:01").active).toEqual(["forced"]);
  });

  test("the clock is mended: it does not wait for a moment of the wrong future", () => {
    const world = new World({ now: "2099-01-01T21:00Z" }).apply([task]).tick("2099-01-01T22:00Z");
    expect(world.tick("03:00").started).toEqual(["a"]);
  });
});

describe("cooldown", () => {
  const cool = { schedule: "every 10 minutes", cooldownMs: 15 * minuteMs };

  test.each<[name: string, sketch: TaskSketch, end: string, tick: string, word: string]>([
    ["not yet over", {}, "00:12", "00:20", "skip cooldown"],
    ["not yet over, waits", { otherwise: "wait" }, "00:12", "00:20", "wait cooldown until 00:27"],
    ["exactly over", { cooldownMs: 8 * minuteMs }, "00:12", "00:20", "run"],
    ["a millisecond less", { cooldownMs: 8 * minuteMs + 1 }, "00:12", "00:20", "skip cooldown"],
  ])("%s", (_, sketch, end, tick, word) => {
    const world = new World()
      .apply([makeTask("a", { ...cool, ...sketch })])
      .tick("00:10")
      .end("a", 1, end);
    expect(lastWord(world.tick(tick))).toBe(word);
  });

  test("starts by itself when it is over", () => {
    const world = new World()
      .apply([makeTask("a", { ...cool, otherwise: "wait" })])
      .tick("00:10")
      .end("a", 0, "00:12")
      .tick("00:20");
    expect(world.tick("00:27").started).toEqual(["a", "a"]);
  });

  test("a run that its own check called off is none to cool down from", () => {
    const world = new World()
      .apply([makeTask("a", cool)])
      .tick("00:10")
      .end("a", { kind: "check", code: 1 }, "00:12");
    expect(lastWord(world.tick("00:20"))).toBe("run");
  });

  test("nor is one that made way: the newer one starts", () => {
    const world = new World().apply([makeTask("a", { ...cool, overlap: "replace" })]);
    world.tick("00:10").tick("00:20").end("a", { kind: "signalled", signal: "TERM" }, "00:21");
    expect(world.started).toEqual(["a", "a"]);
  });

  test("requests obey it, by force they pass", () => {
    const world = new World().apply([makeTask("a", { cooldownMs: hourMs })]).tick("00:10");
    world.request("a");
    world.end("a", 0, "00:12");
    world.request("a");
    expect(world.ended.at(-1)).toBe("a: skipped cooldown");
    expect(world.ends.at(-1)!.detail).toBe("cooldown = 1h: 1h left");
    world.request("a", { force: true });
    expect(world.active).toEqual(["a"]);
  });

  test("an end in a wrong future is none to cool down from", () => {
    const world = new World({ now: "2099-01-01T00:00Z" }).apply([makeTask("a", { cooldownMs: hourMs })]);
    world.request("a");
    world.end("a").tick("05:00");
    world.request("a");
    expect(world.active).toEqual(["a"]);
  });
});

describe("rate", () => {
  const brisk = { schedule: "every 10 minutes", rate: rate(2, 25 * minuteMs) };

  function run(world: World, ...times: string[]): World {
    for (const time of times) {
      world.tick(time);
      if (world.active.length > 0) world.end("a");
    }
    return world;
  }

  test("so many starts, then none until the first has left the stretch", () => {
    const world = run(new World().apply([makeTask("a", brisk)]), "00:10", "00:20", "00:30", "00:40");
    expect(world.ended).toEqual(["a: success exit-0", "a: success exit-0", "a: skipped rate", "a: success exit-0"]);
    expect(world.ends[2]!.detail).toBe("rate = 2/25m: 5m left until the next start");
  });

  test("waits until then", () => {
    const world = run(new World().apply([makeTask("a", { ...brisk, otherwise: "wait" })]), "00:10", "00:20");
    expect(lastWord(world.tick("00:30"))).toBe("wait rate until 00:35");
    expect(world.tick("00:35").started).toHaveLength(3);
  });

  test("at its edge: a start exactly so long ago is out", () => {
    const exact = { ...brisk, rate: rate(2, 20 * minuteMs) };
    const world = run(new World().apply([makeTask("a", exact)]), "00:10", "00:20", "00:30");
    expect(world.started).toHaveLength(3);
  });

  test("a millisecond more is in", () => {
    const exact = { ...brisk, rate: rate(2, 20 * minuteMs + 1) };
    const world = run(new World().apply([makeTask("a", exact)]), "00:10", "00:20", "00:30");
    expect(world.ended.at(-1)).toBe("a: skipped rate");
  });

  test("of many that are let in at one moment only so many start", () => {
    const world = new World({ settings: makeSettings({ maxConcurrent: 9 }) });
    world.apply([makeTask("a", { overlap: "allow", rate: rate(2, hourMs), otherwise: "wait" })]);
    for (let i = 0; i < 5; i++) world.request("a");
    expect(world.active).toHaveLength(2);
    expect(world.tick("01:00").active).toHaveLength(4);
    expect(world.tick("02:00").active).toHaveLength(5);
  });

  test("attempts are no starts", () => {
    const retry = { ...makeTask("x").retry, attempts: 3 };
    const world = new World().apply([makeTask("a", { rate: rate(1, hourMs), retry })]);
    world.request("a");
    world.end("a", 1).tick("00:00").end("a", 1).tick("00:00").end("a", 0);
    expect(world.started).toHaveLength(3);
    expect(world.state.memories.get(taskId("a"))!.starts).toEqual([at("00:00")]);
  });

  test("no more is remembered than counts, and nothing without a rate", () => {
    const world = run(new World().apply([makeTask("a", brisk)]), "00:10", "00:20", "00:40", "00:50", "02:00");
    expect(world.state.memories.get(taskId("a"))!.starts).toEqual([at("02:00")]);
    const free = run(new World().apply([makeTask("a", { schedule: "every 10 minutes" })]), "00:10");
    expect(free.state.memories.get(taskId("a"))!.starts).toEqual([]);
  });

  test("another runner counts them, too", () => {
    const task = makeTask("a", brisk);
    const before = run(new World().apply([task]), "00:10", "00:20");
    expect(lastWord(restart(before, "00:25").apply([task]).tick("00:30"))).toBe("skip rate");
  });

  test("by force it passes, and counts", () => {
    const world = new World().apply([makeTask("a", { rate: rate(1, hourMs) })]);
    for (const force of [false, true, false]) {
      world.request("a", { force });
      if (world.active.length > 0) world.end("a");
    }
    expect(world.ended).toEqual(["a: success exit-0", "a: success exit-0", "a: skipped rate"]);
  });

  test("never more than so many starts in any stretch", () => {
    const minutes = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 });
    fc.assert(
      fc.property(
        minutes,
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom("skip", "wait"),
        (gaps, count, otherwise) => {
          const perMs = 30 * minuteMs;
          const world = new World({ settings: makeSettings({ maxConcurrent: 99 }) });
          world.apply([makeTask("a", { rate: rate(count, perMs), otherwise, overlap: "allow" })]);
          let time = world.state.now;
          for (const gap of gaps) world.request("a", { now: renderInstant((time += gap * minuteMs)) });
          for (let i = 0; i < 10; i++) world.tick(renderInstant((time += 30 * minuteMs)));
          const spawned = world.effects.flatMap((effect) => (effect.kind === "spawn" ? [effect.active.startedAt] : []));
          spawned.forEach((start, i) => expect((spawned[i + count] ?? Infinity) - start).toBeGreaterThanOrEqual(perMs));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("jitter", () => {
  const jittery = makeTask("a", { schedule: "daily at 02:00", jitterMs: hourMs });

  function delayOf(world: World): number {
    const want = world.effects.find((effect) => effect.kind === "want")!;
    return want.wanted.notBefore! - want.wanted.slot!;
  }

  test("a slot waits as long as its hash says, the same every time", () => {
    const world = new World().apply([jittery]).tick("02:00");
    const delay = delayOf(world);
    expect(lastWord(world)).toMatch(/^wait delay/);
    expect(world.steps.at(-1)!.wakeAt).toBe(at("02:00") + delay);
    expect(delayOf(new World().apply([jittery]).tick("02:00"))).toBe(delay);
    expect(world.tick(renderInstant(at("02:00") + delay - 1)).started).toEqual([]);
    expect(world.tick(renderInstant(at("02:00") + delay)).started).toEqual(["a"]);
  });

  test("a late slot does not wait for a moment that is over", () => {
    const world = new World().apply([{ ...jittery, jitterMs: 60_000 }]).tick("02:04");
    expect(world.started).toEqual(["a"]);
  });

  test("one that is caught up counts from its slot, too", () => {
    const missed = { ...jittery, catchUp: { policy: "last", withinMs: undefined } } as const;
    const world = new World().apply([missed]).tick("02:06");
    expect(delayOf(world)).toBe(delayOf(new World().apply([jittery]).tick("02:00")));
  });

  test("requests and needed runs have none", () => {
    const world = new World().apply([jittery, makeTask("b", { needs: ["a"] })]);
    world.request("b");
    expect(world.started).toEqual(["a"]);
  });

  test("the next slot takes the place of one that waits still", () => {
    const often = makeTask("a", { schedule: "* * * * *", jitterMs: hourMs });
    const world = new World().apply([often]).tick("00:01").tick("00:02");
    expect(world.ended).toEqual(["a: skipped superseded"]);
  });

  test("the deadline counts from its end, whoever looks and whenever", () => {
    const due = { ...jittery, startDeadlineMs: minuteMs };
    const settings = makeSettings({ maxConcurrent: 0 });
    const world = new World({ settings }).apply([due]).tick("02:00");
    const begins = at("02:00") + delayOf(world);
    const latest = (of: World): number | undefined =>
      latestStart([...of.state.waiting.values()][0]!, due, of.state.now);
    expect(latest(world)).toBe(begins + minuteMs);
    expect(latest(world.tick(renderInstant(begins)))).toBe(begins + minuteMs);
    const after = restart(world, renderInstant(begins + 1)).apply([due], undefined, settings);
    expect(after.waiting).toEqual(["a"]);
    expect(latest(after)).toBe(begins + minuteMs);
    expect(after.tick(renderInstant(begins + minuteMs + 1)).ended).toEqual(["a: skipped deadline"]);
  });

  test("the clock is mended: it does not wait for a moment of the wrong future", () => {
    const world = new World({ now: "2099-01-01T00:00Z" }).apply([jittery]).tick("2099-01-01T02:00Z");
    expect(world.tick("05:00").started).toEqual(["a"]);
  });

  test("is spread evenly over hosts, slots and tasks", () => {
    const counts = Array<number>(10).fill(0);
    for (let i = 0; i < 4000; i++) {
      const name = { name: `host-${i % 50}`, labels: [] };
      const tenth = Math.floor(fraction(`task-${i % 7}\0${name.name}\0${at("00:00") + i * hourMs}`) * 10);
      counts[tenth]! += 1;
    }
    // 400 each is expected, and a standard deviation of 19.
    for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(95);
  });

  test("a thousand slots of a task: within jitter, each tenth of it about as often", () => {
    const hourly = makeTask("a", { schedule: "every hour", jitterMs: 10 * minuteMs });
    const world = new World().apply([hourly]);
    for (let i = 1; i <= 1000; i++) world.tick(renderInstant(at("00:00") + i * hourMs));
    const wants = world.effects.flatMap((effect) => (effect.kind === "want" ? [effect.wanted] : []));
    const counts = Map.groupBy(wants, ({ slot, notBefore }) => Math.floor((notBefore! - slot!) / minuteMs));
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const tenth of counts.values()) expect(Math.abs(tenth.length - 100)).toBeLessThan(48);
  });
});

describe("start_deadline leaves out waits that the author asked for", () => {
  const due = { startDeadlineMs: 10 * minuteMs, otherwise: "wait" } as const;
  const night = makeTask("a", { ...due, schedule: "daily at 22:00", windows: [starts("23:00-23:30")] });

  test("a window", () => {
    expect(new World().apply([night]).tick("22:00").tick("23:00").started).toEqual(["a"]);
  });

  test("but not what nobody looked for after it had opened", () => {
    const world = new World().apply([night]).tick("22:00");
    expect(world.tick("23:10").started).toEqual(["a"]);
    const late = new World().apply([night]).tick("22:00").tick("2026-11-20T23:10:00.001Z");
    expect(late.ended).toEqual(["a: skipped deadline"]);
  });

  test("a window, with another runner in between", () => {
    const world = restart(new World().apply([night]).tick("22:00"), "22:45").apply([night]);
    expect(world.tick("23:00").started).toEqual(["a"]);
  });

  test("needs, with another runner in between, and nobody there for a while", () => {
    const needy = makeTask("a", { ...due, schedule: "daily at 02:00", needs: ["b"] });
    const needed = makeTask("b", { schedule: "daily at 02:00" });
    const before = new World().apply([needy, needed]).tick("02:00");
    const after = restart(before, "02:20").apply([needy, needed]);
    expect(after.tick("02:40").end("b").started).toEqual(["a"]);
  });

  test("but not the time in line before and after such a wait, whoever was there", () => {
    const queued = makeTask("a", {
      ...due,
      schedule: "daily at 02:00",
      windows: [starts("02:05-03:00")],
      locks: ["l"],
    });
    const holder = makeTask("b", { schedule: "daily at 02:00", locks: ["l"] });
    const before = new World().apply([queued, holder]).tick("02:00").tick("02:05");
    // Five minutes for the window, which do not count; from then on it is the lock that holds it back.
    const world = restart(before, "02:10").apply([queued, holder]).tick("02:15");
    expect(world.ended).toEqual([]);
    expect(world.tick("2026-11-20T02:15:00.001Z").ended).toEqual(["a: skipped deadline"]);
  });

  test("what explain says of it while it waits", () => {
    const world = new World().apply([night]).tick("22:00").tick("22:45");
    const deadline = explain(world.state, taskId("a")).gates.find(({ gate }) => gate === "deadline")!;
    expect(deadline.verdict.kind).toBe("pass");
  });
});

describe("overrun", () => {
  const retry = { ...makeTask("x").retry, attempts: 3, delayMs: 10 * minuteMs };
  const nightly = (sketch: TaskSketch = {}, ...windows: StartWindow[]) =>
    makeTask("a", {
      schedule: "daily at 03:00",
      windows: windows.length > 0 ? windows : [starts("02:00-04:00", "cancel")],
      ...sketch,
    });
  const terminated = { kind: "signalled", signal: "TERM" } as const;

  test("cancel: it is ended when its window closes, and not tried again", () => {
    const world = new World().apply([nightly({ retry })]).tick("03:00");
    expect(world.steps.at(-1)!.wakeAt).toBe(at("04:00"));
    world.tick("2026-11-20T03:59:59.999Z");
    expect(world.signals).toEqual([]);
    world.tick("04:00").tick("2026-11-20T04:00:10Z").end("a", { kind: "lost" });
    expect(world.signals).toEqual(["a: TERM overrun", "a: KILL overrun"]);
    expect(world.ended).toEqual(["a: cancelled overrun"]);
    expect(world.ends[0]!.attempts[0]!.ended).toBe("overrun");
    expect(world.ends[0]!.detail).toBe('its window closed (overrun = "cancel")');
  });

  test("allow: it goes on", () => {
    const world = new World()
      .apply([nightly({}, starts("02:00-04:00", "allow"))])
      .tick("03:00")
      .tick("05:00");
    expect(world.signals).toEqual([]);
  });

  test.each([
    ["the timeout comes first", 59, "a: TERM timeout", "a: failed timeout"],
    ["both at once: its own fault", 60, "a: TERM timeout", "a: failed timeout"],
    ["the window closes first", 61, "a: TERM overrun", "a: cancelled overrun"],
  ])("%s", (_, timeout, signal, end) => {
    const world = new World().apply([nightly({ timeoutMs: timeout * minuteMs })]).tick("03:00");
    world.tick(renderInstant(world.steps.at(-1)!.wakeAt!)).end("a", terminated);
    expect(world.signals).toEqual([signal]);
    expect(world.ended).toEqual([end]);
  });

  test("a retry is made while the window is open", () => {
    const world = new World()
      .apply([nightly({ retry })])
      .tick("03:00")
      .end("a", 1, "03:10")
      .tick("03:20");
    expect(world.started).toEqual(["a", "a"]);
    expect(world.tick("04:00").signals).toEqual(["a: TERM overrun"]);
  });

  test("one that would be due when it has closed is not: the run ends at once", () => {
    const world = new World()
      .apply([nightly({ retry })])
      .tick("03:00")
      .end("a", 1, "03:50");
    expect(world.ended).toEqual(["a: cancelled overrun"]);
    expect(world.ends[0]).toMatchObject({ endedAt: at("03:50"), attempts: [{ exit: { code: 1 }, ended: undefined }] });
  });

  test("one that waits for a place when it closes is not made", () => {
    const world = new World({ settings: makeSettings({ maxConcurrent: 1 }) });
    world.apply([nightly({ retry }), makeTask("b", { schedule: "daily at 03:05" })]);
    world.tick("03:00").tick("03:05").end("a", 1, "03:06").tick("03:16");
    expect(world.active).toEqual(["a", "b"]);
    expect(world.tick("04:00").ended).toEqual(["a: cancelled overrun"]);
    expect(world.end("b", 0, "04:01").started).toEqual(["a", "b"]);
  });

  test("nor one whose place is free only in the moment in which it closes", () => {
    const world = new World({ settings: makeSettings({ maxConcurrent: 1 }) });
    world.apply([nightly({ retry }), makeTask("b", { schedule: "daily at 03:05" })]);
    world.tick("03:00").tick("03:05").end("a", 1, "03:06").tick("03:16").end("b", 0, "04:00");
    expect(world.started).toEqual(["a", "b"]);
    expect(world.ended).toEqual(["b: success exit-0", "a: cancelled overrun"]);
  });

  test("the wall clock decides, also where it jumps", () => {
    const world = new World().apply([nightly({ timeoutMs: 2 * hourMs })]).tick("03:00");
    world.tell({ kind: "clock-jumped", now: at("04:30"), byMs: 80 * minuteMs }).tick("04:30");
    expect(world.signals).toEqual(["a: TERM overrun"]);
  });

  test("a retry that a jump of the clock has put off is not made", () => {
    const world = new World()
      .apply([nightly({ retry })])
      .tick("03:00")
      .end("a", 1, "03:10");
    world.tell({ kind: "clock-jumped", now: at("04:30"), byMs: 79 * minuteMs }).tick("04:30");
    expect(world.ended).toEqual(["a: cancelled overrun"]);
  });

  test("the clock is mended: the window of the true time counts", () => {
    const world = new World({ now: "2099-01-01T02:00Z" }).apply([nightly()]).tick("2099-01-01T03:00Z");
    world.tick("02:30").tick("04:00");
    expect(world.signals).toEqual(["a: TERM overrun"]);
  });

  test("forced past its windows it does not end with one", () => {
    const world = new World().apply([nightly({ schedule: undefined })]);
    world.request("a", { now: "03:00", force: true });
    expect(world.tick("05:00").signals).toEqual([]);
  });

  test("another runner ends it, too", () => {
    const world = restart(new World().apply([nightly()]).tick("03:00"), "03:30").apply([nightly()]);
    const active = [...world.state.active.values()][0]!;
    const about = { run: active.wanted.id, launch: active.launch };
    world.tell({ kind: "started", now: at("03:30"), ...about, process, at: at("03:00") });
    expect(world.tick("04:00").signals).toEqual(["a: TERM overrun"]);
  });

  test("a process that was never created is not when the window has closed", () => {
    const world = restart(new World().apply([nightly()]).tick("03:00"), "04:30").apply([nightly()]);
    const run = [...world.state.active.keys()][0]!;
    world.tell({ kind: "never-started", now: at("04:30"), run, launch: 1 }).tick("04:30");
    expect(world.started).toEqual([]);
    expect(world.ended).toEqual(["a: cancelled overrun"]);
  });

  test.each<[name: string, windows: StartWindow[], from: string, ends: string | undefined]>([
    ["no window", [], "03:00", undefined],
    ["outside", [starts("02:00-04:00", "cancel")], "04:00", undefined],
    ["inside", [starts("02:00-04:00", "cancel")], "02:00", "04:00"],
    ["two that adjoin", [starts("02:00-04:00", "cancel"), starts("04:00-05:00", "cancel")], "03:00", "05:00"],
    ["two that overlap", [starts("02:00-04:00", "cancel"), starts("03:00-05:00", "cancel")], "02:30", "05:00"],
    ["two with a pause", [starts("02:00-04:00", "cancel"), starts("04:01-05:00", "cancel")], "03:00", "04:00"],
    ["one within the other", [starts("02:00-06:00", "cancel"), starts("03:00-04:00", "cancel")], "03:30", "06:00"],
    ["beside one that allows it", [starts("02:00-04:00", "cancel"), starts("03:00-05:00")], "03:30", undefined],
    ["on the way to one that allows it", [starts("02:00-04:00", "cancel"), starts("04:00-05:00")], "03:00", undefined],
    ["always open", [starts("00:00-24:00", "cancel")], "03:00", undefined],
    ["always one or the other", [starts("00:00-12:00", "cancel"), starts("12:00-00:00", "cancel")], "03:00", undefined],
  ])("%s", (_, windows, from, ends) => {
    expect(overrunAt(windows, at(from))).toBe(ends === undefined ? undefined : at(ends));
  });

  test("an hour that comes twice: it may stay for both", () => {
    const window = starts({ hours: "02:00-03:00", zone: "Europe/Berlin" }, "cancel");
    expect(overrunAt([window], at("2026-10-25T00:00Z"))).toBe(at("2026-10-25T02:00Z"));
  });
});

describe("what explain says", () => {
  test("all gates, in their order, with their numbers", () => {
    const task = makeTask("a", {
      schedule: "daily at 02:00",
      windows: [starts("11:00-13:00")],
      blackouts: [closed("14:00-15:00")],
      cooldownMs: hourMs,
      rate: rate(3, hourMs),
      startDeadlineMs: 5 * minuteMs,
    });
    const world = new World({ now: "12:00" }).apply([task]);
    world.request("a");
    world.end("a", 0, "12:10").tick("12:22");
    const told = explain(world.state, task.id).gates.map(
      ({ gate, verdict }) => `${gate}: ${verdict.kind}, ${verdict.detail}`,
    );
    expect(told.slice(0, 8)).toEqual([
      "enabled: pass, enabled",
      "hosts: pass, for every host",
      "delay: pass, no delay",
      "deadline: pass, 5m left to start",
      "blackout: pass, outside its blackouts",
      "window: pass, open until 2026-11-20T13:00:00Z (window 11:00-13:00)",
      "cooldown: skip, cooldown = 1h: 48m left",
      "rate: pass, rate = 3/60m: 1 of them used",
    ]);
  });

  test("of one that waits for its delay", () => {
    const world = new World().apply([makeTask("a", { schedule: "daily at 02:00", jitterMs: hourMs })]).tick("02:00");
    const { verdict } = explain(world.state, taskId("a")).gates.find(({ gate }) => gate === "delay")!;
    expect(verdict.detail).toMatch(/^not before 2026-11-20T02:\d\d:[\d.]+Z \(.+ left, jitter = 1h\)$/);
  });
});

test("a window that closes while it waits for what it needs: told no then, not when that has ended", () => {
  const window = { ...makeWindow({ hours: "00:30-01:10" }), overrun: "allow" } as const;
  const task = makeTask("a", { schedule: "at 2026-11-20T01:00", needs: ["slow"], windows: [window] });
  const world = new World().apply([task, makeTask("slow", { schedule: "at 2026-11-20T00:50" })]);
  world.tick("00:50").tick("01:00");
  expect(world.steps.at(-1)!.wakeAt).toBe(at("01:10"));
  expect(world.tick("01:10").ended).toEqual(["a: skipped window"]);
});

test.each([
  { name: "rate", limit: { rate: { count: 1, perMs: 7_200_000, text: "1/2h" } } },
  { name: "cooldown", limit: { cooldownMs: 3_600_000 } },
])("$name: one that waits for facts is told no as soon as a twin has been there", ({ name, limit }) => {
  const facts = { kind: "fact", query: { kind: "file", path: "/x" }, test: { kind: "is-true" } } as const;
  const task = makeTask("a", { schedule: "at 2026-11-20T01:00", when: facts, overlap: "allow", ...limit });
  const world = new World().apply([task]).tick("01:00");
  expect(world.waiting).toEqual(["a"]);
  world.request("a", { now: "01:01", force: true });
  expect(world.started).toEqual(["a"]);
  world.end("a", 0, "01:02");
  expect(world.ended).toContain(`a: skipped ${name}`);
});
