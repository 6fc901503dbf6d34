// takes      a catalog, what is remembered of its tasks, a moment, and how far to look ahead
// gives      what will run then, what will be skipped and why, and what would be done at this very moment
// fails with nothing
// guarantees pure; the very core that decides for the runner decides here, on a clock and a host that are supposed
import { advance, decide, makeState } from "../decide/index.ts";
import type { Catalog } from "../model/catalog.ts";
import type { Step } from "../model/decision.ts";
import type { Sha, TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Snapshot } from "../model/memory.ts";
import type { Forecast, ForecastEntry } from "./forecast.ts";
import { makeTeller } from "./make-teller.ts";
import { medianDurations } from "./median-durations.ts";
import { makeSupposedHost } from "./supposed-host.ts";

export type { Forecast, ForecastEntry } from "./forecast.ts";

/** Nobody reads more than this, and a task that is due each second makes 31 million a year. */
const mostEntries = 1_000_000;

/**
 * What the runner will do with this catalog until `now + forMs` (included), if nobody asks it for anything, every run
 * succeeds, and each takes its usual time: `durations` in milliseconds, by default the medians of those remembered.
 */
export function forecast(of: {
  catalog: Catalog;
  revision: Sha | undefined;
  snapshot: Snapshot;
  host: { readonly name: string; readonly labels: readonly string[] };
  now: Instant;
  forMs: number;
  durations?: ReadonlyMap<TaskId, number>;
}): Forecast {
  const { catalog, revision, snapshot, now } = of;
  const durations = of.durations ?? medianDurations(snapshot.memories);
  const state = makeState({ host: of.host, snapshot, now });
  const host = makeSupposedHost(durations);
  const teller = makeTeller(durations);
  for (const active of snapshot.active) host.adopt(active, now);

  /** Lets everything happen that happens at one instant: runs that take no time end and wake others within it. */
  function settle(at: Instant, into: ForecastEntry[]): Step {
    let step: Step;
    do {
      advance(state, { kind: "tick", now: at });
      for (const event of host.takeEvents(at)) advance(state, event);
      step = decide(state);
      for (const effect of step.effects) host.perform(effect, at);
      into.push(...teller.hear(step, at));
    } while ((host.nextEventAt() ?? Infinity) <= at);
    return step;
  }

  const atOnce: ForecastEntry[] = [];
  advance(state, { kind: "applied", now, catalog, revision });
  let step = settle(now, atOnce);
  atOnce.push(...teller.stillWaiting(state, now));

  const entries: ForecastEntry[] = [];
  let until = now + of.forMs;
  for (;;) {
    const at = Math.min(step.wakeAt ?? Infinity, host.nextEventAt() ?? Infinity);
    if (at > until) break;
    if (entries.length >= mostEntries) {
      until = state.now;
      break;
    }
    step = settle(at, entries);
  }
  entries.push(...teller.stillWaiting(state, until));
  return { entries, now: atOnce, until };
}
