/** A moment and what is due then. */
export interface Due<K> {
  readonly at: number;
  readonly key: K;
}

/** A binary min-heap over `at`. Entries are never removed early: whoever pops one asks whether it still holds. */
export type Heap<K> = Due<K>[];

export function push<K>(heap: Heap<K>, due: Due<K>): void {
  let child = heap.push(due) - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (heap[parent]!.at <= due.at) break;
    heap[child] = heap[parent]!;
    child = parent;
  }
  heap[child] = due;
}

export function pop<K>(heap: Heap<K>): Due<K> | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (top === undefined || last === undefined || heap.length === 0) return top;
  let parent = 0;
  for (;;) {
    let child = 2 * parent + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child += 1;
    if (heap[child]!.at >= last.at) break;
    heap[parent] = heap[child]!;
    parent = child;
  }
  heap[parent] = last;
  return top;
}
