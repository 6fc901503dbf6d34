import type { State } from "../decide/index.ts";
import { askedFacts } from "../decide/index.ts";
import type { Catalog } from "../model/catalog.ts";
import type { Effect } from "../model/decision.ts";
import type { Event } from "../model/event.ts";
import type { Fault } from "../model/fault.ts";
import type { RunId, Sha } from "../model/ids.ts";
import { noInterpreters } from "../model/interpreters.ts";
import type { Instant } from "../model/instant.ts";
import type { Active } from "../model/memory.ts";
import type { Exit, RunEnd } from "../model/run.ts";
import type { Core, Edges, Loaded } from "../pipeline.ts";
import { load, pass } from "../pipeline.ts";
import type { Result } from "../model/result.ts";
import { failure } from "../model/result.ts";
import { adopt } from "./adopt.ts";
import { journalFault } from "./journal-fault.ts";
import type { FactPoll } from "./poll-facts.ts";
import { pollFacts } from "./poll-facts.ts";
import type { DriverEdges } from "./driver-edges.ts";
import type { LaunchEdges } from "./launch.ts";
import { launch } from "./launch.ts";
import { settleEnd } from "./settle-end.ts";
import { watchClock } from "./watch-clock.ts";

const retryRecordMs = 1000;

/**
 * Feeds the core with what happens and does what it decides, turn by turn: all events that came in since the last turn
 * are one pass and one transaction. There is one driver, whether it goes on for ever or until nothing is left to do.
 */
export class Driver {
  readonly #edges: DriverEdges & Edges;
  readonly #core: Core;
  readonly #jumpOf: (now: Instant) => number;
  readonly #events: Event[] = [];
  readonly #onEnd = new Map<RunId, ((end: RunEnd) => void)[]>();
  /** Call off the turn that is to come soon, and the one that time will bring. */
  #cancelTurn: (() => void) | undefined;
  #cancelSleep: (() => void) | undefined;
  #onIdle: (() => void)[] = [];
  #onTurn: (() => void)[] = [];
  readonly #onLoad: (() => void)[] = [];
  #loading: Promise<Result<Loaded, Fault>> | undefined;
  readonly #facts: FactPoll;
  #launching = 0;
  #recordFailed = false;
  #stopped = false;
  /** Whether `go` was said. */
  #gone = false;

