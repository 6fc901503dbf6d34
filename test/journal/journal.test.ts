import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Journal } from "../../src/journal/index.ts";
import { sha } from "../../src/model/ids.ts";
import type { RevisionEvent } from "../../src/model/revision.ts";
import { at, makeTask, World } from "../decide/world.ts";

let folder: string;
let journal: Journal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runner-journal-"));
  journal = new Journal(path());
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true });
});

function path(): string {
  return join(folder, "state", "journal.db");
}

/** What another process would find. */
function reopened(): Journal {
  journal.close();
  return (journal = new Journal(path()));
}

/** A core whose every step goes into the journal. */
function recorded(world: World): World {
  journal.record(world.effects.splice(0));
  return world;
}

function snapshotOf({ state }: World) {
  return {
    memories: [...state.memories.values()].sort((a, b) => (a.task < b.task ? -1 : 1)),
    waiting: [...state.waiting.values()].map(({ wanted }) => wanted),
    waits: [...state.waiting.values()].flatMap(({ recordedWait }) => recordedWait ?? []),
    active: [...state.active.values()].map((active) =>
      // A process is not journalled: its claim says the same.
      active.phase.kind === "running" ? { ...active, phase: { kind: "starting", since: active.phase.since } } : active,
    ),
    seq: state.seq,
    paused: state.paused,
  };
}

const retry = { ...makeTask("x").retry, attempts: 2, delayMs: 60_000 };
const tasks = [
  makeTask("a", { schedule: "every hour", retry, env: new Map([["K", "v"]]), timeoutMs: 60_000 }),
  makeTask("b", { schedule: "every hour", needs: ["a"], startDeadlineMs: 60_000 }),
  makeTask("c", { schedule: "daily at 05:00", suspend: { until: at("2026-12-01T00:00Z"), reason: "later" } }),
];

describe("the snapshot is the state as it was", () => {
  const moments: [name: string, play: (world: World) => World][] = [
    ["nothing yet", (world) => world],
    ["new tasks", (world) => world.apply(tasks)],
    ["one active, one waiting", (world) => world.apply(tasks).tick("01:00")],
    ["between two attempts", (world) => world.apply(tasks).tick("01:00").end("a", 1, "01:01")],
    ["being ended", (world) => world.apply(tasks).tick("01:00").tick("01:01")],
    ["after ends of every kind", (world) => world.apply(tasks).tick("01:00").end("a").end("b", 3).tick("05:30")],
    [
      "paused",
      (world) =>
        world
          .apply(tasks)
          .tell({ kind: "paused", now: at("00:10"), task: tasks[0]!.id, reason: "why" })
          .tell({ kind: "paused", now: at("00:20"), task: undefined, reason: "all" }),
    ],
    ["a task removed", (world) => world.apply(tasks).tick("01:00").apply(tasks.slice(0, 1))],
  ];

  test.each(moments)("%s", (_, play) => {
    const world = recorded(play(new World()));
    const { active, ...rest } = reopened().snapshot();
    const { active: expected, ...others } = snapshotOf(world);
    expect(rest).toEqual(others);
    expect(active.map(({ task, ...each }) => ({ ...each, task: task.id }))).toEqual(
      expected.map(({ task, ...each }) => ({ ...each, task: task.id })),
    );
    for (const { task } of active) if (task.id === "a") expect(task).toEqual(tasks[0]);
  });
});

