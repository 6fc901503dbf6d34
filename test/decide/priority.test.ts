import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { advance, decide, explainPriority } from "../../src/decide/index.ts";
import { explainScore, scoreOf } from "../../src/decide/priority/score-of.ts";
import type { Rated } from "../../src/decide/priority/term.ts";
import type { Effect } from "../../src/model/decision.ts";
import { taskId } from "../../src/model/ids.ts";
import type { TaskMemory } from "../../src/model/memory.ts";
import type { RunEnd } from "../../src/model/run.ts";
import type { Settings } from "../../src/model/settings.ts";
import type { Task } from "../../src/model/task.ts";
import { priorities } from "../../src/model/task.ts";
import type { TaskSketch } from "./world.ts";
import { at, makeSettings, makeTask, World } from "./world.ts";

const minuteMs = 60_000;

/** One place, and what the order goes by. */
function settingsWith(priority: Partial<Settings["priority"]>, runner: Partial<Settings["runner"]> = {}): Settings {
  const settings = makeSettings({ maxConcurrent: 1, ...runner });
  return { ...settings, priority: { ...settings.priority, ...priority } };
}

const plain = new World().apply([makeTask("t", { schedule: "hourly" })]).state.memories.get(taskId("t"))!;

function rated(
  sketch: TaskSketch = {},
  rest: Partial<Omit<Rated, "task" | "memory">> & { memory?: Partial<TaskMemory> } = {},
): Rated {
  const { memory, ...others } = rest;
  return {
    task: makeTask("t", sketch),
    memory: { ...plain, ...memory },
    settings: makeSettings().priority,
    dependents: 0,
    now: at("01:00"),
    slot: at("01:00"),
    intervalMs: 60 * minuteMs,
    ...others,
  };
}

describe("what each term comes to, and why", () => {
  const effort = (estimatedMs?: number, complexity?: number, risk?: number): TaskSketch => ({
    effort: { estimatedMs, complexity, risk },
  });
  const rows: [name: string, rated: Rated, value: number, why: string][] = [
    ["impact", rated(), 50, "no impact is given: 50"],
    [
      "impact",
      rated({
        impact: [
          ["security", 90],
          ["speed", 40],
        ],
      }),
      65,
      "mean of security 90, speed 40",
    ],
    ["urgency", rated(), 0, "0ms after its slot, and slots are 1h apart: 0; no failure in a row"],
    [
      "urgency",
      rated({}, { now: at("01:15"), memory: { failures: 1 } }),
      45,
      "15m after its slot, and slots are 1h apart: 25; 1 failure: 20",
    ],
    [
      "urgency",
      rated({}, { now: at("09:00"), memory: { failures: 9 } }),
      100,
      "8h after its slot, and slots are 1h apart: 100; 9 failures in a row: 60",
    ],
    [
      "urgency",
      rated({}, { now: at("09:00"), intervalMs: undefined }),
      0,
      "8h after its slot, and no slot follows to hold that against: 0; no failure in a row",
    ],
    [
      "urgency",
      rated({}, { slot: undefined, memory: { failures: 2 } }),
      40,
      "no slot of it is due: 0; 2 failures in a row: 40",
    ],
    [
      "effort",
      rated(),
      (50 + 500 / 9 + 500 / 9) / 4,
      "mean of takes an unknown time: 50; complexity 5 (not given): 55.6; risk 5 (not given): 55.6; needed by 0 tasks: 0",
    ],
    [
      "effort",
      rated(effort(10 * minuteMs, 1, 10), { dependents: 1 }),
      (50 + 100 + 0 + 50) / 4,
      "mean of takes 10m (estimated): 50; complexity 1: 100; risk 10: 0; needed by 1 task: 50",
    ],
    [
      "effort",
      rated(effort(1, 1, 1), { dependents: 3, memory: { durationsMs: [30 * minuteMs, 1, 90 * minuteMs] } }),
      (25 + 100 + 100 + 75) / 4,
      "mean of takes 30m (median of 3 runs): 25; complexity 1: 100; risk 1: 100; needed by 3 tasks: 75",
    ],
    ["success_rate", rated(), 100, "it has not run yet: 100"],
    [
      "success_rate",
      rated({}, { memory: { outcomes: [true, false, true, true] } }),
      75,
      "3 of its last 4 runs succeeded",
    ],
    ["success_rate", rated({}, { memory: { outcomes: [false] } }), 0, "its only run failed"],
  ];
  test.each(rows)("%s, row %#", (name, of, value, why) => {
    const term = explainScore(of).terms.find((each) => each.name === name)!;
    expect(term.value).toBeCloseTo(value, 10);
    expect(term.why).toBe(why);
  });
});

