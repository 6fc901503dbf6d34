import { listQueries } from "../../decide/index.ts";
import { isPassive, makeFactReader } from "../../facts/index.ts";
import type { Fact, FactKey, FactQuery } from "../../model/condition.ts";
import type { Instant } from "../../model/instant.ts";
import type { Task } from "../../model/task.ts";

/** What the conditions of tasks look at, as it is now. A plan only looks: it executes and calls nothing. */
export async function readFacts(tasks: Iterable<Task>, now: () => Instant): Promise<ReadonlyMap<FactKey, Fact>> {
  const queries = [...tasks].flatMap(listAsked).filter(isPassive);
  if (queries.length === 0) return new Map();
  const facts = await makeFactReader({ now }).read(queries);
  return new Map(facts.map((fact) => [fact.key, fact]));
}

function listAsked({ when, triggers, requires }: Task): readonly FactQuery[] {
  const conditions = triggers.flatMap((trigger) => (trigger.kind === "condition" ? [trigger.condition] : []));
  return [...(when ? [when] : []), ...conditions].flatMap(listQueries).concat(requires);
}
