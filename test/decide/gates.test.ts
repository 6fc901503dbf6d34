import { describe, expect, test } from "vitest";
import { noIsolation } from "../../src/model/isolation.ts";
import { makeWindow } from "../schedule/make-window.ts";
import { at, makeSettings, makeTask, World } from "./world.ts";

describe("tasks that protect the same paths", () => {
  test.each([
    ["the same folder", ["/etc/a"], ["/etc/a/"], true],
    ["a folder in the other", ["/etc"], ["/srv", "/etc/a/b"], true],
    ["names that begin alike", ["/etc/a"], ["/etc/ab"], false],
    ["what a glob may name", ["/etc/*.d/x"], ["/etc/a"], true],
    ["another folder than that of a glob", ["/etc/a/*"], ["/etc/b"], false],
    ["the home of one user", ["~/x"], ["~"], true],
    ["nothing", ["/etc"], [], false],
  ])("%s", (_name, one, other, waits) => {
    const world = new World().apply([makeTask("a", { protect: one }), makeTask("b", { protect: other })]);
    for (const task of ["a", "b"]) world.request(task);
    expect(world.active).toEqual(waits ? ["a"] : ["a", "b"]);
    world.end("a");
    expect(world.active).toEqual(["b"]);
  });

  test("in the homes of two users do not wait", () => {
    const as = (name: string) => ({
      protect: ["~/x"],
      isolation: { ...noIsolation, user: { name, group: undefined } },
    });
    const world = new World().apply([makeTask("a", as("one")), makeTask("b", as("two"))]);
    for (const task of ["a", "b"]) world.request(task);
    expect(world.active).toEqual(["a", "b"]);
  });
});

describe("overlap", () => {
  const every = (overlap: "skip" | "queue" | "queue-all" | "replace" | "allow") =>
    makeTask("a", { schedule: "every 10 minutes", overlap });

  test("skip: the new one is skipped", () => {
    const world = new World()
      .apply([every("skip")])
      .tick("00:10")
      .tick("00:20");
    expect(world.ended).toEqual(["a: skipped overlap"]);
  });

  test("queue: one waits, the next is skipped", () => {
    const world = new World()
      .apply([every("queue")])
      .tick("00:10")
      .tick("00:20")
      .tick("00:30");
    expect(world.ended).toEqual(["a: skipped overlap"]);
    world.end("a", 0, "00:35");
    expect([...world.state.active.values()][0]!.wanted.slot).toBe(at("00:20"));
  });

  test("queue-all: all wait, in order", () => {
    const world = new World()
      .apply([every("queue-all")])
      .tick("00:10")
      .tick("00:20")
      .tick("00:30")
      .tick("00:40");
    for (const _ of Array(4)) world.end("a");
    expect(world.ends.map(({ slot }) => slot)).toEqual(["00:10", "00:20", "00:30", "00:40"].map(at));
  });

  test("allow: both run", () => {
    expect(
      new World()
        .apply([every("allow")])
        .tick("00:10")
        .tick("00:20").active,
    ).toEqual(["a", "a"]);
  });

  test("replace: the old one is ended, the new one starts when it is gone", () => {
    const world = new World()
      .apply([every("replace")])
      .tick("00:10")
      .tick("00:20");
    expect(world.signals).toEqual(["a: TERM replaced"]);
    expect(world.started).toEqual(["a"]);
    world.end("a", { kind: "signalled", signal: "TERM" }, "00:21");
    expect(world.ended).toEqual(["a: cancelled replaced"]);
    expect(world.started).toEqual(["a", "a"]);
  });

  test("replace: nothing is ended for a run that its needs hold back", () => {
    const needy = makeTask("a", { schedule: "every 10 minutes", overlap: "replace", needs: ["b"] });
    const world = new World().apply([needy, makeTask("b", { schedule: "1,20 * * * *" })]);
    world.tick("00:01").end("b").tick("00:10").tick("00:20");
    expect(world.active).toEqual(["a", "b"]);
    expect(world.signals).toEqual([]);
    world.end("b");
    expect(world.signals).toEqual(["a: TERM replaced"]);
  });

  test("a run between two attempts is active", () => {
    const retry = { ...makeTask("x").retry, attempts: 2, delayMs: 3_600_000 };
    const world = new World()
      .apply([{ ...every("skip"), retry }])
      .tick("00:10")
      .end("a", 1)
      .tick("00:20");
    expect(world.ended).toEqual(["a: skipped overlap"]);
  });
});

