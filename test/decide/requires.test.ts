import { expect, test } from "vitest";
import { askedFacts, explain } from "../../src/decide/index.ts";
import type { FactValue, ToolQuery } from "../../src/model/condition.ts";
import { factKeyOf } from "../../src/model/condition.ts";
import { taskId } from "../../src/model/ids.ts";
import { at, makeTask, World } from "./world.ts";

const tool: ToolQuery = {
  kind: "tool",
  name: "python3",
  version: { operator: ">=", version: "3.8" },
  path: undefined,
};
const there: FactValue = { kind: "boolean", value: true, why: "/usr/bin/python3 is 3.11.2" };
const old: FactValue = { kind: "boolean", value: false, why: "/usr/bin/python3 is 3.7.3" };
const unknown: FactValue = { kind: "unknown", why: "took longer than 5 s" };

/** A task that has come due and wants to know. */
const due = (otherwise: "skip" | "wait", more: Parameters<typeof makeTask>[1] = {}): World =>
  new World()
    .apply([makeTask("a", { schedule: "every 10 minutes", requires: [tool], otherwise, ...more })])
    .tick("00:10");

const read = (world: World, value: FactValue, when: string): World =>
  world.tell({ kind: "facts", now: at(when), facts: [{ key: factKeyOf(tool), value, at: at(when) }] });

test("nothing starts before it is known whether the tools are there", () => {
  const world = due("skip");
  expect(world.started).toEqual([]);
  expect(askedFacts(world.state)).toEqual([tool]);
  expect(read(world, there, "00:10").started).toEqual(["a"]);
});

test("a tool that is too old: skipped, with a reason of its own that says what was found", () => {
  const world = read(due("skip"), old, "00:10");
  expect(world.ends).toMatchObject([
    { status: "skipped", reason: "requires", detail: "python3>=3.8: /usr/bin/python3 is 3.7.3" },
  ]);
});

test("a task that may wait starts when the tool has come", () => {
  const world = read(due("wait"), old, "00:10");
  expect(world.started).toEqual([]);
  expect(askedFacts(world.state)).toEqual([tool]);
  expect(read(world, there, "00:11").started).toEqual(["a"]);
});

test("a tool of which nothing can be known is not missing: it is waited for", () => {
  const world = read(due("skip"), unknown, "00:10");
  expect([world.started, world.ended]).toEqual([[], []]);
  expect(explain(world.state, taskId("a")).gates.find(({ gate }) => gate === "requires")!.verdict).toMatchObject({
    kind: "wait",
    detail: "python3>=3.8: took longer than 5 s",
  });
});

test("what it needs is not started for a run that cannot be", () => {
  const world = new World().apply([
    makeTask("a", { schedule: "every 10 minutes", requires: [tool], needs: ["b"] }),
    makeTask("b"),
  ]);
  read(world.tick("00:10"), old, "00:10");
  expect([world.started, world.ended]).toEqual([[], ["a: skipped requires"]]);
});
