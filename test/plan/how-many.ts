/**
 * How many random catalogs a property is held against. A plain `npm test` looks at the same ones each time: nobody's push
 * fails for what it did not touch. `FIDELITY` times as many, and others each time, where that is given, as every night;
 * `FC_SEED` and `FC_PATH` replay what fast-check has printed of a failure.
 */
export function howMany(plain: number): { numRuns: number; seed?: number; path?: string } {
  const { FIDELITY, FC_SEED, FC_PATH: path } = process.env;
  const seed = FC_SEED ?? (FIDELITY === undefined ? "20261127" : undefined);
  return { numRuns: plain * Number(FIDELITY ?? 1), ...(seed && { seed: Number(seed) }), ...(path && { path }) };
}