describe("needs", () => {
  const foot = makeTask("foot");

  test("one without a trigger is started for whoever needs it", () => {
    const world = new World()
      .apply([makeTask("a", { schedule: "daily at 02:00", needs: ["foot"] }), foot])
      .tick("02:00");
    expect(world.started).toEqual(["foot"]);
    world.end("foot").end("a");
    expect(world.ended).toEqual(["foot: success exit-0", "a: success exit-0"]);
    expect(world.ends[0]!.trigger).toMatchObject({ kind: "needed-by", task: "a" });
    expect(world.ends[0]!.slot).toBe(at("02:00"));
  });

  test("a diamond runs its foot once", () => {
    const world = new World().apply([
      makeTask("top", { schedule: "daily at 02:00", needs: ["left", "right"] }),
      makeTask("left", { needs: ["foot"] }),
      makeTask("right", { needs: ["foot"] }),
      foot,
    ]);
    world.tick("02:00").end("foot").end("left").end("right").end("top");
    expect(world.started).toEqual(["foot", "left", "right", "top"]);
  });

  test("an uneven diamond too: the foot has ended when the longer leg comes to it", () => {
    const world = new World().apply([
      makeTask("top", { schedule: "daily at 02:00", needs: ["left", "foot"] }),
      makeTask("left", { needs: ["leg"] }),
      makeTask("leg", { needs: ["foot"] }),
      foot,
    ]);
    world.tick("02:00").end("foot").end("leg").end("left").end("top");
    expect(world.started).toEqual(["foot", "leg", "left", "top"]);
  });

  test("its failure fails those who need it, an older failure does not count", () => {
    const world = new World().apply([makeTask("a", { schedule: "every hour", needs: ["foot"] }), foot]);
    world.tick("01:00").end("foot", 1);
    expect(world.ended).toEqual(["foot: failed exit-1", "a: skipped needs-failed"]);
    world.tick("02:00").end("foot").end("a");
    expect(world.ended.slice(2)).toEqual(["foot: success exit-0", "a: success exit-0"]);
  });

  test("a skip of it fails them too", () => {
    const world = new World().apply([
      makeTask("a", { schedule: "every hour", needs: ["foot"] }),
      { ...foot, enabled: false },
    ]);
    world.tick("01:00");
    expect(world.ended).toEqual(["foot: skipped disabled", "a: skipped needs-failed"]);
    expect(world.ends[1]!.detail).toBe("foot ended skipped (disabled), wanted: success");
  });

  test("once for all that wait for it", () => {
    const world = new World().apply([
      makeTask("a", { schedule: "daily at 02:00", needs: ["foot"] }),
      makeTask("b", { schedule: "daily at 02:01", needs: ["foot"] }),
      foot,
    ]);
    world.tick("02:00").tick("02:01").end("foot", 0, "02:05");
    expect(world.started).toEqual(["foot", "a", "b"]);
  });

  test.each([
    ["success", 0, "success"],
    ["success", 1, "skipped"],
    ["failed", 0, "skipped"],
    ["failed", 1, "success"],
    ["finished", 0, "success"],
    ["finished", 1, "success"],
  ] as const)("status %s after exit %i: %s", (status, code, expected) => {
    const world = new World().apply([
      makeTask("a", { schedule: "every hour", needs: [{ task: "foot", status }] }),
      foot,
    ]);
    world.tick("01:00").end("foot", code);
    if (world.active.length > 0) world.end("a");
    expect(world.ends.at(-1)!.status).toBe(expected);
  });

  const backup = makeTask("backup", { schedule: "daily at 02:00" });

  test("one with a schedule runs when it runs: six-hourly does not make it run four times a day", () => {
    const world = new World().apply([backup, makeTask("clean", { schedule: "0 */6 * * *", needs: ["backup"] })]);
    world.tick("02:00").end("backup").tick("06:00").end("clean").tick("12:00").end("clean");
    expect(world.started).toEqual(["backup", "clean", "clean"]);
  });

  test("due at the same time: it is waited for, whatever the order of names", () => {
    const world = new World().apply([backup, makeTask("a-report", { schedule: "daily at 02:00", needs: ["backup"] })]);
    world.tick("02:00");
    expect(world.started).toEqual(["backup"]);
    world.end("backup", 0, "02:30");
    expect(world.started).toEqual(["backup", "a-report"]);
  });

  test("never run: it is started", () => {
    const world = new World()
      .apply([backup, makeTask("a", { schedule: "daily at 01:00", needs: ["backup"] })])
      .tick("01:00");
    expect(world.started).toEqual(["backup"]);
    expect([...world.state.active.values()][0]!.wanted.trigger.kind).toBe("needed-by");
  });

  test("never run and not to be started: skipped, not asked for ever", () => {
    const world = new World().apply([
      { ...backup, enabled: false },
      makeTask("a", { schedule: "daily at 01:00", needs: ["backup"] }),
    ]);
    world.tick("01:00");
    expect(world.ended).toEqual(["backup: skipped disabled", "a: skipped needs-failed"]);
  });

  test("its latest run counts, however old; max_age bounds it", () => {
    const needy = (maxAgeMs?: number) =>
      makeTask("a", { schedule: "daily at 01:00", needs: [{ task: "backup", maxAgeMs }] });
    const old = new World().apply([backup, needy()]).tick("02:00").end("backup").tick("2026-11-21T01:00Z");
    expect(old.active).toEqual(["a"]);
    const stale = new World()
      .apply([backup, needy(3_600_000)])
      .tick("02:00")
      .end("backup")
      .tick("2026-11-21T01:00Z");
    expect(stale.ends.at(-1)).toMatchObject({ status: "skipped", reason: "needs-failed" });
  });

  test.each([
    ["max_age exactly met", "success", 0, "03:30", "a: success exit-0"],
    ["a millisecond older", "success", 0, "2026-11-20T03:30:00.001Z", "a: skipped needs-failed"],
    ["young but failed", "success", 1, "02:31", "a: skipped needs-failed"],
    ["young, and failed as wanted", "failed", 1, "02:31", "a: success exit-0"],
    ["finished, whatever way", "finished", 1, "03:30", "a: success exit-0"],
    ["finished too long ago", "finished", 1, "03:31", "a: skipped needs-failed"],
  ] as const)("max_age and status together: %s", (_, status, code, now, expected) => {
    const world = new World().apply([
      backup,
      makeTask("a", { needs: [{ task: "backup", status, maxAgeMs: 3_600_000 }] }),
    ]);
    world.tick("02:00").end("backup", code, "02:30");
    world.request("a", { now });
    if (world.active.length > 0) world.end("a");
    expect(world.ended.at(-1)).toBe(expected);
  });

  test.each([
    ["a skip of one that has run does not count", { kind: "check", code: 1 } as const, ["backup", "backup", "a"]],
    ["a failure does", 1, ["backup", "backup"]],
  ])("its latest run counts: %s", (_, exit, started) => {
    const hourly = makeTask("backup", { schedule: "every hour" });
    const world = new World().apply([hourly, makeTask("a", { needs: ["backup"] })]);
    world.tick("01:00").end("backup").tick("02:00").end("backup", exit);
    world.request("a", { now: "02:10" });
    expect(world.started).toEqual(started);
  });

  test("one with events of its own runs when it runs", () => {
    const after = makeTask("foot", { triggers: [{ kind: "boot", key: "boot", delayMs: 0 }] });
    const world = new World().apply([after, makeTask("a", { needs: ["foot"] })]);
    world.request("foot");
    world.end("foot");
    world.request("a", { now: "05:00" });
    expect(world.started).toEqual(["foot", "a"]);
  });

  test("one that waits for its window is waited for; one that is skipped for it fails those who need it", () => {
    const night = [{ ...makeWindow({ hours: "02:00-04:00" }), overrun: "allow" as const }];
    const needy = makeTask("a", { needs: ["foot"] });
    const waits = new World().apply([makeTask("foot", { windows: night, otherwise: "wait" }), needy]);
    waits.request("a", { now: "01:00" });
    expect(waits.waiting).toEqual(["a", "foot"]);
    expect(waits.tick("02:00").end("foot").active).toEqual(["a"]);
    const skips = new World().apply([makeTask("foot", { windows: night }), needy]);
    skips.request("a", { now: "01:00" });
    expect(skips.ended).toEqual(["foot: skipped window", "a: skipped needs-failed"]);
  });

  test("--with-needs runs the whole tree, whatever its age", () => {
    const world = new World().apply([
      backup,
      makeTask("mid", { schedule: "daily at 03:00", needs: ["backup"] }),
      makeTask("a", { needs: ["mid"] }),
    ]);
    world.tick("02:00").end("backup").tick("03:00").end("mid");
    world.request("a", { now: "04:00", withNeeds: true });
    world.end("backup").end("mid").end("a");
    expect(world.started).toEqual(["backup", "mid", "backup", "mid", "a"]);
  });
});

