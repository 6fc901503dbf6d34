import fc from "fast-check";
import { expect, test } from "vitest";
import { advance, decide, makeState } from "../../src/decide/index.ts";
import type { Effect } from "../../src/model/decision.ts";
import type { Event } from "../../src/model/event.ts";
import type { TaskId } from "../../src/model/ids.ts";
import { taskId } from "../../src/model/ids.ts";
import { emptySnapshot } from "../../src/model/memory.ts";
import type { Task } from "../../src/model/task.ts";
import { forecast } from "../../src/plan/index.ts";
import { at, makeSettings } from "../decide/world.ts";
import { anyTasks } from "./any-tasks.ts";

const settings = makeSettings({ maxConcurrent: 2, maxQueued: 1 });
const host = settings.host;
const now = at("00:00");
const forMs = 2 * 3_600_000;

const anyDurations = fc
  .array(fc.tuple(fc.constantFrom("a", "b", "c", "d", "e", "f"), fc.constantFrom(1000, 60_000, 720_000)))
  .map((pairs) => new Map(pairs.map(([task, durationMs]) => [taskId(task), durationMs])));

/** Starts and skips of a runner that looks at the clock every second and whenever the core asked it to. */
function watch(tasks: readonly Task[], durations: ReadonlyMap<TaskId, number>): string[] {
  const state = makeState({ host, snapshot: emptySnapshot, now });
  const ends: Event[] = [];
  const told: string[] = [];

  function turn(time: number, events: readonly Event[]): number {
    for (const event of events) advance(state, event);
    const step = decide(state);
    for (const effect of step.effects) follow(effect, time);
    return Math.min(step.wakeAt ?? Infinity, ...ends.map((end) => end.now));
  }

  function follow(effect: Effect, time: number): void {
    if (effect.kind === "spawn") {
      const { wanted, launch } = effect.active;
      // Later attempts are the same run.
      if (launch === 1) told.push(`${wanted.task} ${wanted.slot} run`);
      const end = time + (durations.get(wanted.task) ?? 1000);
      const exit = { kind: "exited", code: 0 } as const;
      const about = { run: wanted.id, launch, startedAt: time, resources: {} };
      ends.push({ kind: "attempt-ended", now: end, at: end, exit, ...about });
    } else if (effect.kind === "signal") {
      const { wanted, launch, startedAt } = effect.active;
      const exit = { kind: "signalled", signal: effect.signal } as const;
      const about = { run: wanted.id, launch, startedAt, resources: {} };
      ends.push({ kind: "attempt-ended", now: time, at: time, exit, ...about });
    } else if (effect.kind === "end" && effect.record.end.startedAt === undefined) {
      told.push(`${effect.record.end.task} ${effect.record.end.slot} skip`);
    }
  }

  const catalog = { tasks: new Map(tasks.map((task) => [task.id, task])), settings };
  let wakeAt = turn(now, [{ kind: "applied", now, catalog, revision: undefined }]);
  for (let time = now; time <= now + forMs; time = Math.min(wakeAt, time + 1000)) {
    const due = ends.filter((end) => end.now <= time);
    for (const end of due) ends.splice(ends.indexOf(end), 1);
    wakeAt = turn(time, [{ kind: "tick", now: time }, ...due]);
  }
  return told.sort();
}

test("the forecast is what a runner then does, however often it looks at the clock", () => {
  fc.assert(
    fc.property(anyTasks({ calm: false }), anyDurations, (tasks, known) => {
      const durations = new Map(tasks.map(({ id }) => [id, known.get(id) ?? 1000]));
      const catalog = { tasks: new Map(tasks.map((task) => [task.id, task])), settings };
      const of = { catalog, revision: undefined, snapshot: emptySnapshot, host, now, forMs, durations };
      const settled = forecast(of).entries.filter(({ decision }) => decision !== "wait");
      const told = settled.map(({ task, slot, decision }) => `${task} ${slot} ${decision}`);
      expect(told.sort()).toEqual(watch(tasks, durations));
    }),
    { numRuns: 30 },
  );
});
