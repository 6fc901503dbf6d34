import type { GateVerdict } from "../../model/decision.ts";
import { renderDuration } from "../../model/duration.ts";
import type { TaskId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { EndMark, NeededRun } from "../../model/memory.ts";
import type { Need, Task } from "../../model/task.ts";
import { none } from "../../model/unsaid.ts";
import { isUnderWay } from "../state/places.ts";
import type { State, Waiting } from "../state/state.ts";
import type { Asked } from "./gate.ts";
import { isDryRequest, isRollback } from "../../model/run.ts";
import { pass, skip } from "./gate.ts";

/** What one need asks for at this moment. `start`: nobody runs it by itself, so it has to be started for us. */
export type NeedStanding =
  | { readonly kind: "met" }
  | { readonly kind: "wait"; readonly task: TaskId }
  | { readonly kind: "start"; readonly task: TaskId }
  | { readonly kind: "failed"; readonly detail: string };

const needsNothing = pass("needs nothing");

export function needsGate({ state, waiting, task }: Asked): GateVerdict {
  if (isRollback(waiting.wanted.trigger)) return pass("a rollback needs nothing");
  if (task.needs.length === 0) return needsNothing;
  if (isDryRequest(waiting.wanted.trigger))
    return pass("a dry run starts nothing that it needs, and waits for nothing");
  const waits: TaskId[] = [];
  for (const standing of standings(state, waiting, task)) {
    if (standing.kind === "failed") return skip("needs-failed", standing.detail);
    if (standing.kind !== "met") waits.push(standing.task);
  }
  if (waits.length === 0) return pass(`all ${task.needs.length} needs are met`);
  return { kind: "wait", detail: `waits for ${waits.join(", ")}`, on: { kind: "tasks", tasks: waits } };
}

export function standings(state: State, waiting: Waiting, task: Task): readonly NeedStanding[] {
  return task.needs.map((need) => standingOf(state, waiting, need));
}

function standingOf(state: State, waiting: Waiting, need: Need): NeedStanding {
  const needed = state.catalog?.tasks.get(need.task);
  if (!needed) return { kind: "failed", detail: `${need.task} is no longer there` };
  const memory = state.memories.get(need.task);
  const under = isUnderWay(state, need.task);

  // It exists for those who need it: only an end after the root of this tree was wanted counts.
  if (isForOthers(waiting, needed)) {
    const end = memory?.lastEnd;
    if (end && end.seq > waiting.wanted.rootSeq) return judge(need, end);
    return { kind: under ? "wait" : "start", task: need.task };
  }

  // It runs when it runs: its latest run counts, and one that is coming is waited for.
  if (under) return { kind: "wait", task: need.task };
  const last = memory?.lastRun;
  if (last) return judgeAge(state, need, last);
  const end = memory?.lastEnd;
  if (end && end.seq > waiting.wanted.seq) return judge(need, end);
  return { kind: "start", task: need.task };
}

function isForOthers({ wanted }: Waiting, needed: Task): boolean {
  return wanted.withNeeds || !hasTrigger(needed);
}

/** The runs that have met the needs of one that starts now. */
export function listNeeded(state: State, waiting: Waiting, task: Task): readonly NeededRun[] {
  if (task.needs.length === 0 || isRollback(waiting.wanted.trigger)) return none;
  return task.needs.flatMap((need) => {
    const needed = state.catalog?.tasks.get(need.task);
    const memory = state.memories.get(need.task);
    if (!needed || !memory) return [];
    const isFresh = isForOthers(waiting, needed) && !isDryRequest(waiting.wanted.trigger);
    const end = isFresh ? memory.lastEnd : (memory.lastRun ?? memory.lastEnd);
    return end ? [{ task: need.task, run: end.run }] : [];
  });
}

/** The first moment from now on at which the latest run of something that it needs is older than its `max_age`. */
export function tooOldAt(state: State, task: Task): Instant | undefined {
  const moments = task.needs.flatMap((need) => {
    const last = state.memories.get(need.task)?.lastRun;
    return need.maxAgeMs === undefined || !last ? [] : last.at + need.maxAgeMs + 1;
  });
  const coming = moments.filter((moment) => moment > state.now);
  return coming.length === 0 ? undefined : Math.min(...coming);
}

/**
 * Whether it runs by itself. Somebody who asks for a category is no such thing: a task that only answers requests may
 * wait for ever, and whoever needs it starts it.
 */
export function hasTrigger(task: Task): boolean {
  return task.schedules.length > 0 || task.triggers.some((trigger) => trigger.kind !== "request");
}

function judge(need: Need, end: EndMark): NeedStanding {
  const met =
    need.status === "finished"
      ? end.status !== "skipped"
      : need.status === "success"
        ? end.status === "success"
        : end.status === "failed" || end.status === "lost";
  if (met) return { kind: "met" };
  return { kind: "failed", detail: `${need.task} ended ${end.status} (${end.reason}), wanted: ${need.status}` };
}

function judgeAge(state: State, need: Need, end: EndMark): NeedStanding {
  const age = state.now - end.at;
  if (need.maxAgeMs !== undefined && age > need.maxAgeMs) {
    return {
      kind: "failed",
      detail: `the last run of ${need.task} is ${renderDuration(age)} old, max_age is ${renderDuration(need.maxAgeMs)}`,
    };
  }
  return judge(need, end);
}
