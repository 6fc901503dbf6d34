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

/** A binary heap: entering and taking cost the logarithm of what is there. */
export function makeAgenda<T>(): Agenda<T> {
  const heap: Entry<T>[] = [];
  let entered = 0;
  return {
    add(at, item) {
      rise(heap, { at, order: (entered += 1), item });
    },
    next: () => heap[0]?.at,
    takeDue(now) {
      const due: T[] = [];
      while (heap.length > 0 && heap[0]!.at <= now) due.push(takeFirst(heap).item);
      return due;
    },
  };
}

function isBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function rise<T>(heap: Entry<T>[], entry: Entry<T>): void {
  let child = heap.push(entry) - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (!isBefore(entry, heap[parent]!)) break;
    heap[child] = heap[parent]!;
    child = parent;
  }
  heap[child] = entry;
}

function takeFirst<T>(heap: Entry<T>[]): Entry<T> {
  const first = heap[0]!;
  const last = heap.pop()!;
  if (heap.length === 0) return first;
  let parent = 0;
  for (;;) {
    let child = 2 * parent + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
    if (!isBefore(heap[child]!, last)) break;
    heap[parent] = heap[child]!;
    parent = child;
  }
  heap[parent] = last;
  return first;
}