test("a score is the weighted sum, times the category's multiplier, times the class's adjustment", () => {
  const settings = {
    ...makeSettings().priority,
    weights: { impact: 1, urgency: 2, effort: 0, successRate: 3 },
    categories: new Map([["security", 1.5]]),
  };
  const sketch: TaskSketch = { category: "security", priority: "high", impact: [["x", 10]] };
  const { score, terms, multiplier, adjustment } = explainScore(
    rated(sketch, { settings, now: at("01:06"), memory: { outcomes: [true, false] } }),
  );
  expect(terms.map(({ name, weight, points }) => [name, weight, points])).toEqual([
    ["impact", 1, 10],
    ["urgency", 2, 20],
    ["effort", 0, 0],
    ["success_rate", 3, 150],
  ]);
  expect({ multiplier, adjustment, score }).toEqual({ multiplier: 1.5, adjustment: 1.5, score: 180 * 1.5 * 1.5 });
  expect(explainScore(rated({ category: "backup" }, { settings })).multiplier).toBe(1);
});

test("the number and its explanation agree, and whatever is given, all of it is finite and no less than 0", () => {
  const wild = fc.oneof(fc.double(), fc.integer({ min: -5, max: 200 }), fc.constantFrom(NaN, Infinity, 1e308));
  const instant = fc.integer({ min: at("00:00"), max: at("23:59") });
  const any = fc.record({
    impact: fc.array(fc.tuple(fc.string(), wild), { maxLength: 3 }),
    estimatedMs: fc.option(fc.nat(), { nil: undefined }),
    complexity: fc.option(wild, { nil: undefined }),
    risk: fc.option(wild, { nil: undefined }),
    priority: fc.constantFrom(...priorities),
    category: fc.constantFrom(undefined, "backup", "security"),
    weights: fc.record({ impact: wild, urgency: wild, effort: wild, successRate: wild }),
    multiplier: wild,
    dependents: fc.nat({ max: 10_000 }),
    now: instant,
    slot: fc.option(instant, { nil: undefined }),
    intervalMs: fc.option(fc.integer({ min: 1, max: 1e9 }), { nil: undefined }),
    memory: fc.record({
      failures: fc.nat({ max: 100 }),
      outcomes: fc.array(fc.boolean(), { maxLength: 20 }),
      durationsMs: fc.array(fc.nat(), { maxLength: 10 }),
    }),
  });
  fc.assert(
    fc.property(any, ({ estimatedMs, complexity, risk, weights, multiplier, ...of }) => {
      const { impact, priority, category, memory, ...rest } = of;
      const settings = { weights, categories: new Map([["backup", multiplier]]), agingMs: undefined };
      const sketch = { impact, priority, category, effort: { estimatedMs, complexity, risk } };
      const it = rated(sketch, { ...rest, memory, settings });
      const told = explainScore(it);
      expect(told.score).toBe(scoreOf(it));
      const sum = told.terms.reduce((total, { points }) => total + points, 0);
      expect(told.score).toBe(sum * told.multiplier * told.adjustment);
      const numbers = told.terms.flatMap(({ value, weight, points }) => [value, weight, points]);
      for (const number of [told.score, told.multiplier, told.adjustment, ...numbers]) {
        expect(Number.isFinite(number) && number >= 0).toBe(true);
      }
      for (const { value } of told.terms) expect(value).toBeLessThanOrEqual(100);
    }),
  );
});

