import type { Catalog } from "../../model/catalog.ts";
import type { Fact, FactKey } from "../../model/condition.ts";
import type { Decision, Effect } from "../../model/decision.ts";
import type { RunId, Sha, TaskId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { Active, AskedWait, Pause, TaskMemory } from "../../model/memory.ts";
import type { Wanted } from "../../model/run.ts";
import type { DueList } from "./due.ts";
import type { Listeners } from "./listeners.ts";
import type { Heap } from "./heap.ts";
import type { Turn } from "./turn.ts";

/**
 * All that the core knows. It belongs to the core alone: `advance` and `decide` change it in place, so that one event
 * costs what it touches and not what there is (10,000 tasks due at once stay linear). Seen from outside they are pure:
 * the same state and events give the same steps. See docs/decisions/0003.
 *
 *    slot ─┐                      ┌─▶ parked (on tasks, a moment, facts), behind (its own task)
 *    need ─┼─▶ waiting: dirty ────┤
 *    ask  ─┘      ▲               └─▶ ready (place, locks) ──▶ active ──▶ ended
 *                 └── something it waits for happened
 */
export interface State {
  now: Instant;
  seq: number;
  readonly host: { readonly name: string; readonly labels: readonly string[] };
  catalog: Catalog | undefined;
  revision: Sha | undefined;
  paused: Pause | undefined;
  /** The runner is about to leave: nothing starts any more. */
  draining: boolean;
  /** Boots and conditions are left to whoever comes next: this runner is here for requests. */
  readonly deaf: boolean;
  /** The host goes down: only what that asked for starts. */
  goingDown: boolean;
  /** Places besides `max_concurrent`: one for each run that was active when the host began to go down, also between attempts. */
  sparePlaces: number;
  /** The boot that the host is in, once somebody has said so. */
  boot: { readonly id: string; readonly at: Instant } | undefined;
  listeners: Listeners;
  /** Slots that come due are left to whoever comes next. */
  ignoresSlots: boolean;

  readonly memories: Map<TaskId, TaskMemory>;
  /** Next slot of each task that has one; `slots` holds the same, ordered, with stale entries. */
  readonly nextSlot: Map<TaskId, Instant>;
  readonly slots: DueList<TaskId>;
  /** Phases and deadlines that end by themselves, with stale entries. */
  readonly timers: DueList<RunId>;
  /** Who moves up in the line when, with stale entries. Nobody is woken for it: it counts when a place is free. */
  readonly aging: DueList<RunId>;
  /** How many tasks of the catalog need each; one that nobody needs is not in it. */
  dependents: ReadonlyMap<TaskId, number>;

  readonly waiting: Map<RunId, Waiting>;
  readonly active: Map<RunId, Active>;
  /** In the order in which they were wanted. */
  readonly waitingByTask: Map<TaskId, Waiting[]>;
  readonly activeByTask: Map<TaskId, Set<RunId>>;
  /** Who waits for something to happen to a task. */
  readonly parkedOn: Map<TaskId, Set<RunId>>;
  /** Facts as they were read last. */
  readonly facts: Map<FactKey, Fact>;
  /** Moments at which a condition may have been true for long enough. */
  readonly conditionTimers: DueList<TaskId>;
  /** Who waits for facts to be read (again). */
  readonly awaitingFacts: Set<Waiting>;
  /** To be judged in the next step. */
  readonly dirty: Set<Waiting>;
  /** Held back by places alone as far as is known, best first; with stale entries. */
  ready: Heap<Turn>;
  /** By the lock that holds them back, best first; with stale entries. */
  readonly lockedOut: Map<string, Heap<Turn>>;
  /** Lined up in this step. */
  readonly newlyLined: Set<Waiting>;
  /** Of those that are ready, how many `max_queued` counts. */
  queued: number;
  /** Active runs whose backoff is over and that want a place. */
  readonly dueRetries: Set<RunId>;

  readonly locksHeld: Map<string, number>;
  places: number;

  /** What the current step has gathered so far. */
  effects: Effect[];
  decisions: Decision[];
  readonly touched: Set<TaskId>;
}

/** A wanted run that has not started. */
export interface Waiting {
  readonly wanted: Wanted;
  /** `behind`: waits for its turn after other runs of its own task. */
  place: "dirty" | "parked" | "behind" | "ready";
  /** In `ready` or `lockedOut`; it is stale unless its place is `ready`. Undefined: it does not stand there. */
  turn: Turn | undefined;
  /** The score of its task when it lined up. */
  score: number;
  /** When it is entered in `aging`. */
  movesAt: Instant | undefined;
  /** Since when it has been known, by a clock that may have been set back since. */
  seenSince: Instant;
  parkedSince: Instant;
  /** The moment that it waits for; Infinity where it is something else. */
  parkedUntil: Instant;
  /** Time spent in waits that the author asked for; the deadline does not count it. */
  parkedMs: number;
  /** As the journal knows it; undefined: it does not. */
  recordedWait: AskedWait | undefined;
  lastDecision: Decision | undefined;
}
