import { describe, expect, test } from "vitest";
import { askedFacts } from "../../src/decide/index.ts";
import type { Condition, FactQuery, FactValue } from "../../src/model/condition.ts";
import { factKeyOf } from "../../src/model/condition.ts";
import { taskId } from "../../src/model/ids.ts";
import type { EventTrigger } from "../../src/model/trigger.ts";
import { makeWindow } from "../schedule/make-window.ts";
import { at, makeSettings, makeTask, World } from "./world.ts";

type Sketch = EventTrigger extends infer T ? (T extends EventTrigger ? Omit<T, "key"> : never) : never;

function on(...triggers: Sketch[]): { triggers: EventTrigger[] } {
  return { triggers: triggers.map((trigger) => ({ ...trigger, key: JSON.stringify(trigger) })) };
}

const disk: FactQuery = { kind: "disk_usage", path: "/var" };
const over90: Condition = { kind: "fact", query: disk, test: { kind: "between", above: 90, below: undefined } };
const mounted: FactQuery = { kind: "file", path: "/run/mounted" };
const isMounted: Condition = { kind: "fact", query: mounted, test: { kind: "is-true" } };

function reading(world: World, now: string, query: FactQuery, value: number | boolean | undefined): World {
  const told: FactValue =
    value === undefined
      ? { kind: "unknown", why: "no answer" }
      : typeof value === "number"
        ? { kind: "number", value }
        : { kind: "boolean", value };
  return world.tell({ kind: "facts", now: at(now), facts: [{ key: factKeyOf(query), value: told, at: at(now) }] });
}

function wantedBy(world: World): unknown[] {
  return world.effects.flatMap((effect) => (effect.kind === "want" ? [effect.wanted.trigger] : []));
}

describe("boot", () => {
  const task = makeTask("a", on({ kind: "boot", delayMs: 0 }));
  const boot = (world: World, bootId: string, now = "00:00", since = "00:00"): World =>
    world.tell({ kind: "booted", now: at(now), bootId, at: at(since) });

  test("a task that is new has not seen the boot", () => {
    const world = new World();
    boot(world, "one").apply([task]);
    expect(world.started).toEqual([]);
  });

  test("once per boot, however often the runner is started", () => {
    const world = new World();
    boot(world, "one").apply([task]);
    boot(world, "two", "01:00", "00:59");
    expect(wantedBy(world)).toEqual([{ kind: "boot", bootId: "two" }]);
    world.end("a");
    boot(world, "two", "02:00", "00:59");
    boot(world, "two", "03:00", "00:59");
    expect(world.started).toEqual(["a"]);
    boot(world, "three", "04:00", "04:00");
    expect(world.started).toEqual(["a", "a"]);
  });

  test("what is known before the catalog is waits for it", () => {
    const earlier = new World();
    boot(earlier, "one").apply([task]);
    const snapshot = {
      memories: [...earlier.state.memories.values()],
      waiting: [],
      active: [],
      seq: earlier.state.seq,
      paused: undefined,
    };
    const world = new World({ snapshot, now: "05:00" });
    boot(world, "two", "05:00", "04:59").apply([task]);
    expect(world.started).toEqual(["a"]);
  });

  test("so long after it", () => {
    const late = makeTask("a", on({ kind: "boot", delayMs: 300_000 }));
    const world = new World();
    boot(world, "one").apply([late]);
    boot(world, "two", "01:00", "00:59");
    expect(wantedBy(world)).toHaveLength(1);
    expect(world.effects.find((effect) => effect.kind === "want")?.wanted).toMatchObject({
      wantedAt: at("01:04"),
      notBefore: at("01:04"),
    });
  });

  test.each([
    { name: "disabled", change: { enabled: false } },
    { name: "for another host", change: { hosts: ["db-*"] } },
    { name: "suspended", change: { suspend: { until: at("23:00"), reason: "" } } },
  ])("$name: it listens to nothing", ({ change }) => {
    const world = new World();
    boot(world, "one").apply([makeTask("a", { ...on({ kind: "boot", delayMs: 0 }), ...change })]);
    boot(world, "two", "01:00");
    expect(wantedBy(world)).toEqual([]);
  });
});

