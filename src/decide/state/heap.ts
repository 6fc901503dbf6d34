/** A binary min-heap by an order of the caller's: entering and taking cost the logarithm of what is there. */
export type Heap<T> = T[];

export type IsBefore<T> = (a: T, b: T) => boolean;

export function push<T>(heap: Heap<T>, item: T, isBefore: IsBefore<T>): void {
  let child = heap.push(item) - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (!isBefore(item, heap[parent]!)) break;
    heap[child] = heap[parent]!;
    child = parent;
  }
  heap[child] = item;
}

export function pop<T>(heap: Heap<T>, isBefore: IsBefore<T>): T | undefined {
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
