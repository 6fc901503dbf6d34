import type { FactQuery } from "../../model/condition.ts";
import { factKeyOf } from "../../model/condition.ts";
import type { GateVerdict } from "../../model/decision.ts";
import type { State } from "../state/state.ts";

/** Where a gate goes by facts: those that are older than `facts_every` are read again before it has its say. */
export function readFirst(state: State, queries: readonly FactQuery[]): GateVerdict | undefined {
  const stale = queries.filter((query) => !isFresh(state, query));
  if (stale.length === 0) return undefined;
  const keys = [...new Set(stale.map(factKeyOf))];
  return { kind: "wait", detail: `reads ${keys.join(", ")}`, on: { kind: "facts", queries: stale } };
}

function isFresh(state: State, query: FactQuery): boolean {
  const fact = state.facts.get(factKeyOf(query));
  const everyMs = state.catalog?.settings.runner.factsEveryMs ?? 0;
  return fact !== undefined && fact.at > state.now - everyMs;
}
