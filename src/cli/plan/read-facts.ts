import { listQueries } from "../../decide/index.ts";
import { isPassive, makeFactReader } from "../../facts/index.ts";
import type { Fact, FactKey } from "../../model/condition.ts";
import type { Instant } from "../../model/instant.ts";
import type { Task } from "../../model/task.ts";

/** What the conditions of tasks look at, as it is now. A plan only looks: it executes and calls nothing. */
export async function readFacts(tasks: Iterable<Task>, now: () => Instant): Promise<ReadonlyMap<FactKey, Fact>> {
  const conditions = [...tasks].flatMap(({ when, triggers }) => [
    ...(when ? [when] : []),
    ...triggers.flatMap((trigger) => (trigger.kind === "condition" ? [trigger.condition] : [])),
  ]);
  const queries = conditions.flatMap(listQueries).filter(isPassive);
  if (queries.length === 0) return new Map();
  const facts = await makeFactReader({ now }).read(queries);
  return new Map(facts.map((fact) => [fact.key, fact]));
}