describe("the outcomes of the last runs", () => {
  test("success, failure and loss count; what was cancelled or skipped does not", () => {
    const world = new World({ settings: makeSettings({ maxConcurrent: 1 }) }).apply([makeTask("a")]);
    const outcomes = (): readonly boolean[] => world.state.memories.get(taskId("a"))!.outcomes;
    for (const exit of [0, 1, { kind: "lost" }, { kind: "check", code: 3 }] as const) {
      world.request("a");
      world.end("a", exit);
    }
    expect(outcomes()).toEqual([true, false, false]);
    const run = world.request("a");
    world.tell({ kind: "cancelled", now: world.state.now, run: run as never, by: "ada" });
    world.end("a", { kind: "signalled", signal: "TERM" });
    expect(world.ends.at(-1)).toMatchObject({ status: "cancelled" });
    expect(outcomes()).toEqual([true, false, false]);
  });

  test("no more than the last twenty are kept", () => {
    const world = new World().apply([makeTask("a")]);
    for (let i = 0; i < 25; i += 1) {
      world.request("a");
      world.end("a", i < 6 ? 1 : 0);
    }
    expect(world.state.memories.get(taskId("a"))!.outcomes).toEqual([false, ...Array<boolean>(19).fill(true)]);
  });
});

describe("which goes first", () => {
  /** The order in which they start at one place, once the run that holds it has ended. */
  function order(settings: Settings, tasks: readonly Task[], prepare: (world: World) => void): readonly string[] {
    const world = new World({ settings }).apply([makeTask("busy"), ...tasks]);
    world.request("busy");
    prepare(world);
    while (world.active.length > 0) world.end(world.active[0]!);
    return world.started.slice(1);
  }
  const ask =
    (...tasks: string[]) =>
    (world: World): void =>
      tasks.forEach((task) => world.request(task));

  const valuable = { impact: [["all", 100]] } as const;
  const tasks = [
    makeTask("dull"),
    makeTask("valuable", valuable),
    makeTask("high", { priority: "high", impact: [["all", 0]] }),
  ];

  test("the class, then the score", () => {
    expect(order(settingsWith({}), tasks, ask("dull", "valuable", "high"))).toEqual(["high", "valuable", "dull"]);
  });

  test("then the slot, then the id", () => {
    const due = ["b", "a", "later"].map((id) => makeTask(id, { schedule: id === "later" ? "5 1 * * *" : "0 1 * * *" }));
    // Their slots are seen at one moment, so only urgency could tell them apart; its weight is nothing here.
    const weights = { impact: 0.4, urgency: 0, effort: 0.2, successRate: 0.1 };
    expect(order(settingsWith({ weights }), due, (world) => world.tick("01:05"))).toEqual(["a", "b", "later"]);
  });

  test("a task that others need goes before its like", () => {
    const foot = makeTask("z-foot", { schedule: "hourly" });
    const own = [makeTask("a", { schedule: "hourly" }), foot, makeTask("head", { needs: ["z-foot"] })];
    expect(order(settingsWith({}), own, (world) => world.tick("01:00"))).toEqual(["z-foot", "a"]);
  });

  test("priority_scheduling = false: first come, first served", () => {
    const settings = settingsWith({ agingMs: minuteMs }, { priorityScheduling: false });
    expect(order(settings, tasks, ask("dull", "valuable", "high"))).toEqual(["dull", "valuable", "high"]);
  });

  test("the score is that of the moment of lining up; a new definition has a new one", () => {
    const again = (world: World): void => {
      ask("a", "b")(world);
      world.apply([makeTask("busy"), makeTask("a"), makeTask("b", valuable)]);
    };
    expect(order(settingsWith({}), [makeTask("a"), makeTask("b")], again)).toEqual(["b", "a"]);
  });

  describe("who has waited priority.aging moves up", () => {
    const aging = settingsWith({ agingMs: 10 * minuteMs });
    const classes = priorities.map((priority) => makeTask(priority, { priority, ...valuable }));
    const old = makeTask("old", { priority: "background", ...valuable });
    const after = (now: string) => (world: World) => {
      world.request("old");
      for (const priority of priorities) world.request(priority, { now });
    };
    // Into a class it brings the score that its own class made of it, and that is the lowest there.
    const rows: [now: string, started: readonly string[]][] = [
      ["00:10", ["critical", "high", "medium", "low", "old", "background"]],
      ["00:20", ["critical", "high", "medium", "old", "low", "background"]],
      ["00:30", ["critical", "high", "old", "medium", "low", "background"]],
      ["00:40", ["critical", "old", "high", "medium", "low", "background"]],
      // There is no class above that: from now on nothing that has waited less goes before it.
      ["00:50", ["old", "critical", "high", "medium", "low", "background"]],
      ["23:00", ["old", "critical", "high", "medium", "low", "background"]],
    ];
    test.each(rows)("by %s", (now, started) => {
      expect(order(aging, [...classes, old], after(now))).toEqual(started);
    });

    test("behind a lock, too", () => {
      const locked = [
        makeTask("holder", { locks: ["x"] }),
        makeTask("old", { locks: ["x"], priority: "low" }),
        makeTask("new", { locks: ["x"], priority: "critical", impact: [] }),
      ];
      const world = new World({ settings: settingsWith({ agingMs: minuteMs }, { maxConcurrent: 2 }) }).apply(locked);
      ask("holder", "old")(world);
      world.request("new", { now: "00:04" });
      world.end("holder");
      expect(world.started).toEqual(["holder", "old"]);
    });

    test("neither a new revision nor a restart takes it back", () => {
      const world = new World({ settings: aging }).apply([makeTask("busy"), old]);
      ask("busy", "old")(world);
      const snapshot = {
        memories: [...world.state.memories.values()],
        waiting: [...world.state.waiting.values()].map(({ wanted }) => wanted),
        active: [...world.state.active.values()],
        seq: world.state.seq,
        paused: undefined,
      };
      const again = new World({ now: "00:50", settings: aging, snapshot }).apply([makeTask("busy"), old, ...classes]);
      again.request("critical");
      again.apply([makeTask("busy"), { ...old }, ...classes], "00:51").end("busy");
      expect(again.started).toEqual(["old"]);
    });

    test("waits that its author asked for do not count", () => {
      const own = [
        makeTask("foot", { schedule: "hourly" }),
        makeTask("old", { needs: ["foot"], priority: "low" }),
        makeTask("busy"),
        makeTask("new"),
      ];
      const world = new World({ settings: settingsWith({ agingMs: 10 * minuteMs }) }).apply(own);
      ask("foot", "old")(world);
      world.tick("00:40");
      world.request("busy");
      world.end("foot", 0, "00:41");
      world.request("new");
      world.end("busy", 0, "00:45");
      expect(world.started).toEqual(["foot", "busy", "new"]);
    });

    test("nobody is woken for it", () => {
      const world = new World({ settings: aging }).apply([makeTask("busy"), old]);
      ask("busy", "old")(world);
      expect(world.steps.at(-1)!.wakeAt).toBeUndefined();
    });

    test("a clock that is set back: the waiting begins anew", () => {
      const world = new World({ settings: aging, now: "23:00" }).apply([makeTask("busy"), makeTask("new"), old]);
      ask("busy", "old")(world);
      world.tick("01:00");
      world.request("new", { now: "01:15" });
      world.end("busy").end("new");
      expect(world.started).toEqual(["busy", "new", "old"]);
    });

    test("and counts from then on, though the wall has not come to where it was", () => {
      const world = new World({ settings: aging, now: "23:00" }).apply([makeTask("busy"), makeTask("new"), old]);
      ask("busy", "old")(world);
      world.tick("01:00");
      world.request("new", { now: "01:30" });
      world.end("busy");
      expect(world.started).toEqual(["busy", "old"]);
    });
  });
});

