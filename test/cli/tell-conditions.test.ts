import { expect, test } from "vitest";
import { tellConditions } from "../../src/cli/tell-conditions.ts";
import type { Condition, FactQuery, FactValue } from "../../src/model/condition.ts";
import { factKeyOf } from "../../src/model/condition.ts";
import { at, makeTask, World } from "../decide/world.ts";

const query: FactQuery = { kind: "disk_usage", path: "/var" };
const over90: Condition = { kind: "fact", query, test: { kind: "between", above: 90, below: undefined } };
const plain = { kind: "condition", key: "k", condition: over90, forMs: 0, repeatMs: undefined } as const;
const held = { ...plain, forMs: 300_000, repeatMs: 3_600_000 };

function number(value: number): FactValue {
  return { kind: "number", value };
}

test.each<[string, typeof plain | typeof held, [now: string, value: FactValue][], string]>([
  ["not read", plain, [], "Whether that holds is not known here: disk_usage(/var) > 90 (now not read yet)."],
  [
    "unreadable",
    plain,
    [["01:00", { kind: "unknown", why: "no such folder" }]],
    "Whether that holds is not known here: disk_usage(/var) > 90 (now unknown: no such folder).",
  ],
  ["false", plain, [["01:00", number(41)]], "That does not hold now: disk_usage(/var) > 90 (now 41)."],
  [
    "true, not for long enough",
    held,
    [["01:00", number(93)]],
    "That holds since 2026-11-20T01:00:00Z: disk_usage(/var) > 90 (now 93). It wants a run at 2026-11-20T01:05:00Z (in 5 m).",
  ],
  [
    "true, and to be told again",
    held,
    [
      ["01:00", number(93)],
      ["01:05", number(94)],
    ],
    "That holds since 2026-11-20T01:00:00Z: disk_usage(/var) > 90 (now 94). It wanted a run at 2026-11-20T01:05:00Z, and wants the next at 2026-11-20T02:05:00Z (in 1 h).",
  ],
  [
    "true, and told once",
    plain,
    [["01:00", number(93)]],
    "That holds since 2026-11-20T01:00:00Z: disk_usage(/var) > 90 (now 93). It wanted a run at 2026-11-20T01:00:00Z, and wants the next when it has ceased to hold and holds again.",
  ],
])("a condition that is %s", (_, trigger, readings, told) => {
  const task = makeTask("a", { triggers: [trigger] });
  const world = new World().apply([task]);
  for (const [now, value] of readings)
    world.tell({ kind: "facts", now: at(now), facts: [{ key: factKeyOf(query), value, at: at(now) }] });
  expect(tellConditions(world.state, task)).toEqual([told]);
});

test("one that a verb reads as true before any runner has", () => {
  const task = makeTask("a", { triggers: [plain] });
  const { state } = new World().apply([task]);
  state.facts.set(factKeyOf(query), { key: factKeyOf(query), value: number(93), at: state.now });
  expect(tellConditions(state, task)).toEqual([
    "That holds now: disk_usage(/var) > 90 (now 93). No runner has seen it yet.",
  ]);
});
