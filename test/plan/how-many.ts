/**
 * How many random catalogs a property is held against: `FIDELITY` times as many as in a plain `npm test`. `FC_SEED` and
 * `FC_PATH` replay what fast-check has printed of a failure.
 */
export function howMany(plain: number): { numRuns: number; seed?: number; path?: string } {
  const { FIDELITY = "1", FC_SEED: seed, FC_PATH: path } = process.env;
  return { numRuns: plain * Number(FIDELITY), ...(seed && { seed: Number(seed) }), ...(path && { path }) };
}
