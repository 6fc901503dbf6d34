import type { Condition } from "../../model/condition.ts";
import { factKeyOf } from "../../model/condition.ts";

/** Canonical text of a condition: those that ask the same have the same, in whatever order they were written. */
export function conditionKey(condition: Condition): string {
  return JSON.stringify(canonical(condition));
}

function canonical(condition: Condition): unknown {
  switch (condition.kind) {
    case "fact": {
      const { query, test } = condition;
      return test.kind === "is-true" ? factKeyOf(query) : [factKeyOf(query), test.above ?? null, test.below ?? null];
    }
    case "not":
      return ["not", canonical(condition.of)];
    case "all":
    case "any": {
      const parts = new Map(condition.of.map((one) => [conditionKey(one), canonical(one)]));
      if (parts.size === 1) return [...parts.values()][0];
      return [condition.kind, ...[...parts.keys()].sort().map((key) => parts.get(key))];
    }
  }
}
