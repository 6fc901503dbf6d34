import { describe, expect, test } from "vitest";
import { renderDuration } from "../../src/model/duration.ts";
import { renderInstant } from "../../src/model/instant.ts";
import { factKeyOf } from "../../src/model/condition.ts";
import type { TaskId } from "../../src/model/ids.ts";
import { taskId } from "../../src/model/ids.ts";
import type { Snapshot } from "../../src/model/memory.ts";
import { emptySnapshot } from "../../src/model/memory.ts";
import type { Settings } from "../../src/model/settings.ts";
import type { Task } from "../../src/model/task.ts";
import type { FactTimeline, Forecast, ForecastEntry } from "../../src/plan/index.ts";
import { forecast } from "../../src/plan/index.ts";
import { at, makeSettings, makeTask, World } from "../decide/world.ts";

const hourMs = 3_600_000;

interface Look {
  readonly now?: string;
  readonly forMs?: number;
  readonly snapshot?: Snapshot;
  readonly settings?: Settings;
  /** Minutes by task. */
  readonly takes?: Readonly<Record<string, number>>;
  readonly most?: number;
  readonly exits?: ReadonlyMap<TaskId, readonly number[]>;
  readonly facts?: FactTimeline;
}

function look(tasks: readonly Task[], { now = "00:00", forMs = 3 * hourMs, ...rest }: Look = {}): Forecast {
  const { snapshot = emptySnapshot, settings = makeSettings(), takes, ...bound } = rest;
  const catalog = { tasks: new Map(tasks.map((task) => [task.id, task])), settings };
  const durations = takes && new Map(Object.entries(takes).map(([id, minutes]) => [taskId(id), minutes * 60_000]));
  return forecast({
    ...{ catalog, revision: undefined, snapshot, host: settings.host, now: at(now), forMs },
    ...bound,
    ...(durations ? { durations } : {}),
  });
}

/** `01:00 a run schedule` */
function tell(entries: readonly ForecastEntry[]): string[] {
  return entries.map(({ at, task, decision, reason }) => {
    return `${renderInstant(at)
      .slice(11)
      .replace(/:00Z$|Z$/, "")} ${task} ${decision} ${reason}`;
  });
}

/** The state of a world, as its journal would give it back. */
function snapshotOf({ state }: World): Snapshot {
  return {
    memories: [...state.memories.values()],
    waiting: [...state.waiting.values()].map(({ wanted }) => wanted),
    active: [...state.active.values()],
    seq: state.seq,
    paused: state.paused,
  };
}

