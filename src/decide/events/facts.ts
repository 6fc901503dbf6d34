import type { Fact, FactQuery } from "../../model/condition.ts";
import { factKeyOf } from "../../model/condition.ts";
import type { TaskId } from "../../model/ids.ts";
import type { ConditionMemory, TaskMemory } from "../../model/memory.ts";
import { renderCondition } from "../../model/render-condition.ts";
import { judgeCondition } from "../condition/judge-condition.ts";
import { listQueries } from "../condition/list-queries.ts";
import { enterDue } from "../state/due.ts";
import type { Listener } from "../state/listeners.ts";
import { remember } from "../state/remember.ts";
import type { State } from "../state/state.ts";
import { markDirty, waitingOf } from "../state/waiting.ts";
import { listens, wantForEvent } from "../want-for-event.ts";

/** Facts have been read: whoever waits for some is judged anew, and conditions that want runs are looked at. */
export function takeFacts(state: State, { facts }: { facts: readonly Fact[] }): void {
  for (const fact of facts) state.facts.set(fact.key, fact);
  for (const waiting of [...state.awaitingFacts]) markDirty(state, waiting);
  for (const listener of state.listeners.condition) look(state, listener);
}

/**
 * A moment has come at which a condition of the task may have been true for long enough, or wants to say so again, or at
 * which its suspension ends: nobody asked for its facts until then.
 */
export function lookAtConditions(state: State, task: TaskId): void {
  for (const listener of state.listeners.condition) {
    if (listener.task.id !== task) continue;
    const queries = listUnasked(state, listener);
    if (queries.length === 0) look(state, listener);
    else state.effects.push({ kind: "read-facts", queries });
  }
}

/** Those who are suspended want to look as soon as that is over. */
export function awaitConditions(state: State): void {
  for (const { task } of state.listeners.condition) {
    if (task.suspend && task.suspend.until > state.now) enterDue(state.conditionTimers, task.suspend.until, task.id);
  }
}

function listUnasked(state: State, { task, trigger }: Listener<"condition">): readonly FactQuery[] {
  const { suspend } = task;
  if (!suspend || !listens(state, task)) return [];
  return listQueries(trigger.condition).filter((query) => {
    const fact = state.facts.get(factKeyOf(query));
    return fact === undefined || fact.at < suspend.until;
  });
}

const armed: ConditionMemory = { trueSince: undefined, firedAt: undefined };

function look(state: State, { task, trigger }: Listener<"condition">): void {
  if (state.deaf || !listens(state, task)) return;
  const memory = state.memories.get(task.id)!;
  const before = memory.conditions[trigger.key] ?? armed;
  const { kind, facts } = judgeCondition(trigger.condition, state.facts);
  if (kind === "unknown") return;
  if (kind === "false") {
    if (before.trueSince !== undefined) note(state, memory, trigger.key, armed);
    return;
  }
  const trueSince = before.trueSince ?? state.now;
  const due = fireAt(trigger, trueSince, before.firedAt);
  if (due === undefined || due > state.now) {
    if (before.trueSince === undefined) note(state, memory, trigger.key, { trueSince, firedAt: undefined });
    if (due !== undefined) enterDue(state.conditionTimers, due, task.id);
    return;
  }
  note(state, memory, trigger.key, { trueSince, firedAt: state.now });
  if (trigger.repeatMs !== undefined) enterDue(state.conditionTimers, state.now + trigger.repeatMs, task.id);
  const condition = renderCondition(trigger.condition);
  if (alreadyWaits(state, task.id, condition)) return;
  const told = { kind: "condition", condition, facts } as const;
  wantForEvent(state, { task, trigger: told, origin: `${trigger.key} ${state.now}`, at: state.now });
}

/** It wants to say so again, and the run that it wanted before still waits for its window: that one is enough. */
function alreadyWaits(state: State, task: TaskId, condition: string): boolean {
  return waitingOf(state, task).some(
    ({ wanted: { trigger } }) => trigger.kind === "condition" && trigger.condition === condition,
  );
}

function fireAt(
  { forMs, repeatMs }: Listener<"condition">["trigger"],
  trueSince: number,
  firedAt: number | undefined,
): number | undefined {
  if (firedAt === undefined) return trueSince + forMs;
  return repeatMs === undefined ? undefined : firedAt + repeatMs;
}

function note(state: State, memory: TaskMemory, key: string, condition: ConditionMemory): void {
  remember(state, memory.task, { conditions: { ...memory.conditions, [key]: condition } });
}
