import fc from "fast-check";
import { expect, test } from "vitest";
import type { State } from "../../src/decide/index.ts";
import { advance, decide, makeState } from "../../src/decide/index.ts";
import type { Event } from "../../src/model/event.ts";
import type { RunId } from "../../src/model/ids.ts";
import type { Active } from "../../src/model/memory.ts";
import { taskId } from "../../src/model/ids.ts";
import type { Exit } from "../../src/model/run.ts";
import type { Settings } from "../../src/model/settings.ts";
import type { Task } from "../../src/model/task.ts";
import { at, makeSettings } from "../decide/world.ts";
import { anyTasks } from "./any-tasks.ts";
import { FakeJournal } from "./fake-journal.ts";

/** What may happen next. `pick` chooses among those that are there at that time. */
type Happening =
  | { kind: "time"; minutes: number }
  | { kind: "end"; pick: number; exit: Exit }
  | { kind: "started" | "cancel" | "pause" | "resume"; pick: number }
  | { kind: "request"; pick: number; force: boolean; withNeeds: boolean }
  | { kind: "pause-all" | "resume-all" | "restart" }
  | { kind: "apply"; tasks: readonly Task[] };

const exits = fc.constantFrom<Exit[]>(
  { kind: "exited", code: 0 },
  { kind: "exited", code: 0 },
  { kind: "exited", code: 1 },
  { kind: "signalled", signal: "SEGV" },
  { kind: "check", code: 1 },
  { kind: "unstartable", problem: "no such program" },
  { kind: "lost" },
);
const pick = fc.nat();

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("time"), minutes: fc.integer({ min: 0, max: 90 }) } as const) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("end"), pick, exit: exits } as const) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("started", "cancel", "pause", "resume"), pick } as const) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("request"), pick, force: fc.boolean(), withNeeds: fc.boolean() } as const),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("pause-all", "resume-all", "restart") } as const) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("apply"), tasks: anyTasks({ calm: false }) } as const) },
);

/** A runner's core with a journal that forgets nothing, to which anything may happen. */
class Story {
  readonly journal = new FakeJournal();
  readonly settings: Settings;
  state: State;
  tasks: readonly Task[];
  #nonce = 0;
  #wakeAt: number | undefined;

  constructor(tasks: readonly Task[], runner: Partial<Settings["runner"]>) {
    this.settings = makeSettings(runner);
    this.tasks = tasks;
    this.state = this.#makeState(at("00:00"), false);
    this.tell({ kind: "applied", now: this.state.now, ...this.inForce });
  }

  get inForce() {
    const tasks = new Map(this.tasks.map((task) => [task.id, { ...task }]));
    return { catalog: { tasks, settings: this.settings }, revision: undefined };
  }

  tell(...events: Event[]): void {
    for (const event of events) advance(this.state, event);
    const step = decide(this.state);
    this.#wakeAt = step.wakeAt;
    this.journal.record(step.effects);
    this.#check();
  }

