import type { FactKind, FactQuery, FactValue } from "../model/condition.ts";
import type { Instant } from "../model/instant.ts";

/** Reads facts of one kind. What it rejects with becomes an unknown value, in the words of `describeTrouble`. */
export type Reader<K extends FactKind> = (query: QueryOf<K>, reading: Reading) => Promise<FactValue>;

export type QueryOf<K extends FactKind> = Extract<FactQuery, { kind: K }>;

export interface Reading {
  /** Aborted at the time limit, when the value is unknown already: let go of everything. */
  readonly signal: AbortSignal;
  readonly now: () => Instant;
  /** Whether a process of this name runs. All that ask in one call of `read` share one look at /proc. */
  readonly findProcess: (name: string) => Promise<boolean>;
}
