import { availableParallelism } from "node:os";

/**
 * Works through items in batches, several at a time: of at most so many items, and so many bytes unless a single item has
 * more. The answers are in the order of the items.
 */
export async function inBatches<Item, Answer>(
  items: readonly Item[],
  limits: { readonly items: number; readonly bytes: number; readonly sizeOf: (item: Item) => number },
  work: (batch: readonly Item[]) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  const batches: Item[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = limits.sizeOf(item);
    const current = batches.at(-1);
    if (current && current.length < limits.items && bytes + size <= limits.bytes) {
      current.push(item);
      bytes += size;
    } else {
      batches.push([item]);
      bytes = size;
    }
  }
  const answers: (readonly Answer[])[] = [];
  const coming = batches.entries();
  const worker = async (): Promise<void> => {
    for (const [i, batch] of coming) answers[i] = await work(batch);
  };
  await Promise.all(Array.from({ length: Math.min(batches.length, availableParallelism()) }, worker));
  return answers.flat();
}
