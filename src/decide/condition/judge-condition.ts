import type { Condition, Fact, FactKey, FactQuery, FactValue, Test } from "../../model/condition.ts";
import { factKeyOf } from "../../model/condition.ts";
import { renderCondition, renderFactValue } from "../../model/render-condition.ts";

/** `unknown`: a fact that was needed for the answer could not be read. That is not false. */
export interface Verdict {
  readonly kind: "true" | "false" | "unknown";
  /** Those that were there to look at. */
  readonly facts: readonly Fact[];
  /** The condition with what each fact says: `disk_usage(/var) > 90 (now 41)`. */
  readonly detail: string;
}

/**
 * Holds a condition against facts, by the logic of three values (Kleene's, as SQL's NULL): `all` is false where one is
 * false, whatever cannot be known about the others; `any` likewise is true where one is true.
 */
export function judgeCondition(
  condition: Condition,
  facts: ReadonlyMap<FactKey, Fact>,
  /** Tell only of facts that were read. */
  { onlyRead }: { readonly onlyRead: boolean } = { onlyRead: false },
): Verdict {
  const seen = new Map<FactKey, { query: FactQuery; fact: Fact | undefined }>();
  const kind = judge(condition, facts, seen);
  const told = [...seen.values()]
    .filter(({ fact }) => fact || !onlyRead)
    .map(({ query, fact }) => (seen.size === 1 ? sayOf(query, fact) : `${factKeyOf(query)} ${sayOf(query, fact)}`));
  const now = told.join(", ");
  return {
    kind,
    facts: [...seen.values()].flatMap(({ fact }) => fact ?? []),
    detail: `${renderCondition(condition)}${now && ` (now ${now})`}`,
  };
}

function judge(
  condition: Condition,
  facts: ReadonlyMap<FactKey, Fact>,
  seen: Map<FactKey, { query: FactQuery; fact: Fact | undefined }>,
): Verdict["kind"] {
  switch (condition.kind) {
    case "fact": {
      const key = factKeyOf(condition.query);
      const fact = facts.get(key);
      seen.set(key, { query: condition.query, fact });
      return fact ? judgeTest(condition.test, fact.value) : "unknown";
    }
    case "all":
      return decisive(
        condition.of.map((one) => judge(one, facts, seen)),
        "false",
        "true",
      );
    case "any":
      return decisive(
        condition.of.map((one) => judge(one, facts, seen)),
        "true",
        "false",
      );
    case "not": {
      const kind = judge(condition.of, facts, seen);
      return kind === "unknown" ? kind : kind === "true" ? "false" : "true";
    }
  }
}

function decisive<K extends Verdict["kind"]>(
  kinds: readonly Verdict["kind"][],
  decides: K,
  otherwise: Verdict["kind"],
) {
  if (kinds.includes(decides)) return decides;
  return kinds.includes("unknown") ? "unknown" : otherwise;
}

function judgeTest(test: Test, value: FactValue): Verdict["kind"] {
  if (value.kind === "unknown") return "unknown";
  if (value.kind === "boolean") return String(value.value) as "true" | "false";
  if (test.kind === "is-true") return "unknown";
  const { above = -Infinity, below = Infinity } = test;
  return value.value > above && value.value < below ? "true" : "false";
}

function sayOf(query: FactQuery, fact: Fact | undefined): string {
  return fact ? renderFactValue(query, fact.value) : "not read yet";
}
