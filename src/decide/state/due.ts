import type { Heap } from "./heap.ts";
import { pop, push } from "./heap.ts";

/**
 * What is due when. Thousands are due at one moment: each moment is in the heap once, with a list of its own. Entries are
 * never removed early: whoever takes one asks whether it still holds.
 */
export interface DueList<K extends string> {
  readonly moments: Heap<number>;
  readonly keys: Map<number, K[]>;
}

export function makeDueList<K extends string>(): DueList<K> {
  return { moments: [], keys: new Map() };
}

export function enterDue<K extends string>(list: DueList<K>, at: number, key: K): void {
  const keys = list.keys.get(at);
  if (keys) {
    keys.push(key);
    return;
  }
  list.keys.set(at, [key]);
  push(list.moments, at, isSooner);
}

/** The first moment of all; undefined: nothing is due, ever. */
export function earliestDue(list: DueList<string>): number | undefined {
  return list.moments[0];
}

/** All of the first moment, if that is no later than `now`. They come in the same order however they were entered. */
export function takeDue<K extends string>(
  list: DueList<K>,
  now: number,
): { at: number; keys: readonly K[] } | undefined {
  const at = list.moments[0];
  if (at === undefined || at > now) return undefined;
  pop(list.moments, isSooner);
  const keys = list.keys.get(at)!;
  list.keys.delete(at);
  return { at, keys: keys.sort() };
}

function isSooner(a: number, b: number): boolean {
  return a < b;
}
