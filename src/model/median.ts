/**
 * Of at least one number. Of an even count the mean of the middle two; in whole numbers, as durations are. Sorted by
 * insertion: for the handful that is remembered of a task that takes a tenth of `sort` with a function, and a pass asks it of
 * thousands.
 */
export function median(values: readonly number[]): number {
  const sorted = values.slice();
  for (let i = 1; i < sorted.length; i += 1) {
    const value = sorted[i]!;
    let hole = i;
    for (; hole > 0 && sorted[hole - 1]! > value; hole -= 1) sorted[hole] = sorted[hole - 1]!;
    sorted[hole] = value;
  }
  const upper = sorted[sorted.length >> 1]!;
  const lower = sorted[(sorted.length - 1) >> 1]!;
  return Math.round((lower + upper) / 2);
}
