import type { Fact } from "./condition.ts";
import { renderInstant } from "./instant.ts";
import { oneLine } from "./one-line.ts";

/** A fact as reports and RUNNER_TRIGGER tell it: what it was, or why that could not be found out. */
export type ReportedFact = {
  /** Name of the fact on one line: `disk_usage(/var)`. */
  readonly fact: string;
  /** When it was read, RFC 3339 in UTC. */
  readonly at: string;
} & ({ readonly value: number | boolean } | { readonly unknown: string });

/** A script may be the name of a fact, and its whole complaint the reason: enough of each to know it by. */
const mostCharacters = 200;

/** Keys in the order of the schema. */
export function reportFact({ key, value, at }: Fact): ReportedFact {
  return {
    fact: oneLine(key, mostCharacters),
    ...(value.kind === "unknown" ? { unknown: oneLine(value.why, mostCharacters) } : { value: value.value }),
    at: renderInstant(at),
  };
}
