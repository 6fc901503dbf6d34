import type { State } from "../decide/index.ts";
import { askedFacts } from "../decide/index.ts";
import type { Step } from "../model/decision.ts";
import type { Event } from "../model/event.ts";
import type { Instant } from "../model/instant.ts";
import type { FactTimeline } from "./fact-timeline.ts";
import { listChanges, readSupposed } from "./fact-timeline.ts";

/**
 * A runner reads facts at intervals: those that somebody asks for. Here they are read when that may matter: as they change,
 * at the interval after something was done while somebody waited for them (he is asked again with each reading), and at
 * the last one before anything else happens, for how old a reading is matters, too.
 */
export interface FactReadings {
  /** `due`, or the moment before it at which facts are to be read. */
  nextStop(due: Instant): Instant;
  /** What is read at that moment, as the step before left things. */
  read(at: Instant): readonly Event[];
  /** What a step did. */
  hear(step: Step): void;
}

export function makeFactReadings(of: { state: State; timeline: FactTimeline; from: Instant }): FactReadings {
  const { state, timeline, from } = of;
  const changes = listChanges(timeline, from);
  let changed = 0;
  let hasDone = false;

  const everyMs = (): number => state.catalog!.settings.runner.factsEveryMs;
  const intervals = (at: Instant): number => Math.floor((at - from) / everyMs());

  return {
    nextStop(due) {
      const change = changes[changed] ?? Infinity;
      const next = Math.min(due, change);
      if (timeline.size === 0 || next === Infinity) return next;
      const passed = intervals(next) - intervals(state.now);
      if (passed === 0 || askedFacts(state).length === 0) return next;
      const first = intervals(state.now) + 1;
      const last = intervals(next);
      return from + (hasDone && state.awaitingFacts.size > 0 ? first : last) * everyMs();
    },
    read(at) {
      let isDue = (at - from) % everyMs() === 0;
      for (; (changes[changed] ?? Infinity) <= at; changed += 1) isDue = true;
      const queries = isDue && timeline.size > 0 ? askedFacts(state) : [];
      return queries.length === 0 ? [] : [{ kind: "facts", now: at, facts: readSupposed(timeline, queries, at) }];
    },
    hear(step) {
      hasDone = step.effects.some(({ kind }) => kind !== "read-facts");
    },
  };
}
