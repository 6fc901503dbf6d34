/** What every row is given. */
export interface Bench {
  /** Fewer repetitions and smaller worlds: to see that it works, not to be quoted. */
  readonly quick: boolean;
  /** An own empty folder, removed afterwards. */
  readonly folder: string;
  /** The `runner` command as it is published: bin/runner.js with the bundle beside it. */
  readonly runner: string;
}

/** One thing that is measured. `name` is for `--only`; the figures come in the order in which they are printed. */
export interface Row {
  readonly name: string;
  measure(bench: Bench): Promise<readonly Figure[]>;
}

export interface Figure {
  readonly what: string;
  readonly measured: number;
  /** `×`, `ms`, `MB`, `%`: printed behind the number. */
  readonly unit: string;
  /** At most this; undefined: a figure to know, not to hold. */
  readonly limit?: number;
  /** How it came about: the two sides of a ratio, what was subtracted. */
  readonly note?: string;
}
