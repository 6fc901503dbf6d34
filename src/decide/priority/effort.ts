import { renderDuration } from "../../model/duration.ts";
import { median } from "../../model/median.ts";
import { most, neutral, renderValue, within } from "./term.ts";
import type { Rated, Term } from "./term.ts";

/** A run that takes so long counts half. */
const halfAtMs = 600_000;
const neutralGrade = 5;

/** What is done with little effort goes first: the mean of four numbers, each the higher the less there is to it. */
export const effort: Term = {
  name: "effort",
  weight: "effort",
  value: (rated) =>
    (shortness(rated) + ease(rated.task.effort.complexity) + ease(rated.task.effort.risk) + demand(rated.dependents)) /
    4,
  why(rated) {
    const { complexity, risk } = rated.task.effort;
    const parts = [
      `${whyShort(rated)}: ${renderValue(shortness(rated))}`,
      `${whyEase("complexity", complexity)}: ${renderValue(ease(complexity))}`,
      `${whyEase("risk", risk)}: ${renderValue(ease(risk))}`,
      `needed by ${rated.dependents} ${rated.dependents === 1 ? "task" : "tasks"}: ${renderValue(demand(rated.dependents))}`,
    ];
    return `mean of ${parts.join("; ")}`;
  },
};

/** 100 for one that takes no time, 50 for ten minutes, 25 for half an hour: it never comes to nothing. */
function shortness(rated: Rated): number {
  const durationMs = usualMs(rated);
  return durationMs === undefined ? neutral : (most * halfAtMs) / (halfAtMs + Math.max(0, durationMs));
}

/** What was measured goes before what was said. */
function usualMs({ task, memory }: Rated): number | undefined {
  const measured = memory?.durationsMs;
  return measured && measured.length > 0 ? median(measured) : task.effort.estimatedMs;
}

function whyShort(rated: Rated): string {
  const measured = rated.memory?.durationsMs.length ?? 0;
  const durationMs = usualMs(rated);
  if (durationMs === undefined) return "takes an unknown time";
  const source = measured === 0 ? "estimated" : measured === 1 ? "its last run" : `median of ${measured} runs`;
  return `takes ${renderDuration(durationMs)} (${source})`;
}

/** 100 for a grade of 1, 0 for 10. */
function ease(grade: number = neutralGrade): number {
  return (most * (9 - within(grade - 1, 9))) / 9;
}

function whyEase(what: string, grade: number | undefined): string {
  return grade === undefined ? `${what} ${neutralGrade} (not given)` : `${what} ${grade}`;
}

/** 0 where nobody needs it, 50 for one, 75 for three: each one more counts less than the one before. */
function demand(dependents: number): number {
  return (most * dependents) / (dependents + 1);
}
