/**
 * The first `count` of some items as a sort would give them, without sorting the rest: a page shows two hundred rows of
 * ten thousand. What comes after the last of those kept so far is passed over; the others are sorted in now and then.
 */
export function takeFirst<T>(items: Iterable<T>, count: number, order: (a: T, b: T) => number): readonly T[] {
  if (count <= 0) return [];
  let kept: T[] = [];
  let last: T | undefined;
  for (const item of items) {
    if (last !== undefined && order(item, last) >= 0) continue;
    kept.push(item);
    if (kept.length < 2 * count) continue;
    kept = kept.sort(order).slice(0, count);
    last = kept.at(-1);
  }
  return kept.sort(order).slice(0, count);
}
