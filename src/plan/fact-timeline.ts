import type { Fact, FactKey, FactQuery, FactValue } from "../model/condition.ts";
import { factKeyOf } from "../model/condition.ts";
import type { Instant } from "../model/instant.ts";

/** What is taken for given about the host: by fact, its values from certain moments on, in order of time. */
export type FactTimeline = ReadonlyMap<FactKey, readonly { readonly at: Instant; readonly value: FactValue }[]>;

export const nothingKnown: FactTimeline = new Map();

/** What a reading at that moment says; before its first moment a fact is unknown. */
function factAt(timeline: FactTimeline, key: FactKey, at: Instant): Fact {
  const value = timeline.get(key)?.findLast((entry) => entry.at <= at)?.value;
  return { key, at, value: value ?? { kind: "unknown", why: "not known at that time" } };
}

export function readSupposed(timeline: FactTimeline, queries: readonly FactQuery[], at: Instant): readonly Fact[] {
  return queries.map((query) => factAt(timeline, factKeyOf(query), at));
}

/** The moments after `from` at which something changes, each once, in order. */
export function listChanges(timeline: FactTimeline, from: Instant): readonly Instant[] {
  const moments = [...timeline.values()].flatMap((entries) => entries.map(({ at }) => at));
  return [...new Set(moments.filter((at) => at > from))].sort((a, b) => a - b);
}