describe("after another task", () => {
  test.each([
    { name: "success", status: "success", exit: 0, runs: true },
    { name: "success, but it failed", status: "success", exit: 1, runs: false },
    { name: "failed", status: "failed", exit: 1, runs: true },
    { name: "failed, and it was lost", status: "failed", exit: "lost", runs: true },
    { name: "failed, but it was fine", status: "failed", exit: 0, runs: false },
    { name: "finished", status: "finished", exit: 1, runs: true },
  ] as const)("$name", ({ status, exit, runs }) => {
    const world = new World().apply([
      makeTask("a", { schedule: "daily at 01:00" }),
      makeTask("b", on({ kind: "task", task: taskId("a"), status })),
    ]);
    world.tick("01:00").end("a", exit === "lost" ? { kind: "lost" } : exit, "01:05");
    expect(world.started).toEqual(runs ? ["a", "b"] : ["a"]);
  });

  test("a skip is no end of a run", () => {
    const world = new World().apply([
      makeTask("a", { schedule: "daily at 01:00", startDeadlineMs: 0 }),
      makeTask("b", on({ kind: "task", task: taskId("a"), status: "finished" })),
    ]);
    world.request("b");
    world.tick("01:00");
    world.end("a", { kind: "check", code: 1 });
    expect(world.started).toEqual(["b", "a"]);
  });

  test("whoever listens to all hears of every other, not of itself nor of those that do the same", () => {
    const failed = { kind: "task", task: "*", status: "failed" } as const;
    const world = new World().apply([
      makeTask("a", { schedule: "daily at 01:00" }),
      makeTask("mail", on(failed)),
      makeTask("page", on(failed)),
    ]);
    world.tick("01:00").end("a", 1).end("mail", 1).end("page", 1);
    expect(world.started).toEqual(["a", "mail", "page"]);
    expect(wantedBy(world).slice(1)).toEqual([
      expect.objectContaining({ kind: "task", task: "a", status: "failed", reason: "exit-1" }),
      expect.objectContaining({ kind: "task", task: "a", status: "failed", reason: "exit-1" }),
    ]);
  });
});

describe("a revision that touches paths", () => {
  const task = makeTask("build", on({ kind: "changed", globs: ["site/**", "*.md"] }));
  test.each([
    { name: "below a folder", paths: ["site/a/b.html", "other"], told: ["site/a/b.html"] },
    { name: "by ending", paths: ["README.md"], told: ["README.md"] },
    { name: "nothing of it", paths: ["docs/x.md", "sites/a"], told: undefined },
  ])("$name", ({ paths, told }) => {
    const world = new World().apply([task]);
    const catalog = world.state.catalog!;
    const revision = "b".repeat(40) as never;
    world.tell({ kind: "applied", now: at("01:00"), catalog, revision, changedPaths: paths });
    expect(wantedBy(world)).toEqual(told ? [{ kind: "changed", paths: told }] : []);
  });
});

test("logins: of anybody, of one", () => {
  const world = new World().apply([
    makeTask("all", on({ kind: "login", user: undefined })),
    makeTask("root", on({ kind: "login", user: "root" })),
  ]);
  world.tell({ kind: "logged-in", now: at("01:00"), user: "ada", line: "pts/0", id: "1" });
  expect(world.started).toEqual(["all"]);
  world.end("all").tell({ kind: "logged-in", now: at("01:01"), user: "root", line: "tty1", id: "2" });
  expect(world.started).toEqual(["all", "all", "root"]);
});

test("a changed file wakes those whose pattern it is", () => {
  const world = new World().apply([
    makeTask("a", on({ kind: "file-changed", glob: "/etc/*.conf" })),
    makeTask("b", on({ kind: "file-changed", glob: "/srv/**" })),
  ]);
  world.tell({ kind: "file-changed", now: at("01:00"), glob: "/etc/*.conf", path: "/etc/x.conf" });
  expect(wantedBy(world)).toEqual([{ kind: "file-changed", path: "/etc/x.conf" }]);
  expect(world.started).toEqual(["a"]);
});

