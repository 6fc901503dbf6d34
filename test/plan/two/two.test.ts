import fc from "fast-check";
import { expect, test } from "vitest";
import type { Catalog } from "../../../src/model/catalog.ts";
import { factKeyOf } from "../../../src/model/condition.ts";
import type { Task } from "../../../src/model/task.ts";
import type { TaskChange } from "../../../src/plan/index.ts";
import { diffCatalogs } from "../../../src/plan/index.ts";
import { at } from "../../decide/world.ts";
import { disk, editor } from "../any-tasks.ts";
import { catalogOf } from "../catalog-of.ts";
import { FakeJournal } from "../fake-journal.ts";
import { howMany } from "../how-many.ts";
import { SimulatedHost } from "../simulated-host.ts";
import { SimulatedTime } from "../simulated-time.ts";
import { anyChanged } from "./any-change.ts";
import type { MeantTask } from "./any-written.ts";
import { anyMeant, write } from "./any-written.ts";
import { layOut } from "./layout.ts";

const now = at("00:00");
const forMs = 3 * 3_600_000;

/** Chooses among ways to write the same. */
const anyPicks = fc.infiniteStream(fc.nat(1000)).map((stream) => (ways: number) => stream.next().value % ways);

function catalog(tasks: readonly MeantTask[], pick: (ways: number) => number): Catalog {
  const written = tasks.map((task) => write(task, pick));
  return catalogOf(layOut(written, pick));
}

function diff(base: Catalog, head: Catalog): readonly TaskChange[] {
  return diffCatalogs({ base, head, now, changedFiles: [], named: new Map() });
}

test("nothing is told of the same tasks, however they are written and wherever", () => {
  fc.assert(
    fc.property(anyMeant, anyPicks, anyPicks, (tasks, one, other) => {
      const [base, head] = [catalog(tasks, one), catalog(tasks, other)];
      expect(diff(base, head)).toEqual([]);
      expect([...head.tasks.values()].map(({ digest }) => digest)).toEqual(
        [...base.tasks.values()].map(({ digest }) => digest),
      );
    }),
    howMany(150),
  );
}, 600_000);

/**
 * What counts as behaviour: each run and each skip, with its slot, when and why it began and ended, and all that its
 * processes are given: command, check, shell, folder, variables, zone, time limits and codes of success.
 *
 * That all is told that behaves otherwise is held against the daemon's driver on a simulated host: with every task that
 * is not told replaced by what it is now, and those that are told left as they were, all tasks must behave as before. So
 * a task is not held responsible for what another one does to it. That nothing else is told cannot be seen there: three
 * hours may pass without the difference that a priority makes. There the meaning is what the files were made of: each
 * change that was made is told of its task, and no other.
 */
test("told is each task that behaves otherwise, and no other", async () => {
  const two = anyMeant.chain((tasks) => fc.tuple(fc.constant(tasks), anyChanged(tasks)));
  await fc.assert(
    fc.asyncProperty(two, anyPicks, anyPicks, async ([tasks, changed], one, other) => {
      const [base, head] = [catalog(tasks, one), catalog(changed.tasks, other)];
      const changes = diff(base, head);
      expect(changes.map(tell).sort()).toEqual(changed.told.toSorted());
      for (const { change, fields } of changes) expect(change !== "changed" || fields.length > 0).toBe(true);
      if (changes.length === 0) return;
      expect(await behaviour(withUntold(base, head, changes))).toEqual(await behaviour(base));
    }),
    howMany(150),
  );
}, 600_000);

function tell({ task, change, from }: TaskChange): string {
  if (from !== undefined) return `${from} → ${task}`;
  return `${change === "added" ? "+" : change === "removed" ? "-" : "~"} ${task}`;
}

/** The base, but for the tasks of which nothing is told: these are as they are in the head, by the names of before. */
function withUntold(base: Catalog, head: Catalog, changes: readonly TaskChange[]): Catalog {
  const told = new Set(changes.map(({ task, from }) => from ?? task));
  const before = new Map(changes.flatMap(({ task, from }) => (from === undefined ? [] : [[task, from] as const])));
  const replaced = [...base.tasks.values()].map((task): Task => {
    if (told.has(task.id)) return task;
    const now = head.tasks.get(task.id)!;
    return { ...now, needs: now.needs.map((need) => ({ ...need, task: before.get(need.task) ?? need.task })) };
  });
  return { ...base, tasks: new Map(replaced.map((task) => [task.id, task])) };
}

async function behaviour(of: Catalog): Promise<readonly string[]> {
  const ids = [...of.tasks.keys()];
  const time = new SimulatedTime({ wallMs: now, longestSleepMs: Infinity });
  const journal = new FakeJournal();
  const given = {
    catalog: of,
    durations: new Map(ids.map((id, i) => [id, [1000, 240_000, 900_000][i % 3]!])),
    exits: new Map(ids.map((id, i) => [id, [[0], [1, 0], [0], [1]][i % 4]!])),
    facts: new Map([
      [
        factKeyOf(disk),
        [
          { at: now, value: { kind: "number" as const, value: 40 } },
          { at: now + 3_600_000, value: { kind: "number" as const, value: 95 } },
        ],
      ],
      [
        factKeyOf(editor),
        [
          { at: now, value: { kind: "boolean" as const, value: true } },
          { at: now + 5_400_000, value: { kind: "boolean" as const, value: false } },
        ],
      ],
    ]),
  };
  const host = new SimulatedHost({ given, time, journal });
  await host.start();
  await time.pass(forMs);
  host.stop();
  const launches = journal.spawned.map(({ wanted, attempt, task }) => [
    wanted.task,
    wanted.slot,
    attempt,
    effectsOf(task),
  ]);
  const ends = journal.ends.map(({ task, slot, startedAt, endedAt, status, reason }) => [
    task,
    slot,
    startedAt,
    endedAt,
    status,
    reason,
  ]);
  return [...launches, ...ends].map((line) => JSON.stringify(line)).sort();
}

function effectsOf(task: Task): unknown {
  const {
    command,
    action,
    check,
    shell,
    workspace,
    workdir,
    env,
    inheritEnv,
    timezone,
    timeoutMs,
    killAfterMs,
    successExitCodes,
  } = task;
  const variables = [[...env].sort(), inheritEnv.toSorted(), timezone];
  return [
    command,
    [action?.name, action?.with],
    check,
    shell,
    workspace,
    workdir,
    variables,
    timeoutMs,
    killAfterMs,
    successExitCodes.toSorted(),
  ];
}