  happen(what: Happening): void {
    const { now } = this.state;
    switch (what.kind) {
      case "time":
        return this.tell({ kind: "tick", now: now + what.minutes * 60_000 });
      case "end":
        return this.#withActive(what.pick, (active) => this.end(active.wanted.id, what.exit));
      case "started":
        return this.#withActive(what.pick, ({ wanted, launch }) => {
          const process = { pid: 1, startTicks: 1, bootId: "boot" };
          this.tell({ kind: "started", now, run: wanted.id, launch, process, at: now });
        });
      case "cancel": {
        const run = this.journal.open[what.pick % this.journal.open.length];
        if (run) this.tell({ kind: "cancelled", now, run, by: "ada" });
        return;
      }
      case "pause":
        return this.tell({ kind: "paused", now, task: this.#task(what.pick), reason: "works" });
      case "resume":
        return this.tell({ kind: "resumed", now, task: this.#task(what.pick) });
      case "pause-all":
        return this.tell({ kind: "paused", now, task: undefined, reason: "works" });
      case "resume-all":
        return this.tell({ kind: "resumed", now, task: undefined });
      case "request": {
        const { force, withNeeds } = what;
        const request = { task: this.#task(what.pick), nonce: String((this.#nonce += 1)), by: "ada", reason: "so" };
        return this.tell({ kind: "requested", now, request: { ...request, force, withNeeds } });
      }
      case "apply":
        this.tasks = what.tasks;
        return this.tell({ kind: "applied", now, ...this.inForce });
      case "restart":
        return this.restart({ ignoresSlots: false });
    }
  }

  /** The runner is killed, and another takes over what the journal has. Processes that never were are made now. */
  restart(options: { ignoresSlots: boolean }): void {
    const { now } = this.state;
    this.state = this.#makeState(now, options.ignoresSlots);
    const lost = [...this.state.active.values()].filter(({ phase }) => phase.kind === "starting");
    this.tell(
      { kind: "applied", now, ...this.inForce },
      ...lost.map(({ wanted, launch }): Event => ({ kind: "never-started", now, run: wanted.id, launch })),
    );
  }

  end(run: RunId, exit: Exit): void {
    const { now } = this.state;
    const { launch, startedAt } = this.state.active.get(run)!;
    this.tell({ kind: "attempt-ended", now, run, launch, exit, at: now, startedAt, resources: {} });
  }

  #makeState(now: number, ignoresSlots: boolean): State {
    return makeState({ host: this.settings.host, snapshot: this.journal.snapshot(), now, ignoresSlots });
  }

  /** Until the core wants to be woken. */
  sleep(): void {
    this.tell({ kind: "tick", now: this.#wakeAt! });
  }

  get waitsForTime(): boolean {
    const untils = [...this.state.waiting.values()].map(({ lastDecision }) => lastDecision?.why.verdict);
    return untils.some((verdict) => verdict?.kind === "wait" && (verdict.until ?? 0) > this.state.now);
  }

  #task(index: number) {
    return taskId(this.tasks[index % this.tasks.length]!.id);
  }

  #withActive(index: number, then: (active: Active) => void): void {
    const running = [...this.state.active.values()].filter(
      ({ phase }) => phase.kind !== "backoff" && phase.kind !== "due",
    );
    const active = running[index % running.length];
    if (active) then(active);
  }

  #check(): void {
    const { journal, state } = this;
    const ended = journal.ends.map(({ id }) => id);
    expect(new Set(ended).size).toBe(ended.length);
    expect(new Set(journal.wanted).size).toBe(journal.wanted.length);
    // Only missed slots end without having been wanted.
    const wanted = new Set(journal.wanted);
    expect(journal.ends.filter(({ id, reason }) => !wanted.has(id) && reason !== "missed")).toEqual([]);
    const open = journal.wanted.filter((id) => !ended.includes(id));
    expect(new Set([...state.waiting.keys(), ...state.active.keys()])).toEqual(new Set(open));
    // Whatever waits, waits for something that is under way, or that waits for a moment that will come.
    if (state.active.size === 0 && !this.waitsForTime) expect([...state.waiting.keys()]).toEqual([]);
  }
}

test("every wanted run ends exactly once, whatever happens to it, and none waits for nothing", () => {
  fc.assert(
    fc.property(
      anyTasks({ calm: false }),
      fc.record({ maxConcurrent: fc.integer({ min: 1, max: 3 }), maxQueued: fc.constantFrom(0, 1, 100) }),
      fc.array(happening, { maxLength: 60, size: "max" }),
      (tasks, runner, happenings) => {
        const story = new Story(tasks, runner);
        for (const what of happenings) story.happen(what);
        story.restart({ ignoresSlots: true });
        for (let turns = 0; story.state.active.size > 0 || story.waitsForTime; turns++) {
          expect(turns).toBeLessThan(10_000);
          const running = [...story.state.active.values()].find(({ phase }) => phase.kind !== "backoff");
          if (running) story.end(running.wanted.id, { kind: "exited", code: 0 });
          else story.sleep();
        }
        expect(story.journal.open).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});

test("a revision applied twice runs nothing the second time", () => {
  fc.assert(
    fc.property(anyTasks({ calm: false }), fc.array(happening, { maxLength: 20 }), (tasks, happenings) => {
      const story = new Story(tasks, {});
      for (const what of happenings) story.happen(what);
      story.tell({ kind: "applied", now: story.state.now, ...story.inForce });
      const { length } = story.journal.spawned;
      story.tell({ kind: "applied", now: story.state.now, ...story.inForce });
      expect(story.journal.spawned.length).toBe(length);
    }),
  );
});
