import type { Effect } from "../model/decision.ts";
import type { Event } from "../model/event.ts";
import type { TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Active } from "../model/memory.ts";
import type { Exit, ProcessKey } from "../model/run.ts";
import type { FactTimeline } from "./fact-timeline.ts";
import { readSupposed } from "./fact-timeline.ts";
import { makeAgenda } from "./agenda.ts";

/** A host on which every process starts at once, takes as long as it usually does, and succeeds unless told otherwise. */
export interface SupposedHost {
  /** Takes note of what a real host would do. */
  perform(effect: Effect, now: Instant): void;
  /** A run that was started before the forecast begins: it goes on for the rest of its usual time. */
  adopt(active: Active, now: Instant): void;
  nextEventAt(): Instant | undefined;
  takeEvents(now: Instant): readonly Event[];
}

const nobody: ProcessKey = { pid: 0, startTicks: 0, bootId: "forecast" };

export function makeSupposedHost(of: {
  durations: ReadonlyMap<TaskId, number>;
  exits: ReadonlyMap<TaskId, readonly number[]>;
  facts: FactTimeline;
}): SupposedHost {
  const { durations, exits, facts } = of;
  const agenda = makeAgenda<Event>();
  const usually = (active: Active): number => durations.get(active.wanted.task) ?? 0;

  function exitOf({ wanted, attempt }: Active): Exit {
    const codes = exits.get(wanted.task) ?? [];
    return { kind: "exited", code: codes[attempt - 1] ?? codes.at(-1) ?? 0 };
  }

  function end(active: Active, at: Instant, since: Instant, exit: Exit): void {
    const { launch, wanted } = active;
    agenda.add(at, {
      kind: "attempt-ended",
      now: at,
      run: wanted.id,
      launch,
      exit,
      at,
      startedAt: since,
      resources: {},
    });
  }

  return {
    perform(effect, now) {
      if (effect.kind === "spawn") {
        const { wanted, launch } = effect.active;
        const durationMs = usually(effect.active);
        // What takes no time has ended before anybody hears that it has started.
        if (durationMs > 0) agenda.add(now, { kind: "started", now, run: wanted.id, launch, process: nobody, at: now });
        end(effect.active, now + durationMs, now, exitOf(effect.active));
      } else if (effect.kind === "signal") {
        // It does as it is told. That it would have ended later by itself is told too late to count.
        end(effect.active, now, sinceOf(effect.active, now), { kind: "signalled", signal: effect.signal });
      } else if (effect.kind === "read-facts") {
        agenda.add(now, { kind: "facts", now, facts: readSupposed(facts, effect.queries, now) });
      }
    },
    adopt(active, now) {
      const { phase } = active;
      if (phase.kind === "backoff" || phase.kind === "due") return;
      // However overdue it is: at this moment it has not ended yet.
      const at = phase.kind === "ending" ? now + 1 : Math.max(phase.since + usually(active), now + 1);
      end(active, at, phase.since, exitOf(active));
    },
    nextEventAt: () => agenda.next(),
    takeEvents: (now) => agenda.takeDue(now),
  };
}

function sinceOf({ phase }: Active, now: Instant): Instant {
  return phase.kind === "backoff" || phase.kind === "due" ? now : phase.since;
}