describe("10,000 tasks that are due in one minute, three places, and new ones of a higher class in every minute", () => {
  const many = 10_000;
  const agingMs = 10 * minuteMs;
  const start = at("00:00");

  test("all of them run, in the order that is documented", () => {
    const settings = settingsWith({ agingMs }, { maxConcurrent: 3, maxQueued: 10 * many });
    const ids = Array.from({ length: many }, (_, i) => `t${String(i).padStart(5, "0")}`);
    const tasks = ids.map((id) => makeTask(id, { schedule: "at 2026-11-20T00:01Z" }));
    const high = makeTask("high", { priority: "high", overlap: "allow" });
    const world = new World({ settings }).apply([high, ...tasks]);
    const { state } = world;
    const starts: { task: string; waitedMs: number; now: number }[] = [];
    let ends: RunEnd[] = [];

    for (let minute = 1; ends.length < many; minute += 1) {
      if (minute > 6000) throw new Error(`${ends.length} have run after ${minute} minutes`);
      const now = start + minute * minuteMs;
      // As many new ones as there are places: without ageing no other would ever have its turn.
      for (let i = 0; i < 3; i += 1) {
        const request = { task: high.id, nonce: `${minute}-${i}`, by: "a", reason: "", force: false, withNeeds: false };
        advance(state, { kind: "requested", now, request });
      }
      advance(state, { kind: "tick", now });
      for (const { wanted, launch, startedAt } of [...state.active.values()]) {
        const exit = { kind: "exited", code: 0 } as const;
        advance(state, {
          kind: "attempt-ended",
          ...{ now, launch, exit, startedAt, run: wanted.id, at: now, resources: {} },
        });
      }
      const { effects } = decide(state);
      for (const { active } of effects.filter((effect) => effect.kind === "spawn")) {
        starts.push({ task: active.wanted.task, waitedMs: now - active.wanted.firstSeen, now });
      }
      ends = ends.concat(endsOf(effects).filter(({ task }) => task !== high.id));
    }

    expect(ends.every(({ status }) => status === "success")).toBe(true);
    expect(ends.map(({ task }) => task)).toEqual(ids);
    // Two classes up, and they meet only those of the new ones that have waited, too.
    const first = starts.findIndex(({ task }) => task !== high.id);
    expect(starts[first]!.waitedMs).toBe(2 * agingMs);
    expect(starts.slice(0, first)).toHaveLength(3 * 20);
  }, 120_000);

  function endsOf(effects: readonly Effect[]): RunEnd[] {
    return effects.filter((effect) => effect.kind === "end").map(({ record }) => record.end);
  }
});

describe("the score of a task that does not wait", () => {
  const task = makeTask("a", { schedule: "hourly" });
  const urgencyOf = (world: World): number => explainPriority(world.state, task.id).terms[1]!.value;

  test("it is not due", () => expect(urgencyOf(new World().apply([task]))).toBe(0));

  test("it is due, and nobody has looked yet", () => {
    const world = new World().apply([task]);
    world.state.now = at("02:30");
    // Its slot of 01:00 is one and a half of two hours old: that much lies between it and the next that is to come.
    expect(urgencyOf(world)).toBe(75);
  });

  test("it waits since its slot", () => {
    const world = new World({ settings: settingsWith({}) }).apply([task, makeTask("busy")]);
    world.request("busy");
    world.tick("01:00").tick("01:45");
    expect(urgencyOf(world)).toBe(75);
  });

  test("counted from the end of the last run", () => {
    const world = new World({ settings: settingsWith({}) }).apply([
      makeTask("a", { schedule: { every: "20m", from: "finish" } }),
      makeTask("busy"),
    ]);
    world.request("busy");
    world.tick("00:20").tick("00:25");
    expect(urgencyOf(world)).toBe(25);
  });
});