describe("ends", () => {
  test("are pending in the journal's order until they are published", () => {
    recorded(new World().apply(tasks).tick("01:00").end("a").end("b"));
    const pending = journal.pending(0, 10);
    expect(pending.map((each) => (each.kind === "run" ? each.record.end.task : each.id))).toEqual(["a", "b"]);
    journal.markPublished([pending[0]!.id], 1);
    expect(journal.pending(0, 10).map(({ id }) => id)).toEqual([pending[1]!.id]);
    expect(journal.pending(1, 10).map(({ id }) => id)).toEqual([pending[0]!.id]);
  });

  test("successes that share a commit with others are held, apart from those that are pending", () => {
    const folded = tasks.map((task) => ({ ...task, report: task.id === "a" ? ("digest" as const) : task.report }));
    const world = recorded(new World().apply(folded).tick("01:00").end("a", 0, "01:10").end("b", 0, "01:20"));
    recorded(world.tick("02:00").end("a", 0, "02:10").end("b", 0, "02:20").tick("03:00").end("a", 0, "03:10"));
    const [first, second] = [journal.pending(0, 10), journal.held(10)];
    const names = (pending: typeof first) => pending.map((each) => each.kind === "run" && each.record.end.task);
    expect(names(first)).toEqual(["b", "b"]);
    expect(names(second)).toEqual(["a", "a", "a"]);
    expect(names(journal.held(1))).toEqual(["a"]);
    expect(names(journal.held(10, first[1]!.seq))).toEqual(["a", "a"]);
    expect(journal.heldSince()).toBe(at("01:10"));
    expect(journal.countUnpublished()).toBe(2);
    expect(journal.hasHeldBefore(first[0]!.seq)).toBe(true);
    expect(journal.hasHeldBefore(first[0]!.seq, tasks[0]!.id)).toBe(true);
    expect(journal.hasHeldBefore(first[0]!.seq, tasks[1]!.id)).toBe(false);
    expect(journal.hasHeldBefore(second[0]!.seq, tasks[0]!.id)).toBe(false);
    expect(journal.listForgettable(at("2027-01-01T00:00Z"))).toEqual([]);
    expect(journal.isSettled(second[0]!.id as never)).toBe(false);

    journal.markPublished([...first.map(({ id }) => id), ...second.slice(1).map(({ id }) => id)], 1);
    expect(journal.heldSince()).toBe(at("01:10"));
    expect(journal.lastCommitted()).toBe(second[2]!.seq);
    journal.markUnpublished([first[1]!, second[2]!]);
    expect(names(journal.pending(0, 10))).toEqual(["b"]);
    expect(names(journal.held(10))).toEqual(["a", "a"]);
    expect(journal.lastCommitted()).toBe(Math.max(first[0]!.seq, second[1]!.seq));
    expect(reopened().held(10)).toHaveLength(2);
  });

  test("a journal of before there were any gets their index", () => {
    journal.close();
    const database = new DatabaseSync(path());
    database.exec("DROP INDEX runs_held");
    database.close();
    journal = new Journal(path());
    expect(journal.hasHeldBefore(7, tasks[0]!.id)).toBe(false);
  });

  test("a run ends once: the first end stays", () => {
    const world = new World().apply(tasks).tick("01:00").end("a");
    const effects = world.effects.splice(0);
    journal.record(effects);
    const end = effects.find((effect) => effect.kind === "end")!;
    journal.record([{ ...end, record: { ...end.record, end: { ...end.record.end, status: "failed" } } }]);
    expect(journal.run(end.record.end.id)?.end.status).toBe("success");
  });

  test("are found by task, status and time, newest first", () => {
    recorded(
      new World()
        .apply(tasks)
        .tick("01:00")
        .end("a", 0, "01:10")
        .end("b", 3, "01:20")
        .tick("02:00")
        .end("a", 0, "02:10"),
    );
    const found = (where: Parameters<Journal["runs"]>[0]): string[] =>
      journal.runs(where).map(({ end }) => `${end.task} ${end.status}`);
    expect(found({ limit: 10 })).toEqual(["a success", "b failed", "a success"]);
    expect(found({ limit: 1 })).toEqual(["a success"]);
    expect(found({ task: "a", limit: 10 })).toEqual(["a success", "a success"]);
    expect(found({ status: "failed", limit: 10 })).toEqual(["b failed"]);
    expect(found({ since: at("02:00"), limit: 10 })).toEqual(["a success"]);
  });
});

