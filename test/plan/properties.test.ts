import fc from "fast-check";
import { expect, test } from "vitest";
import { hasTrigger } from "../../src/decide/gates/needs.ts";
import type { TaskId } from "../../src/model/ids.ts";
import { taskId } from "../../src/model/ids.ts";
import type { Snapshot } from "../../src/model/memory.ts";
import { emptySnapshot } from "../../src/model/memory.ts";
import type { Task } from "../../src/model/task.ts";
import type { Forecast } from "../../src/plan/index.ts";
import { forecast } from "../../src/plan/index.ts";
import { at, makeSettings } from "../decide/world.ts";
import { anyTasks } from "./any-tasks.ts";

const hourMs = 3_600_000;
const now = at("00:00");

interface Input {
  readonly tasks: readonly Task[];
  readonly durations: ReadonlyMap<TaskId, number>;
  readonly maxConcurrent: number;
  readonly maxQueued: number;
}

const durations = fc
  .array(fc.tuple(fc.constantFrom("a", "b", "c", "d", "e", "f"), fc.constantFrom(0, 1000, 60_000, 720_000, hourMs)))
  .map((pairs) => new Map(pairs.map(([task, durationMs]) => [taskId(task), durationMs])));

const anyInput: fc.Arbitrary<Input> = fc.record({
  tasks: anyTasks({ calm: true }),
  durations,
  maxConcurrent: fc.integer({ min: 1, max: 4 }),
  maxQueued: fc.constantFrom(0, 1, 100),
});

function look(input: Input, forMs: number, snapshot: Snapshot = emptySnapshot): Forecast {
  const settings = makeSettings({ maxConcurrent: input.maxConcurrent, maxQueued: input.maxQueued });
  const catalog = { tasks: new Map(input.tasks.map((task) => [task.id, task])), settings };
  const host = settings.host;
  return forecast({ catalog, revision: undefined, snapshot, host, now, forMs, durations: input.durations });
}

test("nothing runs before what it needs has run", () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const { entries } = look(input, 6 * hourMs);
      const tasks = new Map(input.tasks.map((task) => [task.id, task]));
      const runs = entries.filter(({ decision }) => decision === "run");
      runs.forEach((run, i) => {
        for (const need of tasks.get(run.task)!.needs) {
          const before = runs.slice(0, i).filter(({ task }) => task === need.task);
          expect(before.some((other) => other.at + other.durationMs <= run.at)).toBe(true);
          if (!hasTrigger(tasks.get(need.task)!)) continue;
          expect(before.filter((other) => other.at + other.durationMs > run.at)).toEqual([]);
        }
      });
    }),
  );
});

test("the order of tasks in the catalog changes nothing", () => {
  const twice = anyInput.chain((input) =>
    fc.tuple(fc.constant(input), fc.shuffledSubarray([...input.tasks], { minLength: input.tasks.length })),
  );
  fc.assert(
    fc.property(twice, ([input, shuffled]) => {
      expect(look({ ...input, tasks: shuffled }, 6 * hourMs)).toEqual(look(input, 6 * hourMs));
    }),
  );
});

test("the same input gives the same forecast", () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      expect(look(input, 6 * hourMs)).toEqual(look(input, 6 * hourMs));
    }),
  );
});

test("a forecast of twice the time begins with that of the time", () => {
  fc.assert(
    fc.property(anyInput, fc.constantFrom(hourMs, 90 * 60_000, 3 * hourMs), (input, forMs) => {
      const settled = look(input, forMs).entries.filter(({ decision }) => decision !== "wait");
      const longer = look(input, 2 * forMs).entries;
      expect(longer.slice(0, settled.length)).toEqual(settled);
      expect(longer.slice(settled.length).every((entry) => entry.at > now + forMs)).toBe(true);
    }),
  );
});

test("entries stand in order of time, within the horizon, at most one for each slot", () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const { entries, until } = look(input, 6 * hourMs);
      const times = entries.map((entry) => entry.at);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times.every((time) => time > now && time <= until)).toBe(true);
      const slots = entries.filter(({ trigger }) => trigger === "schedule").map(({ task, slot }) => `${task} ${slot}`);
      expect(new Set(slots).size).toBe(slots.length);
    }),
  );
});

function mayOverrun({ windows }: Task): boolean {
  return windows.some(({ overrun }) => overrun === "cancel");
}

test("no more runs at once than there are places, and of a lock's holders one", () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const tasks = new Map(input.tasks.map((task) => [task.id, task]));
      // One that a newer run replaces, or whose window closes, ends before its time.
      const runs = look(input, 6 * hourMs).entries.filter(
        ({ decision, task }) =>
          decision === "run" && tasks.get(task)!.overlap !== "replace" && !mayOverrun(tasks.get(task)!),
      );
      for (const run of runs) {
        const beside = runs.filter((other) => other.at <= run.at && run.at < other.at + other.durationMs);
        expect(beside.length).toBeLessThanOrEqual(input.maxConcurrent);
        for (const lock of ["x", "y"]) {
          expect(beside.filter(({ task }) => tasks.get(task)!.locks.includes(lock)).length).toBeLessThanOrEqual(1);
        }
      }
    }),
  );
});
