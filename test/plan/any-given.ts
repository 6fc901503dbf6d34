import fc from "fast-check";
import type { FactKey, FactQuery, FactValue } from "../../src/model/condition.ts";
import { factKeyOf } from "../../src/model/condition.ts";
import { taskId } from "../../src/model/ids.ts";
import type { Instant } from "../../src/model/instant.ts";
import type { Task } from "../../src/model/task.ts";
import type { FactTimeline } from "../../src/plan/index.ts";
import { makeSettings } from "../decide/world.ts";
import { anyTasks, disk, editor } from "./any-tasks.ts";
import type { Pace } from "./pace.ts";
import type { Given } from "./simulated-host.ts";

/** A catalog, how long its runs take and how they end, and facts that change only when the driver reads them anyway. */
export function anyGiven(of: {
  pace: Pace;
  now: Instant;
  forMs: number;
  factsEveryMs: number;
  /** Whether tasks listen to anything, and look at facts. */
  events?: boolean;
}): fc.Arbitrary<Given> {
  const { pace, events = true } = of;
  const tasks = anyTasks({ calm: false, events, pace });
  const kinds = fc.tuple(
    fc.constantFrom(1000, pace.unitMs, 12 * pace.unitMs),
    fc.constantFrom([0], [0], [0], [1], [1, 0], [1, 1, 0]),
  );
  const runner = fc.record({
    maxConcurrent: fc.constantFrom(1, 2, 2, 3),
    maxQueued: fc.constantFrom(1, 1, 100),
    priorityScheduling: fc.boolean(),
  });
  return fc
    .tuple(tasks, fc.array(kinds, { minLength: 6, maxLength: 6 }), anyFacts(of), runner)
    .map(([tasks, kinds, facts, limits]) => ({
      [fc.toStringMethod]: () => tell(tasks, kinds, facts, limits),
      catalog: {
        tasks: new Map(tasks.map((task) => [task.id, task])),
        settings: makeSettings({ ...limits, factsEveryMs: of.factsEveryMs }),
      },
      durations: new Map(["a", "b", "c", "d", "e", "f"].map((name, i) => [taskId(name), kinds[i]![0]])),
      exits: new Map(["a", "b", "c", "d", "e", "f"].map((name, i) => [taskId(name), kinds[i]![1]])),
      facts,
    }));
}

/** For whoever has to find out: no more than what makes the difference. */
function tell(tasks: readonly Task[], kinds: unknown, facts: FactTimeline, limits: unknown): string {
  const [sketches, series] = [tasks.map(({ id, digest }) => `${id} ${digest}`), JSON.stringify([...facts])];
  return [...sketches, JSON.stringify(kinds), series, JSON.stringify(limits)].join("\n");
}

/** Whether it matters to the task when facts are read. */
export function looksAtFacts({ when, triggers }: Task): boolean {
  return when !== undefined || triggers.some(({ kind }) => kind === "condition");
}

/** Both facts from the beginning, and as they change within the time; unknown now and then. */
function anyFacts(of: { now: Instant; forMs: number; factsEveryMs: number }): fc.Arbitrary<FactTimeline> {
  const { now, forMs, factsEveryMs } = of;
  const moment = fc.integer({ min: 1, max: forMs / factsEveryMs }).map((readings) => now + readings * factsEveryMs);
  const series = (query: FactQuery, value: fc.Arbitrary<FactValue>) =>
    fc
      .tuple(value, fc.uniqueArray(fc.tuple(moment, value), { maxLength: 6, selector: ([when]) => when }))
      .map(
        ([first, changes]) =>
          [
            factKeyOf(query),
            [{ at: now, value: first }, ...changes.map(([when, then]) => ({ at: when, value: then }))].sort(
              (a, b) => a.at - b.at,
            ),
          ] as const,
      );
  const unknown = fc.constant<FactValue>({ kind: "unknown", why: "not to be read" });
  const percent = fc.constantFrom<FactValue>({ kind: "number", value: 40 }, { kind: "number", value: 95 });
  const yesOrNo = fc.boolean().map((value): FactValue => ({ kind: "boolean", value }));
  return fc
    .tuple(
      series(disk, fc.oneof({ weight: 5, arbitrary: percent }, { weight: 1, arbitrary: unknown })),
      series(editor, fc.oneof({ weight: 5, arbitrary: yesOrNo }, { weight: 1, arbitrary: unknown })),
    )
    .map((entries) => new Map<FactKey, (typeof entries)[number][1]>(entries));
}
