import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Pending } from "../../src/journal/index.ts";
import { Journal } from "../../src/journal/index.ts";
import { batchSize, chooseBatch, endOfHold, holdMs, mostFolded } from "../../src/reconcile/choose-batch.ts";
import { at, makeTask, World } from "../decide/world.ts";

describe("below which number what is held goes", () => {
  const now = 10 * holdMs;
  const all = Number.MAX_SAFE_INTEGER;

  test.each<[name: string, of: Partial<Parameters<typeof endOfHold<{ seq: number }>>[0]>, before: number | undefined]>([
    ["nothing is held", { heldSince: undefined, isAwaited: () => true }, undefined],
    ["it is held for less than an hour", { heldSince: now - holdMs + 1 }, undefined],
    ["for an hour: all of it", { heldSince: now - holdMs }, all],
    ["for long", { heldSince: 0 }, all],
    ["the clock was set back by less", { heldSince: now + holdMs - 1 }, undefined],
    ["the clock was set back by an hour", { heldSince: now + holdMs }, all],
    ["others have to come after it: what is before the first of them", { isAwaited: ({ seq }) => seq > 3 }, 5],
    ["the same, and it is an hour", { heldSince: 0, isAwaited: ({ seq }) => seq > 3 }, 5],
    [
      "an hour, and more than fits is pending: what is before the last that is known",
      { heldSince: 0, isAll: false },
      7,
    ],
    ["less than an hour, and more than fits is pending", { isAll: false }, undefined],
  ])("%s", (_, of, before) => {
    const own = [2, 3, 5, 7].map((seq) => ({ seq }));
    expect(endOfHold({ own, isAll: true, now, heldSince: now - 1, isAwaited: () => false, ...of })).toBe(before);
  });
});

describe("what is imported in one go", () => {
  let folder: string;
  let journal: Journal;
  let world: World;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "runner-batch-"));
    journal = new Journal(join(folder, "journal.db"));
    world = new World().apply([
      makeTask("a", { report: "digest" }),
      makeTask("b", { report: "digest" }),
      makeTask("own", {}),
    ]);
  });
  afterEach(() => {
    journal.close();
    rmSync(folder, { recursive: true });
  });

  /** Ends of tasks, one after the other; `!` for a failure. */
  function ended(...names: readonly string[]): void {
    for (const name of names) {
      const task = name.replace("!", "");
      world.request(task);
      world.end(task, name === task ? 0 : 1);
    }
    journal.record(world.effects.splice(0));
  }

  const soon = at("00:30");
  const anHourLater = at("01:00");

  /** Commits, batch by batch, until nothing is left to do at that moment. */
  function batches(now: number): string[][] {
    const all: string[][] = [];
    for (let isLast = false; !isLast;) {
      const batch = chooseBatch(journal, now);
      ({ isLast } = batch);
      if (batch.commits.length === 0) break;
      all.push(batch.commits.map((records) => records.map(nameOf).join(" ")));
      journal.markPublished(
        batch.commits.flat().map(({ id }) => id),
        1,
      );
    }
    return all;
  }

  function nameOf(pending: Pending): string {
    if (pending.kind === "revision") return "revision";
    const { task, status } = pending.record.end;
    return status === "success" ? task : `${task}!`;
  }

  test.each<[name: string, ends: readonly string[], now: number, expected: readonly (readonly string[])[]]>([
    ["nothing", [], anHourLater, []],
    ["what is held is in nobody's way", ["a", "own", "b", "own"], soon, [["own", "own"]]],
    [
      "after an hour it has its place among the others",
      ["own", "a", "own", "b", "own"],
      anHourLater,
      [["own", "own", "a b"], ["own"]],
    ],
    [
      "a failure of its task ends the hold of what was before",
      ["own", "a", "b", "a!", "b"],
      soon,
      [["own", "a b"], ["a!"]],
    ],
    ["and so does each that follows", ["a", "a!", "b", "b!", "a"], soon, [["a"], ["a!", "b"], ["b!"]]],
    ["a failure that has none before it ends no hold", ["a", "b!", "b"], soon, [["b!"]]],
  ])("%s", (_, ends, now, expected) => {
    ended(...ends);
    expect(batches(now)).toEqual(expected);
  });

  test("more than one commit may have become several, and a full page of them hides nothing", () => {
    ended(...Array.from({ length: mostFolded + 100 }, () => "a"), "own", "a!");
    expect(batches(soon).map((commits) => commits.map((names) => names.split(" ").length))).toEqual([
      [mostFolded],
      [100],
      [1, 1],
    ]);
  });

  test("and where more is pending than fits, what is held does not get before it", () => {
    ended("a", ...Array.from({ length: batchSize }, () => "own"), "a", "own");
    expect(batches(anHourLater).map((commits) => [commits.length, commits.at(-1)])).toEqual([
      [1, "a"],
      [batchSize, "own"],
      [1, "a"],
      [1, "own"],
    ]);
    expect(journal.held(10)).toEqual([]);
  });
});
