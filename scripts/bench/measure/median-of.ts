/** The median of what `of` makes of each. Of an even number: the mean of the two in the middle. */
export function medianOf<T>(items: readonly T[], of: (item: T) => number): number {
  if (items.length === 0) throw new Error("a median of nothing");
  const sorted = items.map(of).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