describe("shutdown", () => {
  test("only what it asks for starts, and what that needs; the rest waits for the next runner", () => {
    const settings = makeSettings({ maxConcurrent: 1 });
    const world = new World({ settings }).apply([
      makeTask("busy", { schedule: "daily at 01:00" }),
      makeTask("other", { schedule: "daily at 01:00" }),
      makeTask("flush"),
      makeTask("sync", { ...on({ kind: "shutdown" }), needs: ["flush"] }),
    ]);
    world.tick("01:00");
    expect(world.waiting).toEqual(["other"]);
    world.tell({ kind: "shutting-down", now: at("01:01") });
    expect(world.started).toEqual(["busy", "flush"]);
    world.end("busy");
    world.end("flush");
    expect(world.started).toEqual(["busy", "flush", "sync"]);
    world.end("sync").tick("2026-11-21T01:00:00Z");
    expect(world.started).toEqual(["busy", "flush", "sync"]);
    expect(world.waiting).toEqual(["other"]);
  });

  test("places that are taken when it begins do not hold it up; locks do", () => {
    const on = [{ key: "shutdown", kind: "shutdown" }] as const;
    const world = new World({ settings: makeSettings({ maxConcurrent: 1 }) }).apply([
      makeTask("busy", { schedule: "daily at 01:00", locks: ["data"] }),
      makeTask("flush", { triggers: on }),
      makeTask("save", { triggers: on, locks: ["data"] }),
    ]);
    world.tick("01:00");
    world.tell({ kind: "shutting-down", now: at("01:01") });
    expect(world.started).toEqual(["busy", "flush"]);
    world.end("flush");
    expect(world.started).toEqual(["busy", "flush"]);
    world.end("busy");
    expect(world.started).toEqual(["busy", "flush", "save"]);
  });

  test("nor does the retry of one that has no place at that moment", () => {
    const again = makeTask("busy", { schedule: "daily at 01:00" });
    const world = new World({ settings: makeSettings({ maxConcurrent: 1 }) }).apply([
      { ...again, retry: { ...again.retry, attempts: 2, delayMs: 60_000 } },
      makeTask("flush"),
      makeTask("sync", { ...on({ kind: "shutdown" }), needs: ["flush"] }),
    ]);
    world.tick("01:00").end("busy", 1, "01:01");
    world.tell({ kind: "shutting-down", now: at("01:01") });
    world.tick("01:02");
    expect(world.started).toEqual(["busy", "flush", "busy"]);
    world.end("flush");
    expect(world.started).toEqual(["busy", "flush", "busy", "sync"]);
  });
});

