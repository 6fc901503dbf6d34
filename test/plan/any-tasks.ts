import fc from "fast-check";
import type { Condition, FactQuery } from "../../src/model/condition.ts";
import { taskId } from "../../src/model/ids.ts";
import type { EventTrigger } from "../../src/model/trigger.ts";
import type { Task } from "../../src/model/task.ts";
import { priorities } from "../../src/model/task.ts";
import type { StartWindow } from "../../src/model/window.ts";
import { at, makeTask } from "../decide/world.ts";
import { makeWindow } from "../schedule/make-window.ts";

const names = ["a", "b", "c", "d", "e", "f"];
const minuteMs = 60_000;

const schedule = fc.constantFrom<unknown[]>(
  "every 10 minutes",
  "every 15 minutes",
  "every hour",
  "20 * * * *",
  "daily at 01:00",
  "at 2026-11-20T01:30",
  { every: "25m", from: "finish" },
  { every: "7m" },
  ["every 20 minutes", "every 30 minutes"],
  ["every hour", { every: "40m", from: "finish" }],
);

const sketch = fc.record({
  schedule: fc.option(schedule, { nil: undefined, freq: 3 }),
  overlap: fc.constantFrom("skip", "queue", "queue-all", "replace", "allow"),
  locks: fc.subarray(["x", "y"]),
  priority: fc.constantFrom(...priorities),
  catchUp: fc.record({
    policy: fc.constantFrom("none", "last", "all"),
    withinMs: fc.constantFrom(undefined, 40 * minuteMs),
  }),
  startDeadlineMs: fc.constantFrom(undefined, undefined, 5 * minuteMs),
  enabled: fc.constantFrom(true, true, true, true, false),
  hosts: fc.constantFrom([], [], [], ["web*"], ["!web"]),
  suspend: fc.constantFrom(undefined, undefined, undefined, { until: at("01:10"), reason: "works" }),
  jitterMs: fc.constantFrom(0, 0, 0, 4 * minuteMs),
  windows: fc.constantFrom([], [], [], [open("00:30-01:20", "cancel")], [open("00:10-00:20"), open("01:15-05:00")]),
  blackouts: fc.constantFrom([], [], [], [makeWindow({ hours: "00:45-01:05" })]),
  cooldownMs: fc.constantFrom(0, 0, 0, 12 * minuteMs),
  rate: fc.constantFrom(undefined, undefined, undefined, { count: 2, perMs: 45 * minuteMs, text: "2/45m" }),
  otherwise: fc.constantFrom("skip", "wait"),
} as const);

function open(hours: string, overrun: "allow" | "cancel" = "allow"): StartWindow {
  return { ...makeWindow({ hours }), overrun };
}

/** What the tasks of `events` look at. */
export const disk: FactQuery = { kind: "disk_usage", path: "/" };
export const editor: FactQuery = { kind: "process", name: "editor" };

const full: Condition = { kind: "fact", query: disk, test: { kind: "between", above: 90, below: undefined } };
const edits: Condition = { kind: "fact", query: editor, test: { kind: "is-true" } };

/** What wants runs besides a schedule and what they look at; `task` stands for one of the earlier ones. */
const events = fc.record({
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
    { condition: full, forMs: 4 * minuteMs, repeatMs: 20 * minuteMs },
    { condition: edits, forMs: minuteMs, repeatMs: undefined },
  ),
  after: fc.option(fc.record({ of: fc.nat(), status: fc.constantFrom("success", "failed", "finished") }), {
    nil: undefined,
    freq: 2,
  }),
} as const);

/** What may go wrong with a run, for tests in which runs do. */
const troubles = fc.record({
  timeoutMs: fc.constantFrom(undefined, 3 * minuteMs),
  pauseAfterFailures: fc.constantFrom(undefined, undefined, 2),
  retry: fc.record({
    attempts: fc.constantFrom(1, 1, 2, 3),
    delayMs: fc.constantFrom(0, 30_000, 12 * minuteMs),
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
export function anyTasks(options: { calm: boolean; events?: boolean }): fc.Arbitrary<readonly Task[]> {
  const needs = fc.array(
    fc.record({
      of: fc.nat(),
      status: options.calm ? fc.constant("success" as const) : fc.constantFrom("success", "failed", "finished"),
      maxAgeMs: options.calm ? fc.constant(undefined) : fc.constantFrom(undefined, 30 * minuteMs),
    } as const),
    { maxLength: 2 },
  );
  const one = fc.tuple(
    sketch,
    options.calm ? fc.constant({}) : troubles,
    needs,
    options.events ? events : fc.constant(undefined),
  );
  return fc
    .array(one, { minLength: 1, maxLength: names.length })
    .map((sketches) =>
      sketches.map(([plain, trouble, wanted, event], i) => {
        // Only of earlier ones, each once: no cycle.
        const among = i === 0 ? [] : wanted.map(({ of, ...rest }) => ({ ...rest, task: names[of % i]! }));
        const distinct = among.filter(({ task }, n) => among.findIndex((other) => other.task === task) === n);
        const triggers: EventTrigger[] = [];
        if (event?.condition) triggers.push({ kind: "condition", key: "condition", ...event.condition });
        // Of earlier ones, too: none that goes on for ever.
        if (event?.after && i > 0) {
          const task = taskId(names[event.after.of % i]!);
          triggers.push({ kind: "task", key: "after", task, status: event.after.status });
        }
        return makeTask(names[i]!, { ...plain, ...trouble, needs: distinct, triggers, when: event?.when });
      }),
    )
    .chain((tasks) => fc.shuffledSubarray(tasks, { minLength: tasks.length }));
}
