import type { Condition, FactQuery } from "../../model/condition.ts";

/** All that has to be read to judge a condition; the same fact may be in it more than once. */
export function listQueries(condition: Condition): readonly FactQuery[] {
  switch (condition.kind) {
    case "fact":
      return [condition.query];
    case "all":
    case "any":
      return condition.of.flatMap(listQueries);
    case "not":
      return listQueries(condition.of);
  }
}
