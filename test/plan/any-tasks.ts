import fc from "fast-check";
import type { Condition, FactQuery } from "../../src/model/condition.ts";
import { taskId } from "../../src/model/ids.ts";
import type { EventTrigger } from "../../src/model/trigger.ts";
import type { Task } from "../../src/model/task.ts";
import { priorities } from "../../src/model/task.ts";
import { makeTask } from "../decide/world.ts";
import type { Pace } from "./pace.ts";
import { hours } from "./pace.ts";

const names = ["a", "b", "c", "d", "e", "f"];

function sketch({ schedules, windows, blackouts, suspendedUntil, zones, unitMs }: Pace) {
  return fc.record({
    schedule: fc.option(fc.constantFrom(...schedules), { nil: undefined, freq: 3 }),
    timezone: fc.constantFrom(...zones),
    overlap: fc.constantFrom("skip", "queue", "queue-all", "replace", "allow"),
    locks: fc.subarray(["x", "y"]),
    priority: fc.constantFrom(...priorities),
    catchUp: fc.record({
      policy: fc.constantFrom("none", "last", "all"),
      withinMs: fc.constantFrom(undefined, 40 * unitMs),
    }),
    startDeadlineMs: fc.constantFrom(undefined, undefined, 5 * unitMs),
    enabled: fc.constantFrom(true, true, true, true, false),
    hosts: fc.constantFrom([], [], [], ["web*"], ["!web"]),
    suspend: fc.constantFrom(undefined, undefined, undefined, { until: suspendedUntil, reason: "works" }),
    jitterMs: fc.constantFrom(0, 0, 0, 4 * unitMs),
    windows: fc.constantFrom(...windows),
    blackouts: fc.constantFrom(...blackouts),
    cooldownMs: fc.constantFrom(0, 0, 0, 12 * unitMs),
    rate: fc.constantFrom(undefined, undefined, undefined, { count: 2, perMs: 45 * unitMs, text: "2" }),
    otherwise: fc.constantFrom("skip", "wait"),
  } as const);
}

/** What the tasks of `events` look at. */
export const disk: FactQuery = { kind: "disk_usage", path: "/" };
export const editor: FactQuery = { kind: "process", name: "editor" };

const full: Condition = { kind: "fact", query: disk, test: { kind: "between", above: 90, below: undefined } };
const edits: Condition = { kind: "fact", query: editor, test: { kind: "is-true" } };

/** What wants runs besides a schedule and what they look at; `task` stands for one of the earlier ones. */
const events = ({ unitMs }: Pace) =>
  fc.record({
    when: fc.constantFrom<(Condition | undefined)[]>(
      undefined,
      undefined,
      edits,
      { kind: "not", of: edits },
      { kind: "any", of: [edits, full] },
    ),
    condition: fc.constantFrom(
      undefined,
      undefined,
      { condition: full, forMs: 0, repeatMs: undefined },
      { condition: full, forMs: 4 * unitMs, repeatMs: 20 * unitMs },
      { condition: edits, forMs: unitMs, repeatMs: undefined },
    ),
    after: fc.option(fc.record({ of: fc.nat(), status: fc.constantFrom("success", "failed", "finished") }), {
      nil: undefined,
      freq: 2,
    }),
  } as const);

/** What may go wrong with a run, for tests in which runs do. */
const troubles = ({ unitMs }: Pace) =>
  fc.record({
    timeoutMs: fc.constantFrom(undefined, 3 * unitMs),
    pauseAfterFailures: fc.constantFrom(undefined, undefined, 2),
    retry: fc.record({
      attempts: fc.constantFrom(1, 1, 2, 3),
      delayMs: fc.constantFrom(0, unitMs / 2, 12 * unitMs),
      backoff: fc.constantFrom("fixed", "exponential"),
      maxDelayMs: fc.constant(undefined),
      jitter: fc.constantFrom(0, 0.5),
      onExit: fc.constant(undefined),
      onLost: fc.boolean(),
    }),
  } as const);

/**
 * One to six tasks with needs among them but no cycle, in any order. `calm`: nothing about them that matters only when
 * a run goes wrong. Some may be missing from one draw to the next, as between two revisions.
 */
export function anyTasks(options: { calm: boolean; events?: boolean; pace?: Pace }): fc.Arbitrary<readonly Task[]> {
  const { pace = hours } = options;
  const needs = fc.array(
    fc.record({
      of: fc.nat(),
      status: options.calm ? fc.constant("success" as const) : fc.constantFrom("success", "failed", "finished"),
      maxAgeMs: options.calm ? fc.constant(undefined) : fc.constantFrom(undefined, 30 * pace.unitMs),
    } as const),
    { maxLength: 2 },
  );
  const one = fc.tuple(
    sketch(pace),
    options.calm ? fc.constant({}) : troubles(pace),
    needs,
    options.events ? events(pace) : fc.constant(undefined),
  );
  return fc
    .array(one, { minLength: 1, maxLength: names.length })
    .map((sketches) => {
      const causes = new Map<string, string[]>();
      return sketches.map(([plain, trouble, wanted, event], i) => {
        // Only of earlier ones, each once: no cycle.
        const among = i === 0 ? [] : wanted.map(({ of, ...rest }) => ({ ...rest, task: names[of % i]! }));
        const distinct = among.filter(({ task }, n) => among.findIndex((other) => other.task === task) === n);
        causes.set(
          names[i]!,
          distinct.map(({ task }) => task),
        );
        const triggers: EventTrigger[] = [];
        if (event?.condition) triggers.push({ kind: "condition", key: "condition", ...event.condition });
        const after = event?.after && i > 0 ? names[event.after.of % i]! : undefined;
        if (after !== undefined && (pace.endless || !leadsTo(causes, names[i]!, after))) {
          causes.get(after)!.push(names[i]!);
          const task = taskId(after);
          triggers.push({ kind: "task", key: "after", task, status: event!.after!.status });
        }
        const { timezone: zone } = plain;
        const windows = plain.windows.map((window) => ({ ...window, zone }));
        const blackouts = plain.blackouts.map((blackout) => ({ ...blackout, zone }));
        const gates = { windows, blackouts, when: event?.when };
        return makeTask(names[i]!, { ...plain, ...trouble, needs: distinct, triggers, ...gates });
      });
    })
    .chain((tasks) => fc.shuffledSubarray(tasks, { minLength: tasks.length }));
}

/** Whether a run of one may come to want a run of the other. */
function leadsTo(causes: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  return from === to || causes.get(from)!.some((next) => leadsTo(causes, next, to));
}
