import type { Priority } from "../../model/task.ts";
import { effort } from "./effort.ts";
import { impact } from "./impact.ts";
import { successRate } from "./success-rate.ts";
import type { Rated, Term } from "./term.ts";
import { within } from "./term.ts";
import { urgency } from "./urgency.ts";

/** In the order in which they are shown and summed. A new term is a line here, and its weight in the settings. */
const terms: readonly Term[] = [impact, urgency, effort, successRate];

/** What a task's class makes of its score. In the queue the class itself goes first; this is for the list of all. */
const adjustments: Readonly<Record<Priority, number>> = {
  critical: 2,
  high: 1.5,
  medium: 1,
  low: 0.75,
  background: 0.5,
};

/** No weight and no multiplier is more than this, so that no score is infinite. */
const heaviest = 1e9;

/** A score with all that it is made of: `score` = sum of the points × multiplier × adjustment. */
export interface Score {
  readonly score: number;
  readonly terms: readonly ScoreTerm[];
  /** Of the task's category. */
  readonly multiplier: number;
  /** Of its class. */
  readonly adjustment: number;
}

export interface ScoreTerm {
  /** As the settings name its weight: `success_rate`. */
  readonly name: string;
  /** 0–100. */
  readonly value: number;
  readonly weight: number;
  /** Value × weight. */
  readonly points: number;
  /** How the value came about. */
  readonly why: string;
}

/** Which of two of one class goes first: the higher one. Never below 0. */
export function scoreOf(rated: Rated): number {
  let sum = 0;
  for (const term of terms) sum += pointsOf(term, rated);
  return sum * multiplierOf(rated) * adjustments[rated.task.priority];
}

/** The same, told. */
export function explainScore(rated: Rated): Score {
  return {
    score: scoreOf(rated),
    terms: terms.map((term) => ({
      name: term.name,
      value: term.value(rated),
      weight: weightOf(term, rated),
      points: pointsOf(term, rated),
      why: term.why(rated),
    })),
    multiplier: multiplierOf(rated),
    adjustment: adjustments[rated.task.priority],
  };
}

function pointsOf(term: Term, rated: Rated): number {
  return term.value(rated) * weightOf(term, rated);
}

function weightOf(term: Term, { settings }: Rated): number {
  return within(settings.weights[term.weight], heaviest);
}

function multiplierOf({ task, settings }: Rated): number {
  if (settings.categories.size === 0) return 1;
  const given = task.category === undefined ? undefined : settings.categories.get(task.category);
  return given === undefined ? 1 : within(given, heaviest);
}