describe("a condition as a trigger", () => {
  const plain = { kind: "condition", condition: over90, forMs: 0, repeatMs: undefined } as const;

  test("fires when it becomes true, once; re-arms when it has become false", () => {
    const world = new World().apply([makeTask("a", on(plain))]);
    reading(world, "01:00", disk, 50);
    expect(world.started).toEqual([]);
    reading(world, "01:01", disk, 93);
    expect(wantedBy(world)).toEqual([
      { kind: "condition", condition: "disk_usage(/var) > 90", facts: [expect.objectContaining({ at: at("01:01") })] },
    ]);
    reading(world.end("a"), "01:02", disk, 95);
    expect(world.started).toHaveLength(1);
    reading(reading(world, "01:03", disk, 90), "01:04", disk, 90.1);
    expect(world.started).toHaveLength(2);
  });

  test("what cannot be read changes nothing", () => {
    const world = new World().apply([makeTask("a", on(plain))]);
    reading(world, "01:00", disk, 93);
    world.end("a");
    for (const [now, value] of [
      ["01:01", undefined],
      ["01:02", 94],
    ] as const)
      reading(world, now, disk, value);
    expect(world.started).toHaveLength(1);
  });

  test.each<{
    name: string;
    kind: "all" | "any";
    mounted: boolean | undefined;
    disk: number | undefined;
    runs: boolean;
  }>([
    { name: "any, one true and one unknown", kind: "any", mounted: true, disk: undefined, runs: true },
    { name: "any, one false and one unknown", kind: "any", mounted: false, disk: undefined, runs: false },
    { name: "any, the threshold met exactly", kind: "any", mounted: false, disk: 90, runs: false },
    { name: "all, one true and one unknown", kind: "all", mounted: true, disk: undefined, runs: false },
    { name: "all, both true", kind: "all", mounted: true, disk: 90.1, runs: true },
    { name: "all, the threshold met exactly", kind: "all", mounted: true, disk: 90, runs: false },
  ])("$name: $runs", ({ kind, mounted: isThere, disk: used, runs }) => {
    const world = new World().apply([makeTask("a", on({ ...plain, condition: { kind, of: [isMounted, over90] } }))]);
    reading(reading(world, "01:00", mounted, isThere), "01:00", disk, used);
    expect(world.started).toEqual(runs ? ["a"] : []);
  });

  test("what nobody could read for a while neither re-arms it nor ends the time for which it has been true", () => {
    const world = new World().apply([makeTask("a", on({ ...plain, forMs: 300_000, repeatMs: 3_600_000 }))]);
    reading(world, "01:00", disk, 93);
    reading(world, "01:02", disk, undefined).tick("01:05");
    expect(world.started).toEqual([]);
    reading(world, "01:06", disk, 93);
    expect(world.started).toEqual(["a"]);
    reading(world.end("a"), "02:00", disk, undefined).tick("02:06");
    expect(world.started).toHaveLength(1);
    reading(world, "02:10", disk, 93);
    expect(world.started).toHaveLength(2);
  });

  test("stays true for so long, again every so often", () => {
    const world = new World().apply([makeTask("a", on({ ...plain, forMs: 300_000, repeatMs: 3_600_000 }))]);
    reading(world, "01:00", disk, 93);
    reading(world, "01:04", disk, 80);
    reading(world, "01:05", disk, 93).tick("01:05");
    expect(world.steps.at(-1)!.wakeAt).toBe(at("01:10"));
    world.tick("01:09");
    expect(world.started).toEqual([]);
    world.tick("01:10");
    expect(world.started).toEqual(["a"]);
    world.end("a", 0, "01:11").tick("02:09");
    expect(world.started).toHaveLength(1);
    world.tick("02:10");
    expect(world.started).toHaveLength(2);
  });

  test("while the run that it wanted still waits, it wants no other", () => {
    const waits = { ...on({ ...plain, repeatMs: 60_000 }), when: isMounted, otherwise: "wait" } as const;
    const world = new World().apply([makeTask("a", waits)]);
    reading(world, "01:00", disk, 93);
    reading(world, "01:00", mounted, false).tick("01:01").tick("01:02");
    expect(wantedBy(world)).toHaveLength(1);
    reading(world, "01:03", mounted, true).end("a", 0, "01:03").tick("01:04");
    expect(wantedBy(world)).toHaveLength(2);
  });

  test("a reboot neither fires it again nor counts the time before it", () => {
    const sketch = on({ ...plain, forMs: 60_000 });
    const snapshotOf = (world: World) => ({
      memories: [...world.state.memories.values()],
      waiting: [],
      active: [],
      seq: world.state.seq,
      paused: undefined,
    });
    const first = new World().apply([makeTask("a", sketch)]);
    reading(first, "01:00", disk, 93);
    const second = new World({ snapshot: snapshotOf(first), now: "02:00" }).apply([makeTask("a", sketch)]);
    second.tell({ kind: "booted", now: at("02:00"), bootId: "one", at: at("00:00") });
    reading(second, "02:00", disk, 93);
    expect(second.started).toEqual([]);
    second.tick("02:01");
    expect(second.started).toEqual(["a"]);
    const third = new World({ snapshot: snapshotOf(second.end("a")), now: "03:00" }).apply([makeTask("a", sketch)]);
    reading(reading(third, "03:00", disk, 93), "03:05", disk, 93);
    expect(third.started).toEqual([]);
  });

  test("one that is suspended looks as soon as that is over, at facts of then", () => {
    const suspend = { until: at("02:00"), reason: "works" };
    const world = new World().apply([makeTask("a", { ...on(plain), suspend })]);
    reading(world, "01:00", disk, 50);
    expect(world.steps.at(-1)!.wakeAt).toBe(at("02:00"));
    world.tick("02:00");
    expect(world.effects.at(-1)).toEqual({ kind: "read-facts", queries: [disk] });
    reading(world, "02:00", disk, 93);
    expect(world.started).toEqual(["a"]);
  });

  test("only facts that somebody asks for", () => {
    const world = new World().apply([
      makeTask("a", on(plain)),
      makeTask("off", { ...on({ ...plain, condition: isMounted }), enabled: false }),
    ]);
    expect(askedFacts(world.state)).toEqual([disk]);
  });
});

