import type { Instant } from "../../model/instant.ts";
import type { Snapshot } from "../../model/memory.ts";
import { makeDueList } from "./due.ts";
import { nobodyListens } from "./listeners.ts";
import { addActive } from "./places.ts";
import type { State } from "./state.ts";
import { addWaiting, restoreWait } from "./waiting.ts";

/** The state as the journal remembers it. It has no catalog until the first `applied`. */
export function makeState(of: {
  host: { name: string; labels: readonly string[] };
  snapshot: Snapshot;
  now: Instant;
  ignoresSlots?: boolean;
}): State {
  const state: State = {
    now: of.now,
    seq: of.snapshot.seq,
    host: of.host,
    catalog: undefined,
    revision: undefined,
    paused: of.snapshot.paused,
    draining: false,
    deaf: of.ignoresSlots ?? false,
    goingDown: false,
    sparePlaces: 0,
    boot: undefined,
    listeners: nobodyListens,
    ignoresSlots: of.ignoresSlots ?? false,
    memories: new Map(of.snapshot.memories.map((memory) => [memory.task, memory])),
    nextSlot: new Map(),
    slots: makeDueList(),
    timers: makeDueList(),
    aging: makeDueList(),
    dependents: new Map(),
    waiting: new Map(),
    active: new Map(),
    waitingByTask: new Map(),
    activeByTask: new Map(),
    parkedOn: new Map(),
    facts: new Map(),
    conditionTimers: makeDueList(),
    awaitingFacts: new Set(),
    dirty: new Set(),
    ready: [],
    lockedOut: new Map(),
    newlyLined: new Set(),
    queued: 0,
    dueRetries: new Set(),
    locksHeld: new Map(),
    places: 0,
    effects: [],
    decisions: [],
    touched: new Set(),
  };
  for (const active of of.snapshot.active) addActive(state, active);
  for (const wanted of of.snapshot.waiting) addWaiting(state, wanted);
  for (const wait of of.snapshot.waits ?? []) restoreWait(state, wait);
  return state;
}
