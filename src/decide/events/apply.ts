import type { Catalog } from "../../model/catalog.ts";
import type { Sha, TaskId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { TaskMemory } from "../../model/memory.ts";
import type { Task } from "../../model/task.ts";
import { endWaiting } from "../end-run.ts";
import { awaitConditions } from "./facts.ts";
import { hasSeenTheFuture, setBack } from "./set-back.ts";
import { makeListeners } from "../state/listeners.ts";
import { wantForPaths } from "../want-for-paths.ts";
import { wantForBoot } from "./booted.ts";
import { countDependents } from "../priority/count-dependents.ts";
import { dissolve } from "../state/line.ts";
import { remember } from "../state/remember.ts";
import { dormancy, scheduleNext, unschedule } from "../state/slots.ts";
import type { State } from "../state/state.ts";
import { markDirty, waitingOf, wake } from "../state/waiting.ts";

/** A revision comes into force, whole. A task that is the very same value as before costs nothing. */
export function apply(
  state: State,
  event: {
    catalog: Catalog;
    revision: Sha | undefined;
    changedPaths?: readonly string[];
    changedTasks?: ReadonlySet<TaskId>;
  },
): void {
  const before = state.catalog;
  if (!before && hasSeenTheFuture(state)) setBack(state, state.now);
  state.catalog = event.catalog;
  state.revision = event.revision;
  const { tasks } = event.catalog;
  const changed = before && event.changedTasks;
  const versions = changed && [...changed].flatMap((id) => [before.tasks.get(id), tasks.get(id)]);
  const mayHave = (has: (task: Task) => boolean): boolean => !versions || versions.some((task) => task && has(task));
  if (event.catalog !== before && mayHave(({ triggers }) => triggers.length > 0)) {
    state.listeners = makeListeners(tasks.values());
    awaitConditions(state);
  }
  if (mayHave(({ needs }) => needs.length > 0)) state.dependents = countDependents(event.catalog);
  for (const id of changed ?? tasks.keys()) {
    const task = tasks.get(id);
    if (task && before?.tasks.get(id) !== task) applyTask(state, task);
  }
  for (const id of [...(changed ?? state.memories.keys())]) {
    if (!tasks.has(id) && state.memories.has(id)) removeTask(state, id);
  }
  // Locks and places may have grown; everything else that waits takes the new definitions when it is judged next.
  dissolve(state);
  for (const waiting of state.waiting.values()) markDirty(state, waiting);
  if (!before) wantForBoot(state);
  if (event.changedPaths && event.revision) wantForPaths(state, event.changedPaths, event.revision);
}

function applyTask(state: State, task: Task): void {
  const before = state.memories.get(task.id);
  const seen = { scheduleKey: keyOf(task), digest: task.digest, dormant: dormancy(state, task) };
  if (!before) {
    state.memories.set(task.id, newMemory(task, seen, state));
    state.touched.add(task.id);
  } else if (
    before.digest !== seen.digest ||
    before.dormant?.until !== seen.dormant?.until ||
    !before.dormant !== !seen.dormant
  ) {
    remember(state, task.id, {
      ...seen,
      ...withoutPast(before, seen, state.now),
      conditions: stillThere(before, task),
    });
  }
  scheduleNext(state, task);
}

/** A changed schedule has no past, and neither has the time in which the task had no slots, or was paused for failing. */
function withoutPast(
  before: TaskMemory,
  seen: Pick<TaskMemory, "scheduleKey" | "digest">,
  now: Instant,
): Partial<TaskMemory> {
  const forgiven = before.paused?.by === "failures" && before.digest !== seen.digest;
  const unpaused = forgiven ? { paused: undefined, failures: 0, cursor: now } : {};
  if (before.scheduleKey !== seen.scheduleKey) return { ...unpaused, cursor: now, scheduledSince: now };
  if (forgiven) return unpaused;
  if (!before.dormant) return {};
  const awake = before.dormant.until === undefined ? now : Math.min(now, before.dormant.until - 1);
  return { cursor: Math.max(before.cursor, awake) };
}

/** What is known of conditions that the task still has. */
function stillThere({ conditions }: TaskMemory, task: Task): TaskMemory["conditions"] {
  const keys = task.triggers.map(({ key }) => key);
  return Object.fromEntries(Object.entries(conditions).filter(([key]) => keys.includes(key)));
}

function removeTask(state: State, id: Task["id"]): void {
  for (const waiting of waitingOf(state, id)) {
    endWaiting(state, waiting, { reason: "removed", detail: "the task is no longer there in the applied revision" });
  }
  state.memories.delete(id);
  state.touched.delete(id);
  unschedule(state, id);
  state.effects.push({ kind: "forget", task: id });
  wake(state, id);
}

function keyOf(task: Task): string {
  return task.schedules.map((schedule) => schedule.key).join("\n");
}

function newMemory(
  task: Task,
  seen: Pick<TaskMemory, "scheduleKey" | "digest" | "dormant">,
  { now, boot }: State,
): TaskMemory {
  return {
    task: task.id,
    ...seen,
    firstApplied: now,
    scheduledSince: now,
    cursor: now,
    setBacks: 0,
    lastEnd: undefined,
    lastRun: undefined,
    lastSuccess: undefined,
    failures: 0,
    paused: undefined,
    starts: [],
    cpuTimes: [],
    lastBoot: boot?.id,
    conditions: {},
    outcomes: [],
    durationsMs: [],
  };
}
