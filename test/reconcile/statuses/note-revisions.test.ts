import { describe, expect, test } from "vitest";
import type { Sha } from "../../../src/model/ids.ts";
import { sha } from "../../../src/model/ids.ts";
import type { RevisionEvent } from "../../../src/model/revision.ts";
import { mostWaiting, noteRevisions } from "../../../src/reconcile/statuses/note-revisions.ts";
import { emptyMemory, parseStatusMemory } from "../../../src/reconcile/statuses/status-memory.ts";
import type { StatusMemory } from "../../../src/reconcile/statuses/status-memory.ts";

const [a, b, c, d] = ["a", "b", "c", "d"].map((letter) => sha(letter.repeat(40))) as [Sha, Sha, Sha, Sha];

function event(of: Sha, state: RevisionEvent["state"], more: Partial<RevisionEvent> = {}): RevisionEvent {
  const revision = { sha: of, subject: "x", author: "A", committer: "A <a@x>", committedAt: 0, worktree: false };
  const changes = { added: [], changed: [], removed: [] };
  return { revision, state, at: 0, seq: 1, reason: "", detail: "", diagnostics: [], changes, ...more };
}

function look(
  memory: StatusMemory,
  of: { tip: Sha; applied?: Sha; between?: readonly Sha[]; events?: readonly RevisionEvent[] },
): StatusMemory {
  const { tip, applied, between = [], events = [] } = of;
  const eventOf = (one: Sha) => events.findLast(({ revision }) => revision.sha === one);
  return noteRevisions(memory, { tip, applied, between, eventOf });
}

const told = (memory: StatusMemory): StatusMemory => ({ ...memory, waiting: [] });
const lines = ({ waiting }: StatusMemory) =>
  waiting.map((one) => `${one.sha[0]} ${one.state}: ${one.description}`.replace(/[abcd]{12}/, (name) => name[0]!));

describe("the newest commit", () => {
  test.each([
    ["has not been judged", {}, "a pending: has arrived, and is being judged"],
    [
      "is in force",
      { applied: a, events: [event(a, "applied", { changes: { added: ["x", "y"], changed: [], removed: ["z"] } })] },
      "a applied: in force: 2 added, 1 removed",
    ],
    [
      "is in force, and only comments differ",
      { applied: a, events: [event(a, "applied")] },
      "a applied: in force: no task behaves otherwise",
    ],
    ["has nothing that may run", { applied: a }, "a applied: in force: it changes nothing that may run"],
    [
      "is turned away",
      {
        events: [
          event(a, "rejected", {
            detail: "1 error",
            diagnostics: [{ code: "bad-time", message: "no such time", file: "tasks.d/x.toml", line: 3, column: 1 }],
          }),
        ],
      },
      "a rejected: rejected: 1 error (tasks.d/x.toml:3: no such time)",
    ],
    [
      "is held",
      { events: [event(a, "held", { detail: "it removes 9 of 9 tasks" })] },
      "a validated: held: it removes 9 of 9 tasks",
    ],
    [
      "was held, and somebody has let it through",
      { applied: a, events: [event(a, "held", { detail: "x" }), event(a, "applied")] },
      "a applied: in force: no task behaves otherwise",
    ],
  ] as const)("%s", (_, view, line) => {
    expect(lines(look(emptyMemory, { tip: a, ...view }))).toEqual([line]);
  });

  test("is told once", () => {
    const view = { tip: a, applied: a, events: [event(a, "applied")] };
    const first = look(emptyMemory, view);
    expect(look(told(first), view)).toEqual(told(first));
  });

  test("no description is longer than a forge takes", () => {
    const long = look(emptyMemory, { tip: a, events: [event(a, "rejected", { detail: "ä".repeat(500) })] });
    expect([...long.waiting[0]!.description].length).toBe(140);
  });
});

describe("every commit gets its end", () => {
  const pending = told(look(emptyMemory, { tip: a }));

  test("those of one push, and the one that was being judged, are superseded by the newest", () => {
    const after = look(pending, { tip: d, applied: d, between: [c, b], events: [event(d, "applied")] });
    expect(lines(after)).toEqual([
      "a superseded: superseded by d",
      "b superseded: superseded by d",
      "c superseded: superseded by d",
      "d applied: in force: no task behaves otherwise",
    ]);
    expect(after.waiting.map(({ record }) => record)).toEqual([d, d, d, d]);
  });

  test("one that was held is superseded; one that was in force or turned away keeps its end", () => {
    const held = told(look(emptyMemory, { tip: a, events: [event(a, "held")] }));
    expect(lines(look(held, { tip: b }))[0]).toBe("a superseded: superseded by b");
    for (const ended of [
      look(emptyMemory, { tip: a, applied: a }),
      look(emptyMemory, { tip: a, events: [event(a, "rejected")] }),
    ])
      expect(lines(look(told(ended), { tip: b }))).toEqual(["b pending: has arrived, and is being judged"]);
  });

  test("what became of them while nobody told it is in the journal", () => {
    const events = [event(a, "applied"), event(b, "rejected", { detail: "1 error" })];
    expect(lines(look(pending, { tip: d, between: [c, b], events }))).toEqual([
      "a applied: in force: no task behaves otherwise",
      "b rejected: rejected: 1 error",
      "c superseded: superseded by d",
      "d pending: has arrived, and is being judged",
    ]);
  });

  test("of what waits already, the last word counts", () => {
    const first = look(emptyMemory, { tip: a });
    expect(lines(look(first, { tip: a, applied: a }))).toEqual([
      "a applied: in force: it changes nothing that may run",
    ]);
  });

  test("what waits is bounded: the oldest go", () => {
    const many = Array.from({ length: mostWaiting + 20 }, (_, i) => sha(i.toString(16).padStart(40, "0")));
    const after = look(pending, { tip: d, between: many });
    expect(after.waiting.length).toBe(mostWaiting);
    expect(after.waiting.at(-1)!.sha).toBe(d);
  });
});

test("what is remembered is read back; what another version has left is not guessed at", () => {
  const memory = look(emptyMemory, { tip: a });
  expect(parseStatusMemory(JSON.stringify(memory))).toEqual(memory);
  expect(parseStatusMemory(undefined)).toEqual(emptyMemory);
  expect(parseStatusMemory('{"version":9}')).toEqual(emptyMemory);
});