describe("deadline", () => {
  const tight = { schedule: "daily at 02:00", startDeadlineMs: 60_000 };

  test("passes while in time, to the millisecond", () => {
    const world = new World({ settings: makeSettings({ maxConcurrent: 1 }) });
    world
      .apply([makeTask("long", { schedule: "daily at 01:59" }), makeTask("a", tight)])
      .tick("01:59")
      .tick("02:00");
    expect(world.end("long", 0, "02:01").active).toEqual(["a"]);
  });

  test("skips when it has waited too long for a place, by itself", () => {
    const world = new World({ settings: makeSettings({ maxConcurrent: 1 }) });
    world
      .apply([makeTask("long", { schedule: "daily at 01:59" }), makeTask("a", tight)])
      .tick("01:59")
      .tick("02:00");
    expect(world.steps.at(-1)!.wakeAt).toBe(at("02:01") + 1);
    expect(world.tick("2026-11-20T02:01:00.001Z").ended).toEqual(["a: skipped deadline"]);
  });

  test("waits that the author asked for do not count", () => {
    const world = new World().apply([makeTask("a", { ...tight, needs: ["foot"] }), makeTask("foot")]).tick("02:00");
    expect(world.end("foot", 0, "03:00").active).toEqual(["a"]);
  });

  test("counts from first sight where the slot was seen late", () => {
    const world = new World().apply([makeTask("a", tight)]).tick("02:04");
    expect(world.active).toEqual(["a"]);
  });
});

