import type { RunDefinition } from "../model/decision.ts";
import type { Active, EndMark, TaskMemory } from "../model/memory.ts";
import type { RunEnd } from "../model/run.ts";
import { isDryRequest, isRollback } from "../model/run.ts";
import type { Task } from "../model/task.ts";
import { countedCpuTimes } from "./gates/cpu-time.ts";
import { removeActive } from "./state/places.ts";
import { remember } from "./state/remember.ts";
import { scheduleNext, unschedule } from "./state/slots.ts";
import type { State, Waiting } from "./state/state.ts";
import { wantAfter } from "./want-after.ts";
import { markDirty, removeWaiting, waitingOf, wake } from "./state/waiting.ts";

const keptDurations = 10;
const keptOutcomes = 20;

/** A wanted run ends without having run. */
export function endWaiting(state: State, waiting: Waiting, why: { reason: string; detail: string }): void {
  removeWaiting(state, waiting);
  const { id, task, slot, trigger, wantedAt, firstSeen } = waiting.wanted;
  const end: RunEnd = {
    id,
    task,
    slot,
    trigger,
    wantedAt,
    firstSeen,
    status: "skipped",
    reason: why.reason,
    detail: why.detail,
    seq: (state.seq += 1),
    startedAt: undefined,
    endedAt: state.now,
    attempts: [],
    revision: state.revision,
    facts: [],
    missed: undefined,
  };
  finish(state, end, describe(state.catalog?.tasks.get(end.task)));
}

/** A started run ends. */
export function endActive(
  state: State,
  active: Active,
  how: Pick<RunEnd, "status" | "reason" | "detail" | "endedAt" | "attempts">,
): void {
  removeActive(state, active);
  const { id, task, slot, trigger, wantedAt, firstSeen } = active.wanted;
  const end: RunEnd = {
    id,
    task,
    slot,
    trigger,
    wantedAt,
    firstSeen,
    ...how,
    seq: (state.seq += 1),
    startedAt: active.startedAt,
    revision: active.revision,
    facts: active.facts,
    missed: undefined,
  };
  finish(state, end, describe(active.task));
}

/** Records an end, remembers it, and wakes whoever waited for it. */
export function finish(state: State, end: RunEnd, definition: RunDefinition | undefined): void {
  if (state.memories.has(end.task)) {
    if (!isDryRequest(end.trigger)) remember(state, end.task, afterEnd(state.memories.get(end.task)!, end));
    rememberCpuTime(state, end);
    if (!isDryRequest(end.trigger)) pauseAfterFailures(state, end);
    const task = state.catalog?.tasks.get(end.task);
    if (task?.schedules.some((schedule) => schedule.kind === "after-finish")) scheduleNext(state, task);
  }
  const memory = state.memories.get(end.task);
  state.effects.push({ kind: "end", record: { end, definition, memory, nextSlot: state.nextSlot.get(end.task) } });
  wake(state, end.task);
  coolDown(state, end);
  if (!isRollback(end.trigger) && !isDryRequest(end.trigger)) wantAfter(state, end);
}

/** Twins that wait for something else met no cooldown when they were judged, nor a quota that was used up; now there is. */
function coolDown(state: State, end: RunEnd): void {
  const task = state.catalog?.tasks.get(end.task);
  if (!task || (task.cooldownMs === 0 && !task.isolation.limits.maxCpuTime) || end.startedAt === undefined) return;
  for (const twin of waitingOf(state, end.task)) if (twin.place === "parked") markDirty(state, twin);
}

function rememberCpuTime(state: State, end: RunEnd): void {
  const quota = state.catalog?.tasks.get(end.task)?.isolation.limits.maxCpuTime;
  const ms = end.attempts.reduce((sum, { resources }) => sum + (resources.userMs ?? 0) + (resources.systemMs ?? 0), 0);
  if (!quota || ms === 0) return;
  const { cpuTimes } = state.memories.get(end.task)!;
  remember(state, end.task, { cpuTimes: countedCpuTimes(quota, [...cpuTimes, { at: end.endedAt, ms }], state.now) });
}

function afterEnd(memory: TaskMemory, end: RunEnd): Partial<TaskMemory> {
  const durationMs = end.startedAt === undefined ? 0 : end.endedAt - end.startedAt;
  const mark: EndMark = {
    run: end.id,
    slot: end.slot,
    seq: end.seq,
    at: end.endedAt,
    status: end.status,
    reason: end.reason,
    durationMs,
    ...summaryOf(end),
  };
  if (isRollback(end.trigger)) return { lastEnd: mark };
  switch (end.status) {
    case "skipped":
      return { lastEnd: mark };
    case "success":
      return {
        lastEnd: mark,
        lastRun: mark,
        lastSuccess: mark,
        failures: 0,
        outcomes: withOutcome(memory, true),
        durationsMs: [...memory.durationsMs, durationMs].slice(-keptDurations),
      };
    case "failed":
    case "lost":
      return {
        lastEnd: mark,
        lastRun: mark,
        failures: memory.failures + 1,
        outcomes: withOutcome(memory, false),
      };
    case "cancelled":
      // Says nothing about the task: somebody wanted it to end.
      return { lastEnd: mark, lastRun: mark };
  }
}

function summaryOf({ attempts }: RunEnd): Pick<EndMark, "summary"> {
  const summary = attempts.at(-1)?.outputs?.summary;
  return summary === undefined ? {} : { summary };
}

function withOutcome({ outcomes }: TaskMemory, success: boolean): readonly boolean[] {
  return [...outcomes, success].slice(-keptOutcomes);
}

function pauseAfterFailures(state: State, end: RunEnd): void {
  const limit = state.catalog?.tasks.get(end.task)?.pauseAfterFailures;
  const { failures, paused } = state.memories.get(end.task)!;
  if (limit === undefined || failures < limit || paused || (end.status !== "failed" && end.status !== "lost")) return;
  const reason = `${failures} failures in a row (pause_after_failures = ${limit})`;
  remember(state, end.task, { paused: { reason, at: state.now, by: "failures" } });
  unschedule(state, end.task);
}

/** What the report tells of the definition. */
export function describe(task: Task | undefined): RunDefinition | undefined {
  if (!task) return undefined;
  const { file, line, description, category, priority, report } = task;
  const unlikeMost = { ...(task.dryRun && { dryRun: true }), ...(report !== "each" && { report }) };
  return { file, line, description, category, priority, ...unlikeMost };
}
