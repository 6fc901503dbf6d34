/** The first number with dots in what a tool says of itself, else the first word that is a number: `less 590`. */
export function findVersion(said: string): string | undefined {
  return /(?<![\d.])\d+(?:\.\d+)+/.exec(said)?.[0] ?? /(?<![\w.])\d+(?![\w.])/.exec(said)?.[0];
}