describe("revisions", () => {
  const event = (state: RevisionEvent["state"], seq: number): RevisionEvent => ({
    revision: { sha: sha("a".repeat(40)), subject: "s", author: "a", committer: "c", committedAt: 0, worktree: false },
    state,
    at: at("01:00"),
    seq,
    reason: state,
    detail: "",
    diagnostics: [],
    changes: { added: [], changed: [], removed: [] },
  });

  test("what is in force, and what was said of each", () => {
    expect(journal.applied()).toBeUndefined();
    journal.recordRevision(event("held", 1), undefined);
    expect(journal.heldRevision("aaaa")).toBe("a".repeat(40));
    journal.recordRevision(event("applied", 2), { sha: sha("a".repeat(40)), at: at("01:00") });
    expect(journal.heldRevision("aaaa")).toBeUndefined();
    expect(reopened().applied()).toEqual({ sha: "a".repeat(40), at: at("01:00") });
    expect(journal.revisionEvents(sha("a".repeat(40))).map(({ state }) => state)).toEqual(["held", "applied"]);
    expect(journal.snapshot().seq).toBe(2);
  });

  test("one without a commit of its own rides in that of the record after it, and in no other, however often asked", () => {
    const other = { ...event("superseded", 1), revision: { ...event("held", 1).revision, sha: sha("b".repeat(40)) } };
    journal.recordRevision(event("held", 2), undefined, [other]);
    journal.moveApplied({ sha: sha("a".repeat(40)), at: at("01:00") }, [event("applied", 3)]);
    journal.recordRevision(event("rejected", 4), undefined);
    journal.recordRevision(event("applied", 5), { sha: sha("a".repeat(40)), at: at("01:00") });
    const pending = journal.pending(0, 10);
    expect(pending.map(({ seq }) => seq)).toEqual([2, 4, 5]);
    const ridersOf = (records: typeof pending): number[][] =>
      journal.riders(records, journal.lastCommitted()).map((each) => each.map((e) => e.seq));
    expect(ridersOf(pending)).toEqual([[1], [3], []]);
    journal.markPublished([pending[0]!.id], 2);
    expect(ridersOf(pending.slice(1))).toEqual([[3], []]);
    expect(journal.countUnpublished()).toBe(2);
    journal.markPublished([pending[1]!.id], 1);
    expect(ridersOf(pending.slice(2))).toEqual([[]]);
    // The push was refused, and what was committed is not on their branch.
    journal.markUnpublished([pending[1]!]);
    expect(ridersOf(pending.slice(1))).toEqual([[3], []]);
  });

  test("an acknowledgement is remembered", () => {
    const held = sha("b".repeat(40));
    expect(journal.isAcknowledged(held)).toBe(false);
    journal.acknowledge(held);
    expect(reopened().isAcknowledged(held)).toBe(true);
  });
});

describe("trouble", () => {
  test("a step that cannot be written whole leaves nothing", () => {
    const effects = new World().apply(tasks).tick("01:00").effects;
    const broken = { kind: "want", wanted: { id: null, task: "x", seq: 1 } } as unknown as (typeof effects)[number];
    expect(() => journal.record([...effects, broken])).toThrow();
    expect(journal.snapshot()).toMatchObject({ memories: [], waiting: [], active: [] });
    journal.record(effects);
    expect(journal.snapshot().active).toHaveLength(1);
  });

  test("a journal of a newer runner is left alone", () => {
    journal.close();
    const database = new DatabaseSync(path());
    database.exec("PRAGMA user_version = 99");
    database.close();
    expect(() => new Journal(path())).toThrow(/newer runner \(version 99/);
    rmSync(path());
    journal = new Journal(path());
  });

  test("what is no journal says so", () => {
    journal.close();
    for (const more of ["", "-wal", "-shm"]) rmSync(path() + more, { force: true });
    writeFileSync(path(), "this is not a database, it is a sentence that goes on and on".repeat(20));
    expect(() => new Journal(path())).toThrow();
    rmSync(path());
    journal = new Journal(path());
  });

  test("others may read while it writes", () => {
    recorded(new World().apply(tasks).tick("01:00").end("a"));
    const reader = new Journal(path(), { readOnly: true });
    recorded(new World().apply(tasks).tick("02:00").end("a"));
    expect(reader.runs({ task: "a", limit: 10 })).toHaveLength(2);
    reader.close();
  });
});
