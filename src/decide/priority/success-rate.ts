import { most } from "./term.ts";
import type { Term } from "./term.ts";

/** The share of successes among its last runs. One that has not run yet has not failed either: it is not put last for it. */
export const successRate: Term = {
  name: "success_rate",
  weight: "successRate",
  value({ memory }) {
    const outcomes = memory?.outcomes ?? [];
    return outcomes.length === 0 ? most : (most * countSuccesses(outcomes)) / outcomes.length;
  },
  why({ memory }) {
    const outcomes = memory?.outcomes ?? [];
    if (outcomes.length === 0) return `it has not run yet: ${most}`;
    if (outcomes.length === 1) return `its only run ${outcomes[0] ? "succeeded" : "failed"}`;
    return `${countSuccesses(outcomes)} of its last ${outcomes.length} runs succeeded`;
  },
};

function countSuccesses(outcomes: readonly boolean[]): number {
  let count = 0;
  for (const success of outcomes) if (success) count += 1;
  return count;
}
