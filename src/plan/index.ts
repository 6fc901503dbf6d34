// takes      a catalog, what is remembered of its tasks, a moment, and how far to look ahead
// gives      what will run then, what will be skipped and why, and what would be done at this very moment
// fails with nothing
// guarantees pure; the very core that decides for the runner decides here, on a clock and a host that are supposed
import { advance, decide, makeState } from "../decide/index.ts";
import type { Catalog } from "../model/catalog.ts";
import type { Step } from "../model/decision.ts";
import type { Event } from "../model/event.ts";
import type { Sha, TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Snapshot } from "../model/memory.ts";
import type { Fact, FactKey } from "../model/condition.ts";
import type { FactTimeline } from "./fact-timeline.ts";
import { nothingKnown } from "./fact-timeline.ts";
import { makeFactReadings } from "./fact-readings.ts";
import { suppose } from "./suppose.ts";
import type { Forecast, ForecastEntry } from "./forecast.ts";
import { makeTeller } from "./make-teller.ts";
import { medianDurations } from "./median-durations.ts";
import { makeSupposedHost } from "./supposed-host.ts";

export { medianDurations } from "./median-durations.ts";
export type { FactTimeline } from "./fact-timeline.ts";
export type { Forecast, ForecastEntry } from "./forecast.ts";
export type { Compared, FieldChange, TaskChange } from "./changes/index.ts";
export type { SettingChange } from "./changes/settings.ts";
export type { Attention } from "./attention/index.ts";
export type { Unplaced } from "./attention/index.ts";
export { listAttention, outsidePrograms, rules } from "./attention/index.ts";
export { diffCatalogs } from "./changes/index.ts";
export { namedByScript, namedByTask } from "./changes/named-files.ts";
export { diffSettings } from "./changes/settings.ts";

/** Nobody reads more than this, and a task that is due each second makes 31 million a year. */
const readable = 500_000;

/**
 * What the runner will do with this catalog until `now + forMs` (included), if nobody asks it for anything, every run
 * succeeds but for those that `exits` speaks of, and each attempt takes its usual time: `durations` in milliseconds, by
 * default the medians of those remembered. With more than `most` entries it ends early, after the moment at which there were so many.
 */
export function forecast(of: {
  catalog: Catalog;
  revision: Sha | undefined;
  snapshot: Snapshot;
  host: { readonly name: string; readonly labels: readonly string[] };
  now: Instant;
  forMs: number;
  durations?: ReadonlyMap<TaskId, number>;
  /** The exit codes of the attempts of a task's runs; the last holds for all further ones. */
  exits?: ReadonlyMap<TaskId, readonly number[]>;
  /** What is taken for given about the host; every other fact cannot be known ahead, and that is stated. */
  facts?: FactTimeline;
  /** Facts as they are at this moment, only to be told. */
  readings?: ReadonlyMap<FactKey, Fact>;
  most?: number;
}): Forecast {
  const { revision, snapshot, now, most = readable, facts = nothingKnown } = of;
  const { catalog, given, unforeseen } = suppose(of.catalog, facts, of.readings ?? new Map());
  const durations = of.durations ?? medianDurations(snapshot.memories);
  const state = makeState({ host: of.host, snapshot, now });
  const host = makeSupposedHost({ durations, exits: of.exits ?? new Map(), facts });
  const readings = makeFactReadings({ state, timeline: facts, from: now });
  const teller = makeTeller(durations, given);
  for (const active of snapshot.active) host.adopt(active, now);

  function take(events: readonly Event[], at: Instant, into: ForecastEntry[]): Step {
    for (const event of events) advance(state, event);
    const step = decide(state);
    readings.hear(step);
    for (const effect of step.effects) host.perform(effect, at);
    for (const entry of teller.hear(step, at)) into.push(entry);
    return step;
  }

  /** Lets everything happen that happens at one instant: runs that take no time end and wake others within it. */
  function settle(at: Instant, into: ForecastEntry[]): Step {
    const read = readings.read(at);
    let step = take([{ kind: "tick", now: at }, ...host.takeEvents(at), ...read], at, into);
    while ((host.nextEventAt() ?? Infinity) <= at)
      step = take([{ kind: "tick", now: at }, ...host.takeEvents(at)], at, into);
    return step;
  }

  // As a runner begins: what it finds waiting goes before what the clock brings.
  const atOnce: ForecastEntry[] = [];
  take([{ kind: "applied", now, catalog, revision }], now, atOnce);
  let step = settle(now, atOnce);
  atOnce.push(...teller.stillWaiting(state, now));

  const entries: ForecastEntry[] = [];
  let until = now + of.forMs;
  for (;;) {
    const at = readings.nextStop(Math.min(step.wakeAt ?? Infinity, host.nextEventAt() ?? Infinity));
    if (at > until) break;
    if (entries.length >= most) {
      until = state.now;
      break;
    }
    step = settle(at, entries);
  }
  entries.push(...teller.stillWaiting(state, until));
  return { entries, now: atOnce, until, unforeseen };
}
