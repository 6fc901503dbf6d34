/** What each thing took in one round, in milliseconds. */
export type Round<Name extends string> = Readonly<Record<Name, number>>;

/**
 * Measures several things in turn (A B C A B C …) and gives every round. Whatever else the machine does meets the things
 * of one round alike: take the ratio within each round, and then the median. A round before the first does not count: it
 * fills caches. Each function gives its own milliseconds.
 */
export async function inTurn<Name extends string>(
  rounds: number,
  things: Readonly<Record<Name, () => number | Promise<number>>>,
): Promise<readonly Round<Name>[]> {
  const names = Object.keys(things) as Name[];
  const taken: Round<Name>[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const ms = {} as Record<Name, number>;
    for (const name of names) ms[name] = await things[name]();
    if (round > 0) taken.push(ms);
  }
  return taken;
}
