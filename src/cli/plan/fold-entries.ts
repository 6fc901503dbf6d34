import type { Instant } from "../../model/instant.ts";
import type { ForecastEntry } from "../../plan/index.ts";

/** One line of a plan: an entry, or many alike at one distance in time. */
export interface Fold {
  readonly first: ForecastEntry;
  readonly repeat: { readonly everyMs: number; readonly count: number; readonly last: Instant } | undefined;
}

/** Fewer are clearer one by one. */
const fewestFolded = 4;

/**
 * Folds what repeats itself: of the entries that tell the same of one task, stretches of at least four that are equally
 * far apart. In order of their first entries. `entries` are in order of time.
 */
export function foldEntries(entries: readonly ForecastEntry[]): readonly Fold[] {
  const alike = new Map<string, number[]>();
  entries.forEach(({ task, decision, reason, trigger }, i) => {
    const key = `${task} ${decision} ${reason} ${trigger}`;
    const group = alike.get(key);
    if (group) group.push(i);
    else alike.set(key, [i]);
  });
  const folds: { index: number; fold: Fold }[] = [];
  for (const group of alike.values()) {
    for (let from = 0; from < group.length;) {
      const to = endOfStretch(entries, group, from);
      const count = to - from + 1 >= fewestFolded ? to - from + 1 : 1;
      folds.push({ index: group[from]!, fold: makeFold(entries, group, from, count) });
      from += count;
    }
  }
  return folds.sort((a, b) => a.index - b.index).map(({ fold }) => fold);
}

/** The last of those from `from` on that follow each other at one distance. */
function endOfStretch(entries: readonly ForecastEntry[], group: readonly number[], from: number): number {
  const time = (i: number): number => entries[group[i]!]?.at ?? NaN;
  const everyMs = time(from + 1) - time(from);
  let to = from;
  if (everyMs > 0) while (to + 1 < group.length && time(to + 1) - time(to) === everyMs) to += 1;
  return to;
}

function makeFold(entries: readonly ForecastEntry[], group: readonly number[], from: number, count: number): Fold {
  const first = entries[group[from]!]!;
  if (count === 1) return { first, repeat: undefined };
  const last = entries[group[from + count - 1]!]!.at;
  return { first, repeat: { everyMs: (last - first.at) / (count - 1), count, last } };
}
