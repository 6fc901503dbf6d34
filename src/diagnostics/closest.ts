/**
 * The candidate that `written` was most likely meant to be, for "did you mean". Letter case and `-` for `_` cost
 * nothing; about one slip in three letters is forgiven. Undefined where nothing is close.
 */
export function closest(written: string, candidates: Iterable<string>): string | undefined {
  if (written.length > 64) return undefined;
  const wanted = fold(written);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - written.length) >= bestDistance) continue;
    const distance = countSlips(wanted, fold(candidate), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll("-", "_");
}

/**
 * Letters added, left out, replaced, or swapped with a neighbour (the "optimal string alignment" distance). Gives up
 * with `limit` as soon as it cannot be less.
 */
function countSlips(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let slips = Math.min(replaced, last[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        slips = Math.min(slips, beforeLast[j - 2]! + 1);
      }
      row.push(slips);
      least = Math.min(least, slips);
    }
    if (least >= limit) return limit;
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}
