/** A moment and what is due then. */
export interface Due<K extends string> {
  readonly at: number;
  readonly key: K;
}

/**
 * A binary min-heap over `at`, then `key`: what is due at one instant comes in the same order however it was entered.
 * Entries are never removed early: whoever pops one asks whether it still holds.
 */
export type Heap<K extends string> = Due<K>[];

export function push<K extends string>(heap: Heap<K>, due: Due<K>): void {
  let child = heap.push(due) - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (!isBefore(due, heap[parent]!)) break;
    heap[child] = heap[parent]!;
    child = parent;
  }
  heap[child] = due;
}

export function pop<K extends string>(heap: Heap<K>): Due<K> | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (top === undefined || last === undefined || heap.length === 0) return top;
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
  return top;
}

function isBefore(a: Due<string>, b: Due<string>): boolean {
  return a.at < b.at || (a.at === b.at && a.key < b.key);
}
