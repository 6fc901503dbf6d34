import { median } from "./median.ts";

/**
 * Measures several things in turn (A B C A B C …), so that whatever else the machine does meets all of them alike, and
 * gives the median of each. One round before does not count: it fills caches. Each function gives its own milliseconds.
 */
export async function inTurn<Name extends string>(
  rounds: number,
  things: Readonly<Record<Name, () => number | Promise<number>>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(things) as Name[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const ms = await things[name]();
      if (round > 0) taken[name].push(ms);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(taken[name])])) as Record<Name, number>;
}