describe("when", () => {
  const sketch = { schedule: "daily at 01:00", when: isMounted };
  const reads = (world: World): unknown[] =>
    world.effects.flatMap((effect) => (effect.kind === "read-facts" ? [effect.queries] : []));

  test("facts are read at the moment of starting, and told with the run", () => {
    const world = new World().apply([makeTask("a", sketch)]).tick("01:00");
    expect(reads(world)).toEqual([[mounted]]);
    expect(askedFacts(world.state)).toEqual([mounted]);
    reading(world, "2026-11-20T01:00:01Z", mounted, true);
    expect(world.started).toEqual(["a"]);
    expect(askedFacts(world.state)).toEqual([]);
    world.end("a");
    expect(world.ends.at(-1)!.facts).toEqual([expect.objectContaining({ key: "file(/run/mounted)" })]);
  });

  test("a fresh reading is taken, an old one is not", () => {
    const world = new World().apply([makeTask("a", sketch)]);
    reading(world, "2026-11-20T00:59:50Z", mounted, true).tick("01:00");
    expect(world.started).toEqual(["a"]);
    expect(reads(world)).toEqual([]);
  });

  test("false: skipped with what was found", () => {
    const world = new World().apply([makeTask("a", sketch)]).tick("01:00");
    reading(world, "01:00", mounted, false);
    expect(world.ended).toEqual(["a: skipped when"]);
    expect(world.ends[0]!.detail).toBe("file(/run/mounted) (now no)");
  });

  test('false with otherwise = "wait": until a reading says otherwise, without asking in a circle', () => {
    const world = new World().apply([makeTask("a", { ...sketch, otherwise: "wait" })]).tick("01:00");
    reading(world, "01:00", mounted, false);
    expect(reads(world)).toHaveLength(1);
    expect(world.waiting).toEqual(["a"]);
    reading(world, "01:05", mounted, true);
    expect(world.started).toEqual(["a"]);
  });

  test("who waits for facts is told no when his window closes, and when what he needs has grown too old", () => {
    const window = { ...makeWindow({ hours: "00:30-01:10" }), overrun: "allow" } as const;
    const world = new World().apply([
      makeTask("a", { ...sketch, windows: [window] }),
      makeTask("b", { ...sketch, needs: [{ task: "needed", maxAgeMs: 3_600_000 }] }),
      makeTask("needed", { schedule: "at 2026-11-20T00:10" }),
    ]);
    world.tick("00:10").end("needed", 0, "00:15").tick("01:00");
    reading(world, "01:00", mounted, undefined);
    expect(world.waiting).toEqual(["a", "b"]);
    expect(world.steps.at(-1)!.wakeAt).toBe(at("01:10"));
    world.tick("01:10");
    expect(world.ended.at(-1)).toBe("a: skipped window");
    expect(world.steps.at(-1)!.wakeAt).toBe(at("01:15") + 1);
    world.tick("2026-11-20T01:15:01Z");
    expect(world.ended.at(-1)).toBe("b: skipped needs-failed");
  });

  test("unknown is not false: it waits, and says so", () => {
    const world = new World().apply([makeTask("a", sketch)]).tick("01:00");
    reading(world, "01:00", mounted, undefined);
    expect(world.waiting).toEqual(["a"]);
    expect(world.steps.at(-1)!.decisions[0]!.why.verdict.detail).toBe("file(/run/mounted) (now unknown: no answer)");
  });

  test("--force passes it", () => {
    const world = new World().apply([makeTask("a", sketch)]);
    world.request("a", { force: true });
    expect(world.started).toEqual(["a"]);
  });

  test("who waited long in line is asked again at its start", () => {
    const settings = makeSettings({ maxConcurrent: 1 });
    const world = new World({ settings }).apply([
      makeTask("a", sketch),
      makeTask("b", { schedule: "daily at 01:00", priority: "critical" }),
    ]);
    world.tick("01:00");
    reading(world, "01:00", mounted, true);
    expect(world.started).toEqual(["b"]);
    world.end("b", 0, "02:00");
    expect(world.started).toEqual(["b"]);
    reading(world, "02:00", mounted, false);
    expect(world.ended).toContain("a: skipped when");
  });
});