  constructor(edges: DriverEdges) {
    this.#facts = pollFacts({
      reader: edges.facts,
      asked: () => askedFacts(this.state),
      everyMs: () => this.state.catalog?.settings.runner.factsEveryMs ?? edges.timers.longestSleepMs,
      timers: edges.timers,
      tell: (facts) => this.tell({ kind: "facts", now: edges.now(), facts }),
    });
    this.#jumpOf = watchClock(edges.countedMs);
    this.#core = { state: edges.state, unrecorded: [], turnedAway: undefined };
    this.#edges = { ...edges, perform: (effect) => this.#perform(effect) };
  }

  get state(): State {
    return this.#core.state;
  }

  /** Takes over from the runner before: its revision comes into force again, its runs are found. Once, first. */
  async begin(
    inForce: { catalog: Catalog; revision: Sha } | undefined,
    boot: { bootId: string; at: Instant },
  ): Promise<void> {
    const { executor, now } = this.#edges;
    const found = await Promise.all(
      [...this.state.active.values()].map(async (active) => {
        const event = await adopt(executor, active, now);
        if (!event) return undefined;
        // A command of the task's own takes its time: nobody waits for it here.
        if (event.kind === "attempt-ended" && active.task.rollback) return void this.#settle(active, event);
        return settleEnd(this.#edges, active, event, this.#runRollback);
      }),
    );
    const events: Event[] = found.filter((event) => event !== undefined);
    // How they ended goes before the clock: a run that ended in time must not be found to have run into its timeout.
    if (inForce) events.unshift({ kind: "applied", now: now(), ...inForce });
    events.push({ kind: "booted", now: now(), ...boot });
    this.#events.unshift(...events);
    this.#takeTurn({ withTick: false });
  }

  /** From now on time passes: what is due starts. Before, the newest revision had its chance to come into force. */
  go(): void {
    this.#gone = true;
    this.#facts.start();
    this.#soon();
  }

  /** Something happened. */
  tell(event: Event): void {
    if (event.kind !== "attempt-ended") return this.#take(event);
    if (this.#edges.rollbackCommands.hear(event)) return;
    this.#edges.onStep("after-exit");
    // Until it is told the run is active: nothing that it must not overlap with starts in between.
    this.#settle(this.state.active.get(event.run), event);
  }

  #settle(active: Active | undefined, event: Event): void {
    const settled = settleEnd(this.#edges, active, event, this.#runRollback);
    if (settled instanceof Promise) void settled.then((told) => this.#take(told));
    else this.#take(settled);
  }

  readonly #runRollback = (active: Active): Promise<Exit> =>
    this.#edges.rollbackCommands.run(this.#launchEdges(), active);

  #launchEdges(): LaunchEdges {
    return {
      ...this.#edges,
      host: this.state.host.name,
      interpreters: this.state.catalog?.settings.host.interpreters ?? noInterpreters,
      repository: this.#edges.repository.workTree,
      isStopped: () => this.#stopped,
    };
  }

  #take(event: Event): void {
    this.#events.push(event);
    this.#soon();
  }

  /** Brings the newest commit into force. One at a time: a second call while one is under way gets its result. */
  load(): Promise<Result<Loaded, Fault>> {
    this.#loading ??= load(this.#edges, this.#core)
      .catch((error: unknown) => failure(journalFault(error)))
      .finally(() => {
        this.#loading = undefined;
        for (const listen of this.#onLoad) listen();
        this.#edges.publisher.poke();
        this.#soon();
      });
    return this.#loading;
  }

  /** Calls this after each load, whoever asked for it: another revision may be in force. */
  onLoad(listen: () => void): void {
    this.#onLoad.push(listen);
  }

  /** Resolves when no load is under way any more. */
  async whenLoaded(): Promise<void> {
    await this.#loading;
  }

  /** Resolves when the run has ended and the journal knows. Not for one that has ended already. */
  whenEnded(run: RunId): Promise<RunEnd> {
    return new Promise((resolve) => {
      this.#onEnd.set(run, [...(this.#onEnd.get(run) ?? []), resolve]);
    });
  }

  /** Resolves when all that was told so far has been decided and is in the journal. */
  nextTurn(): Promise<void> {
    return new Promise((resolve) => {
      this.#onTurn.push(resolve);
      this.#soon();
    });
  }

  /** Resolves when nothing is active and nothing can start before time passes or somebody asks. */
  whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      this.#onIdle.push(resolve);
      this.#soon();
    });
  }

  /** What comes due from now on is left to the next runner. */
  closeSlots(): void {
    this.state.ignoresSlots = true;
  }

  /** Nothing starts from now on; what runs goes on. */
  drain(): void {
    this.state.draining = true;
  }

  /** Lets go: no more turns. Runs go on; the next runner finds them. */
  stop(): void {
    this.#stopped = true;
    this.#cancelTurn?.();
    this.#cancelSleep?.();
    this.#facts.stop();
    this.#edges.executor.stop();
  }

  #soon(): void {
    if (this.#stopped || !this.#gone) return;
    this.#cancelTurn ??= this.#edges.timers.soon(() => this.#takeTurn({ withTick: true }));
  }

  #takeTurn({ withTick }: { withTick: boolean }): void {
    this.#cancelTurn = undefined;
    if (this.#stopped) return;
    const now = this.#edges.now();
    const events = this.#events.splice(0);
    const jumpedMs = this.#jumpOf(now);
    if (withTick) events.unshift({ kind: "tick", now });
    if (jumpedMs > 0) {
      this.#edges.log.warn({ byMs: jumpedMs }, "the clock has jumped ahead: timeouts go by the time that has passed");
      events.unshift({ kind: "clock-jumped", now, byMs: jumpedMs });
    }
    try {
      const step = pass(this.#edges, this.#core, events);
      if (this.#recordFailed) this.#edges.log.info({}, "the journal can be written again");
      this.#recordFailed = false;
      if (this.#gone) this.#sleepUntil(step.wakeAt);
    } catch (error) {
      this.#afterFailure(error);
      return;
    }
    for (const resolve of this.#onTurn.splice(0)) resolve();
    if (this.#isIdle()) for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  /** A full disk is the world's trouble: nothing was done that is not recorded; try again. Anything else is a bug. */
  #afterFailure(error: unknown): void {
    const { what, hint } = journalFault(error);
    if (!this.#recordFailed) this.#edges.log.error({ hint }, what);
    this.#recordFailed = true;
    this.#sleep(retryRecordMs);
  }

  #sleepUntil(wakeAt: Instant | undefined): void {
    const { timers, now } = this.#edges;
    const pauseMs = wakeAt === undefined ? timers.longestSleepMs : Math.min(wakeAt - now(), timers.longestSleepMs);
    this.#sleep(Math.max(pauseMs, 0));
  }

  #sleep(pauseMs: number): void {
    this.#cancelSleep?.();
    this.#cancelSleep = this.#edges.timers.after(pauseMs, () => this.#soon());
  }

  #isIdle(): boolean {
    return (
      this.state.active.size === 0 &&
      this.#launching === 0 &&
      !this.#facts.isReading() &&
      this.#events.length === 0 &&
      !this.#loading
    );
  }

  #perform(effect: Effect): void {
    const { executor, workspaces, publisher, log } = this.#edges;
    switch (effect.kind) {
      case "spawn":
        this.#launching += 1;
        this.#edges.onStep("before-spawn");
        void launch(this.#launchEdges(), effect.active, (event) => {
          this.#launching -= 1;
          this.#edges.onStep("after-spawn");
          this.tell(event);
        });
        return;
      case "signal": {
        const { wanted } = effect.active;
        // It has ended, and what it did is being undone: its time is no longer counted.
        if (this.#edges.undo.isUndoing(wanted.id) && effect.why !== "cancelled") return;
        log.info({ task: wanted.task, run: wanted.id, why: effect.why }, `sending ${effect.signal}`);
        this.#edges.onStep("before-signal");
        void executor.signal(wanted.id, effect.signal).then(() => this.#edges.onStep("after-signal"));
        return;
      }
      case "end": {
        const { end } = effect.record;
        log.info({ task: end.task, run: end.id, reason: end.reason }, `${end.task}: ${end.status}`);
        void workspaces
          .release(end.id)
          .catch((error: Error) => log.warn({ run: end.id }, `its work tree stays: ${error.message}`));
        if (end.attempts.some(({ exit }) => exit.kind !== "check")) this.#edges.undo.prune();
        this.#edges.onEnd?.(end);
        for (const resolve of this.#onEnd.get(end.id) ?? []) resolve(end);
        this.#onEnd.delete(end.id);
        publisher.poke();
        return;
      }
      case "read-facts":
        return this.#facts.read(effect.queries);
      case "want":
      case "waits":
      case "progress":
      case "remember":
      case "forget":
      case "pause-all":
        return;
    }
  }
}