describe("what will be", () => {
  const hourly = { schedule: "hourly" };
  const rows: [name: string, tasks: Task[], look: Look, told: string[]][] = [
    ["nothing", [], {}, []],
    [
      "the horizon's end is in it, its beginning is not",
      [makeTask("a", hourly)],
      { now: "01:00", forMs: hourMs },
      ["02:00 a run schedule"],
    ],
    [
      "disabled, for another host: no slots",
      [makeTask("a", { ...hourly, enabled: false }), makeTask("b", { ...hourly, hosts: ["db"] })],
      {},
      [],
    ],
    [
      "suspended: none until then",
      [makeTask("a", { ...hourly, suspend: { until: at("02:00"), reason: "works" } })],
      {},
      ["02:00 a run schedule", "03:00 a run schedule"],
    ],
    [
      "what it needs goes before it",
      [makeTask("a", { schedule: "daily at 01:00", needs: ["b"] }), makeTask("b")],
      {},
      ["01:00 b run needed-by", "01:00 a run needs"],
    ],
    [
      "what it needs takes its time",
      [makeTask("a", { schedule: "daily at 01:00", needs: ["b"] }), makeTask("b", { schedule: "daily at 01:00" })],
      { takes: { b: 20 } },
      ["01:00 b run schedule", "01:20 a run needs"],
    ],
    [
      "one place: by priority, then by name",
      [makeTask("a", hourly), makeTask("b", hourly), makeTask("c", { ...hourly, priority: "high" })],
      { forMs: hourMs + 1800_000, takes: { a: 10, b: 10, c: 10 }, settings: makeSettings({ maxConcurrent: 1 }) },
      ["01:00 c run schedule", "01:10 a run concurrency", "01:20 b run concurrency"],
    ],
    [
      "one lock",
      [makeTask("a", { ...hourly, locks: ["x"] }), makeTask("b", { ...hourly, locks: ["x"] })],
      { forMs: hourMs + 1800_000, takes: { a: 10, b: 10 } },
      ["01:00 a run schedule", "01:10 b run locks"],
    ],
    [
      "a slot that meets the run before it",
      [makeTask("a", hourly)],
      { takes: { a: 90 } },
      ["01:00 a run schedule", "02:00 a skip overlap", "03:00 a run schedule"],
    ],
    [
      "overlap = queue",
      [makeTask("a", { ...hourly, overlap: "queue" })],
      { takes: { a: 90 } },
      ["01:00 a run schedule", "02:30 a run overlap", "03:00 a wait overlap"],
    ],
    [
      "overlap = replace",
      [makeTask("a", { ...hourly, overlap: "replace" })],
      { takes: { a: 90 } },
      ["01:00 a run schedule", "02:00 a run schedule", "03:00 a run schedule"],
    ],
    [
      "max_queued",
      [makeTask("a", hourly), makeTask("b", hourly)],
      { forMs: hourMs, settings: makeSettings({ maxConcurrent: 1, maxQueued: 0 }) },
      ["01:00 a run schedule", "01:00 b skip queue-full"],
    ],
    [
      "start_deadline",
      [makeTask("a", hourly), makeTask("b", { ...hourly, startDeadlineMs: 60_000 })],
      { forMs: 1.5 * hourMs, takes: { a: 90 }, settings: makeSettings({ maxConcurrent: 1 }) },
      ["01:00 a run schedule", "01:01:00.001 b skip deadline"],
    ],
    [
      "a timeout shorter than it usually takes: it fails, and so does what needs it",
      [
        makeTask("a", { schedule: "daily at 01:00", needs: ["b"] }),
        makeTask("b", { timeoutMs: 600_000, written: { timeout: "10m" } }),
      ],
      { takes: { b: 20 } },
      ["01:00 b run needed-by", "01:10 a skip needs-failed"],
    ],
    [
      "counted from the last end",
      [makeTask("a", { schedule: { every: "1h", from: "finish" } })],
      { takes: { a: 10 } },
      ["01:00 a run schedule", "02:10 a run schedule"],
    ],
  ];
  test.each(rows)("%s", (_, tasks, how, told) => {
    expect(tell(look(tasks, how).entries)).toEqual(told);
  });

  test("how long a run takes is the median of those remembered; else it is assumed", () => {
    const world = new World().apply([makeTask("a", { schedule: "hourly" }), makeTask("b", { schedule: "hourly" })]);
    world.tick("01:00").end("a", 0, "01:10").tick("02:00").end("a", 0, "02:20").tick("03:00").end("a", 0, "03:40");
    const tasks = [makeTask("a", { schedule: "hourly" }), makeTask("c", { schedule: "hourly" })];
    const { entries } = look(tasks, { now: "03:40", forMs: hourMs, snapshot: snapshotOf(world) });
    expect(
      entries.map(({ task, durationMs, durationAssumed }) => [task, renderDuration(durationMs), durationAssumed]),
    ).toEqual([
      // Of two that are due at once, the one that is known to take long has the lower score.
      ["c", "0ms", true],
      ["a", "20m", false],
    ]);
  });

  test("a run that is active goes on for the rest of its usual time", () => {
    const task = makeTask("a", { schedule: "every 30 minutes", overlap: "queue" });
    const world = new World().apply([task]).tick("00:30");
    const how = { now: "00:40", forMs: hourMs, snapshot: snapshotOf(world) };
    expect(tell(look([task], { ...how, takes: { a: 45 } }).entries)).toEqual([
      "01:15 a run overlap",
      "01:40 a wait overlap",
    ]);
    // Overdue already: any moment now, but not at this one.
    const overdue = look([task], { ...how, now: "01:00", forMs: 60_000, takes: { a: 5 } });
    expect(tell(overdue.now)).toEqual(["01:00 a wait overlap"]);
    expect(tell(overdue.entries)).toEqual(["01:00:00.001 a run overlap"]);
  });

  test("a paused task has no slots", () => {
    const task = makeTask("a", { schedule: "hourly" });
    const world = new World().apply([task]);
    world.tell({ kind: "paused", now: at("00:10"), task: task.id, reason: "works" });
    expect(look([task], { now: "00:20", snapshot: snapshotOf(world) }).entries).toEqual([]);
  });

  test("too much to tell ends early and says so", () => {
    const { entries, until } = look([makeTask("a", { schedule: "* * * * * *" })], { most: 90 });
    expect(entries).toHaveLength(90);
    expect(until).toBe(at("2026-11-20T00:01:30Z"));
  });
});

