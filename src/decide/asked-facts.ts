import type { FactKey, FactQuery } from "../model/condition.ts";
import { factKeyOf } from "../model/condition.ts";
import { listQueries } from "./condition/list-queries.ts";
import type { State } from "./state/state.ts";
import { listens } from "./want-for-event.ts";

/** The facts that somebody asks for at this moment: triggers that listen, and the conditions of those that wait for one. */
export function askedFacts(state: State): readonly FactQuery[] {
  const asked = new Map<FactKey, FactQuery>();
  for (const { task, trigger } of state.listeners.condition) {
    if (state.deaf || !listens(state, task)) continue;
    for (const query of listQueries(trigger.condition)) asked.set(factKeyOf(query), query);
  }
  for (const { wanted } of state.awaitingFacts) {
    const task = state.catalog?.tasks.get(wanted.task);
    const queries = [...(task?.when ? listQueries(task.when) : []), ...(task?.requires ?? [])];
    for (const query of queries) asked.set(factKeyOf(query), query);
  }
  return [...asked.values()];
}
