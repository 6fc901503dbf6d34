import type { Heap } from "../decide/state/heap.ts";
import { pop, push } from "../decide/state/heap.ts";
import type { Instant } from "../model/instant.ts";

/** Things to come, in order of time; those of one instant in the order in which they were entered. */
export interface Agenda<T> {
  add(at: Instant, item: T): void;
  /** When the next one is due. */
  next(): Instant | undefined;
  /** Takes out what is due at `now` or was before. */
  takeDue(now: Instant): readonly T[];
}

interface Entry<T> {
  readonly at: Instant;
  readonly order: number;
  readonly item: T;
}

export function makeAgenda<T>(): Agenda<T> {
  const heap: Heap<Entry<T>> = [];
  let entered = 0;
  return {
    add(at, item) {
      push(heap, { at, order: (entered += 1), item }, isBefore);
    },
    next: () => heap[0]?.at,
    takeDue(now) {
      const due: T[] = [];
      while (heap.length > 0 && heap[0]!.at <= now) due.push(pop(heap, isBefore)!.item);
      return due;
    },
  };
}

function isBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