describe("what goes wrong", () => {
  const retry = { ...makeTask("x").retry, attempts: 2, delayMs: 20 * 60_000 };
  const told = makeTask("told", { triggers: [{ kind: "task", key: "k", task: taskId("a"), status: "failed" }] });

  test("runs that are taken to fail: attempt by attempt, the last code for all further ones", () => {
    const tasks = [makeTask("a", { schedule: "hourly", retry }), told];
    const failing = (codes: number[]) => look(tasks, { forMs: hourMs * 1.5, exits: new Map([[taskId("a"), codes]]) });
    expect(tell(failing([1, 0]).entries)).toEqual(["01:00 a run schedule"]);
    expect(tell(failing([1]).entries)).toEqual(["01:00 a run schedule", "01:20 told run task"]);
  });

  test("who runs into the timeout does not succeed while he waits for the next attempt", () => {
    const task = makeTask("a", { schedule: "hourly", retry, timeoutMs: 5 * 60_000, written: { timeout: "5m" } });
    const { entries } = look([task, told], { forMs: hourMs * 1.75, takes: { a: 10 } });
    expect(tell(entries)).toEqual(["01:00 a run schedule", "01:30 told run task"]);
  });
});

describe("facts that are given", () => {
  const query = { kind: "file", path: "/x" } as const;
  const isThere = { kind: "fact", query, test: { kind: "is-true" } } as const;
  const given = (value: boolean) =>
    new Map([[factKeyOf(query), [{ at: at("00:00"), value: { kind: "boolean", value } as const }]]]);

  test("a condition that is true already wants its run when the suspension of the task ends", () => {
    const triggers = [{ kind: "condition", key: "k", condition: isThere, forMs: 0, repeatMs: undefined } as const];
    const task = makeTask("a", { triggers, suspend: { until: at("01:00"), reason: "works" } });
    expect(tell(look([task], { facts: given(true) }).entries)).toEqual(["01:00 a run condition"]);
  });

  test("who waits for one is asked again with each reading: a need may have failed meanwhile", () => {
    const waits = { when: isThere, otherwise: "wait", needs: ["b"] } as const;
    const tasks = [
      makeTask("a", { schedule: "at 2026-11-20T00:30", ...waits }),
      makeTask("b", { schedule: "every 20 minutes" }),
    ];
    const exits = new Map([[taskId("b"), [1]]]);
    const before = new World().apply(tasks).tick("00:20").end("b", 0, "00:21");
    const { entries } = look(tasks, {
      now: "2026-11-20T00:25:05Z",
      takes: { b: 0 },
      forMs: 20 * 60_000,
      snapshot: snapshotOf(before),
      exits,
      facts: given(false),
    });
    expect(tell(entries)).toEqual(["00:40 b run schedule", "00:40:05 a skip needs-failed"]);
  });
});

describe("what would be done at this moment", () => {
  const task = makeTask("a", { schedule: "hourly" });
  const seen = snapshotOf(new World().apply([task, makeTask("b")]));

  test("without a past: nothing, not even where a slot is at this moment", () => {
    expect(look([task], { now: "01:00" }).now).toEqual([]);
  });

  test("a slot that is a little late runs, older ones are missed", () => {
    const { now } = look([task], { now: "02:03", snapshot: seen });
    expect(tell(now)).toEqual(["02:03 a skip missed", "02:03 a run late"]);
    expect(now.map(({ slot }) => slot)).toEqual([at("01:00"), at("02:00")]);
  });

  test("missed ones that are caught up", () => {
    const caught = makeTask("a", { schedule: "hourly", catchUp: { policy: "last", withinMs: undefined } });
    expect(tell(look([caught], { now: "02:30", snapshot: seen }).now)).toEqual([
      "02:30 a skip missed",
      "02:30 a run catch-up",
    ]);
  });

  test("a changed schedule has no past", () => {
    const changed = makeTask("a", { schedule: "every 30 minutes" });
    expect(look([changed], { now: "02:03", snapshot: seen }).now).toEqual([]);
  });

  test("those of a task that is gone are skipped; what waits for a place starts when there is one", () => {
    const settings = makeSettings({ maxConcurrent: 1 });
    const world = new World({ settings }).apply([task, makeTask("b"), makeTask("c")]);
    for (const name of ["b", "a", "c"]) world.request(name);
    const { now, entries } = look([task, makeTask("b")], {
      ...{ now: "00:10", forMs: hourMs / 2, snapshot: snapshotOf(world), settings, takes: { b: 25 } },
    });
    expect(tell(now)).toEqual(["00:10 c skip removed", "00:10 a wait concurrency"]);
    expect(tell(entries)).toEqual(["00:25 a run concurrency"]);
  });
});
