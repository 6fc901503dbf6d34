import fc from "fast-check";
import { expect, test } from "vitest";
import { advance, decide, makeState } from "../../src/decide/index.ts";
import type { Fact, FactKey, FactQuery, FactValue } from "../../src/model/condition.ts";
import { factKeyOf } from "../../src/model/condition.ts";
import type { Effect } from "../../src/model/decision.ts";
import type { Event } from "../../src/model/event.ts";
import type { TaskId } from "../../src/model/ids.ts";
import { taskId } from "../../src/model/ids.ts";
import type { Instant } from "../../src/model/instant.ts";
import { emptySnapshot } from "../../src/model/memory.ts";
import type { Task } from "../../src/model/task.ts";
import type { FactTimeline } from "../../src/plan/index.ts";
import { forecast } from "../../src/plan/index.ts";
import { at, makeSettings } from "../decide/world.ts";
import { anyTasks, disk, editor } from "./any-tasks.ts";

const settings = makeSettings({ maxConcurrent: 2, maxQueued: 1 });
const host = settings.host;
const now = at("00:00");
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const anyDurations = fc
  .array(fc.tuple(fc.constantFrom("a", "b", "c", "d", "e", "f"), fc.constantFrom(1000, 60_000, 720_000)))
  .map((pairs) => new Map(pairs.map(([task, durationMs]) => [taskId(task), durationMs])));

/** Both facts from the beginning, and as they change within the time; unknown now and then. */
function anyFacts(forMs: number): fc.Arbitrary<FactTimeline> {
  const moment = fc.integer({ min: 1, max: forMs / minuteMs }).map((minutes) => now + minutes * minuteMs);
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

/** A runner on a clock of its own that looks at it every `lookMs` and whenever the core asked it to: starts and skips. */
function watch(of: {
  tasks: readonly Task[];
  durations: ReadonlyMap<TaskId, number>;
  facts: FactTimeline;
  forMs: number;
  lookMs: number;
}): string[] {
  const { durations, facts } = of;
  const state = makeState({ host, snapshot: emptySnapshot, now });
  const coming: Event[] = [];
  const told: string[] = [];

  function reading(key: FactKey, time: Instant): Fact {
    const entry = facts.get(key)!.findLast((one) => one.at <= time)!;
    return { key, value: entry.value, at: time };
  }

  for (const time of new Set([...facts.values()].flatMap((series) => series.map((one) => one.at)))) {
    coming.push({ kind: "facts", now: time, facts: [...facts.keys()].map((key) => reading(key, time)) });
  }

  function turn(time: number, events: readonly Event[]): number {
    for (const event of events) advance(state, event);
    const step = decide(state);
    for (const effect of step.effects) follow(effect, time);
    return Math.min(step.wakeAt ?? Infinity, ...coming.map((event) => event.now));
  }

  function follow(effect: Effect, time: number): void {
    if (effect.kind === "spawn") {
      const { wanted, launch } = effect.active;
      // Later attempts are the same run.
      if (launch === 1) told.push(`${wanted.task} ${wanted.slot ?? wanted.wantedAt} run`);
      const end = time + (durations.get(wanted.task) ?? 1000);
      const exit = { kind: "exited", code: 0 } as const;
      const about = { run: wanted.id, launch, startedAt: time, resources: {} };
      coming.push({ kind: "attempt-ended", now: end, at: end, exit, ...about });
    } else if (effect.kind === "signal") {
      const { wanted, launch, startedAt } = effect.active;
      const exit = { kind: "signalled", signal: effect.signal } as const;
      const about = { run: wanted.id, launch, startedAt, resources: {} };
      coming.push({ kind: "attempt-ended", now: time, at: time, exit, ...about });
    } else if (effect.kind === "read-facts") {
      const read = effect.queries.map((query) => reading(factKeyOf(query), time));
      coming.push({ kind: "facts", now: time, facts: read });
    } else if (effect.kind === "end" && effect.record.end.startedAt === undefined) {
      const { task, slot, wantedAt } = effect.record.end;
      told.push(`${task} ${slot ?? wantedAt} skip`);
    }
  }

  const catalog = { tasks: new Map(of.tasks.map((task) => [task.id, task])), settings };
  let wakeAt = turn(now, [{ kind: "applied", now, catalog, revision: undefined }]);
  for (let time = now; time <= now + of.forMs; time = Math.min(wakeAt, time + of.lookMs)) {
    const due = coming.filter((event) => event.now <= time);
    for (const event of due) coming.splice(coming.indexOf(event), 1);
    wakeAt = turn(time, [{ kind: "tick", now: time }, ...due]);
  }
  return told.sort();
}

test.each([
  { name: "looks every second", forMs: 2 * hourMs, lookMs: 1000, numRuns: 30 },
  { name: "two weeks", forMs: 14 * dayMs, lookMs: dayMs, numRuns: 40 },
  { name: "three hours of many catalogs", forMs: 3 * hourMs, lookMs: 5 * minuteMs, numRuns: 1000 },
])("the forecast is what a runner then does: $name", ({ forMs, lookMs, numRuns }) => {
  fc.assert(
    fc.property(anyTasks({ calm: false, events: true }), anyDurations, anyFacts(forMs), (tasks, known, facts) => {
      const durations = new Map(tasks.map(({ id }) => [id, known.get(id) ?? 1000]));
      const catalog = { tasks: new Map(tasks.map((task) => [task.id, task])), settings };
      const of = { catalog, revision: undefined, snapshot: emptySnapshot, host, now, forMs, durations, facts };
      const { entries, now: atOnce } = forecast(of);
      const settled = [...atOnce, ...entries].filter(({ decision }) => decision !== "wait");
      const told = settled.map(({ task, slot, wantedAt, decision }) => `${task} ${slot ?? wantedAt} ${decision}`);
      expect(told.sort()).toEqual(watch({ tasks, durations, facts, forMs, lookMs }));
    }),
    { numRuns },
  );
});
