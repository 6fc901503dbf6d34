/** Of at least one number. Of an even count the mean of the middle two; in whole numbers, as durations are. */
export function median(values: readonly number[]): number {
  if (values.length === 1) return values[0]!;
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1]!;
  const lower = sorted[(sorted.length - 1) >> 1]!;
  return Math.round((lower + upper) / 2);
}
