import { most, neutral, renderValue, within } from "./term.ts";
import type { Rated, Term } from "./term.ts";

/** How much is gained by a run: the mean of the scores that its author gave. */
export const impact: Term = {
  name: "impact",
  weight: "impact",
  value({ task }) {
    if (task.impact.length === 0) return neutral;
    let sum = 0;
    for (const [, score] of task.impact) sum += within(score, most);
    return sum / task.impact.length;
  },
  why: ({ task }: Rated) =>
    task.impact.length === 0
      ? `no impact is given: ${neutral}`
      : `mean of ${task.impact.map(([name, score]) => `${name} ${renderValue(score)}`).join(", ")}`,
};
