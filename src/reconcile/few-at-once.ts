/** How many files are open, or folders being removed, at a time: more would only wait for the same four threads. */
const few = 8;

/** Does something for each, a few at a time, and gives what came of it in the order of `items`. */
export async function fewAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += few)
    results.push(...(await Promise.all(items.slice(start, start + few).map(work))));
  return results;
}