describe("locks, places and the queue", () => {
  const nightly = { schedule: "daily at 02:00" };

  test("a lock is held by one unless the settings say more", () => {
    const locked = (id: string) => makeTask(id, { ...nightly, locks: ["apt"] });
    const one = new World().apply([locked("a"), locked("b"), locked("c")]).tick("02:00");
    expect(one.active).toEqual(["a"]);
    expect(one.end("a").active).toEqual(["b"]);
    const two = new World({ settings: makeSettings({}, { apt: 2 }) }).apply([locked("a"), locked("b"), locked("c")]);
    expect(two.tick("02:00").active).toEqual(["a", "b"]);
  });

  test("what a lock holds back does not hold back others", () => {
    const world = new World().apply([
      makeTask("a", { ...nightly, locks: ["x"] }),
      makeTask("b", { ...nightly, locks: ["x"] }),
      makeTask("c", nightly),
    ]);
    expect(world.tick("02:00").active).toEqual(["a", "c"]);
  });

  test("at most max_concurrent, best first: class, slot, id", () => {
    const world = new World({ settings: makeSettings({ maxConcurrent: 1 }) }).apply([
      makeTask("b", nightly),
      makeTask("a", nightly),
      makeTask("early", { schedule: "daily at 01:58", priority: "low" }),
      makeTask("urgent", { ...nightly, priority: "critical" }),
      makeTask("first", { schedule: "daily at 01:57" }),
    ]);
    world.tick("01:57").tick("01:58").tick("02:00");
    for (const task of ["first", "urgent", "a", "b", "early"]) world.end(task);
    expect(world.started).toEqual(["first", "urgent", "a", "b", "early"]);
  });

  test("beyond max_queued the last in the order are skipped; requests and needed runs are exempt", () => {
    const tasks = ["a", "b", "c", "d"].map((id) => makeTask(id, nightly));
    const world = new World({ settings: makeSettings({ maxConcurrent: 1, maxQueued: 1 }) }).apply([
      ...tasks,
      makeTask("z", { needs: ["foot"] }),
      makeTask("foot"),
    ]);
    world.tick("02:00");
    expect(world.ended).toEqual(["d: skipped queue-full", "c: skipped queue-full"]);
    world.request("z", { now: "02:01" });
    world.request("a", { now: "02:01" });
    expect(world.ended).toHaveLength(3);
    expect(world.waiting).toEqual(["b", "foot", "z"]);
  });
});

describe("superseded", () => {
  test("a slot that still waits makes way for the next one", () => {
    const world = new World().apply([
      makeTask("a", { schedule: "every 10 minutes", needs: ["foot"] }),
      makeTask("foot"),
    ]);
    world.tick("00:10").tick("00:20");
    expect(world.ended).toEqual(["a: skipped superseded"]);
    expect(world.end("foot").active).toEqual(["a"]);
  });

  test.each(["queue", "queue-all", "allow"] as const)("not with overlap = %s", (overlap) => {
    const task = makeTask("a", { schedule: "every 10 minutes", needs: ["foot"], overlap });
    const world = new World()
      .apply([task, makeTask("foot")])
      .tick("00:10")
      .tick("00:20");
    expect(world.ended).toEqual([]);
  });
});
