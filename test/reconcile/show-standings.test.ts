import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runId, taskId } from "../../src/model/ids.ts";
import type { Standing } from "../../src/reconcile/show-standings.ts";
import { makeShowStandings } from "../../src/reconcile/show-standings.ts";
import type { BoardEntry } from "../../src/report/index.ts";
import { makeBoardEntry, renderBoard, taskStatePath } from "../../src/report/index.ts";
import { makeMark, makeMemory, slot } from "../report/cases.ts";

const host = "web1";
const definition = {
  file: "tasks.d/x.toml",
  line: 1,
  description: undefined,
  category: undefined,
  priority: "high",
} as const;

describe("what changes step by step is shown as if it had been like this from the start", () => {
  const tasks = ["a", "b", "c"].map(taskId);
  const task = fc.constantFrom(...tasks);
  const time = fc.integer({ min: slot - 3_600_000, max: slot + 3_600_000 });
  const change = fc.oneof(
    fc.record({ kind: fc.constant("ended" as const), task, at: time, failures: fc.nat(3) }),
    fc.record({ kind: fc.constant("due" as const), task, at: time }),
    fc.record({ kind: fc.constant("written" as const), task }),
    fc.record({
      kind: fc.constant("redefined" as const),
      task,
      priority: fc.constantFrom("low" as const, "high" as const),
    }),
    fc.record({ kind: fc.constant("removed" as const), task }),
    fc.record({ kind: fc.constant("theirs" as const), task, failures: fc.nat(3) }),
  );

  test("entries and board", () => {
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 5 }), { maxLength: 6 }), (rounds) => {
        const standings = new Map(tasks.map((each) => [each, makeStanding(each)]));
        const written = new Map<string, BoardEntry>();
        const showStandings = makeShowStandings(host);
        for (const round of rounds) {
          for (const each of round) makeChange(standings, written, each);
          const shown = showStandings(standings.values(), written);
          const afresh = makeShowStandings(host)(
            [...standings.values()].map((each) => ({ ...each })),
            structuredClone(written),
          );
          expect(shown).toEqual(afresh);
          expect(renderBoard([...shown.values()], slot)).toBe(renderBoard(structuredClone([...shown.values()]), slot));
        }
      }),
    );
  });

  type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

  function makeChange(standings: Map<string, Standing>, written: Map<string, BoardEntry>, what: Change): void {
    const standing = standings.get(what.task) ?? makeStanding(what.task);
    const { memory } = standing;
    switch (what.kind) {
      case "ended": {
        const lastEnd = makeMark({ at: what.at, seq: what.at });
        standings.set(what.task, {
          ...standing,
          memory: { ...memory, lastEnd, lastRun: lastEnd, failures: what.failures },
        });
        break;
      }
      case "due":
        standings.set(what.task, { ...standing, nextSlot: what.at });
        break;
      case "written":
        written.set(taskStatePath(host, what.task), makeBoardEntry({ host, ...standing }));
        break;
      case "redefined":
        standings.set(what.task, { ...standing, definition: { ...definition, priority: what.priority } });
        break;
      case "removed":
        standings.delete(what.task);
        break;
      case "theirs":
        written.set(taskStatePath("db1", what.task), {
          version: 1,
          host: "db1",
          task: what.task,
          failures: what.failures,
        });
        break;
    }
  }
});

test("nothing new is made of what has not changed", () => {
  const [a, b] = [makeStanding("a"), makeStanding("b")];
  const showStandings = makeShowStandings(host);
  const before = [...showStandings([a, b], new Map()).values()];
  const after = [...showStandings([{ ...a }, { ...b, nextSlot: slot }], new Map()).values()];
  expect(after[0]).toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
});

test("the file tells of a run what the memory does not know; one that is the same is taken as it is", () => {
  const a = makeStanding("a");
  const path = taskStatePath(host, "a");
  const entry = makeBoardEntry({ host, ...a });
  const missed = { first: "2026-11-20T02:00:00Z", last: "2026-11-20T04:00:00Z", count: 3 };
  const same = JSON.parse(JSON.stringify({ ...entry, last: { ...entry.last, missed } })) as BoardEntry;
  const older = { ...same, nextSlot: "2026-11-20T02:00:00Z" };
  expect(makeShowStandings(host)([a], new Map([[path, same]])).get(path)).toBe(same);
  expect(makeShowStandings(host)([a], new Map([[path, older]])).get(path)).toEqual(same);
});

describe("of a task whose successes wait for others the board names no report that is not there", () => {
  const path = taskStatePath(host, "a");
  const a = { ...makeStanding("a"), definition: { ...definition, report: "digest" } as const };
  const before = makeMark({ run: runId("20261119T020000Z-0123456789"), seq: 1, status: "failed", reason: "exit-1" });
  const reported = { ...a, memory: makeMemory({ task: a.task, lastEnd: before, lastRun: before, failures: 2 }) };
  const written = makeBoardEntry({ host, ...reported });
  const shown = (standing: Standing, files: ReadonlyMap<string, BoardEntry>) =>
    makeShowStandings(host)([standing], files).get(path);

  test("its state is the one that is reported, with the next slot as it is now", () => {
    expect(shown({ ...a, nextSlot: slot + 2 }, new Map([[path, written]]))).toEqual({
      ...written,
      nextSlot: "2026-11-20T02:00:00.002Z",
    });
  });

  test("nothing is, yet", () => {
    expect(shown(a, new Map())).toMatchObject({ last: undefined, lastSuccess: undefined, failures: 0 });
  });

  test("what is no success is told at once", () => {
    expect(shown(reported, new Map())).toEqual(written);
  });

  test("and a success as soon as it is there", () => {
    const entry = makeBoardEntry({ host, ...a });
    expect(shown(a, new Map([[path, entry]]))).toBe(entry);
  });
});

function makeStanding(task: string): Standing {
  const lastEnd = makeMark();
  return {
    task: taskId(task),
    definition,
    memory: makeMemory({ task: taskId(task), lastEnd, lastRun: lastEnd }),
    nextSlot: slot + 1,
  };
}
