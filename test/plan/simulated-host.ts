import { makeState } from "../../src/decide/index.ts";
import type { Executor, Found, LaunchOrder, Started } from "../../src/execute/index.ts";
import type { FactReader } from "../../src/facts/index.ts";
import type { Journal } from "../../src/journal/index.ts";
import type { Catalog } from "../../src/model/catalog.ts";
import { factKeyOf } from "../../src/model/condition.ts";
import type { RunId, TaskId } from "../../src/model/ids.ts";
import { sha } from "../../src/model/ids.ts";
import { ok } from "../../src/model/result.ts";
import type { Exit } from "../../src/model/run.ts";
import type { FactTimeline } from "../../src/plan/index.ts";
import { Driver } from "../../src/reconcile/driver.ts";
import type { Log } from "../../src/reconcile/log.ts";
import type { Publisher } from "../../src/reconcile/publisher.ts";
import type { Undo } from "../../src/reconcile/undo-run.ts";
import type { Workspaces } from "../../src/reconcile/workspaces.ts";
import type { Repository } from "../../src/repository/index.ts";
import type { FakeJournal } from "./fake-journal.ts";
import type { SimulatedTime } from "./simulated-time.ts";

/** What is the same for the forecast and for the host. */
export interface Given {
  readonly catalog: Catalog;
  readonly durations: ReadonlyMap<TaskId, number>;
  readonly exits: ReadonlyMap<TaskId, readonly number[]>;
  readonly facts: FactTimeline;
}

interface Process {
  readonly run: RunId;
  readonly launch: number;
  readonly startedAt: number;
  readonly startedCountedMs: number;
  readonly cancelEnd: () => void;
  ended: { readonly exit: Exit; readonly at: number } | undefined;
}

const revision = sha("a".repeat(40));
const boot = { bootId: "boot", at: 0 };
const nobody = { pid: 1, startTicks: 1, bootId: boot.bootId };
const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };
const workspaces: Workspaces = {
  prepare: () => Promise.resolve(ok("/workspace")),
  release: () => Promise.resolve(),
  sweep: () => Promise.resolve([]),
};
const undo: Undo = {
  protect: () => Promise.resolve(ok(undefined)),
  rollBack: () => Promise.reject(new Error("nobody asks for it")),
  prune: () => [],
  afterEnd: (_active, event) => Promise.resolve(event),
  isUndoing: () => false,
  findEnd: () => undefined,
};
const rollbackCommands = { hear: () => false, run: () => Promise.reject(new Error("nobody asks for it")) };
const publisher: Publisher = { poke: silent, settle: () => Promise.resolve(undefined), stop: () => Promise.resolve() };

/** A host on a time of its own, with the daemon's driver on it: runs take as long and end as is given, and outlive it. */
export class SimulatedHost {
  readonly #given: Given;
  readonly #time: SimulatedTime;
  readonly #journal: FakeJournal;
  readonly #processes = new Map<string, Process>();
  #driver: Driver | undefined;

  constructor(of: { given: Given; time: SimulatedTime; journal: FakeJournal }) {
    this.#given = of.given;
    this.#time = of.time;
    this.#journal = of.journal;
  }

  get driver(): Driver {
    return this.#driver!;
  }

  /** A runner comes up. It knows what the journal knows, and finds the processes that there are. */
  async start(): Promise<void> {
    const { catalog } = this.#given;
    const { host } = catalog.settings;
    const now = () => this.#time.now;
    const driver = new Driver({
      now,
      countedMs: () => this.#time.countedMs,
      timers: this.#time.timers,
      state: makeState({ host, snapshot: this.#journal.snapshot(), now: now() }),
      executor: this.#makeExecutor(),
      inspect: () => Promise.resolve([]),
      facts: this.#makeReader(),
      host: { name: host.name, file: undefined, env: {} },
      workspaces,
      undo,
      rollbackCommands,
      builtInActions: "",
      publisher,
      log,
      onStep: silent,
      // Of these the driver uses no more than that while no revision is loaded.
      journal: {
        record: (effects) => this.#journal.record(effects),
        // Runs here have nothing to say to those that need them.
        run: () => undefined,
      } satisfies Partial<Journal> as unknown as Journal,
      repository: { workTree: "/repository" } satisfies Partial<Repository> as Repository,
      findUngranted: () => Promise.resolve([]),
      newest: () => Promise.resolve(ok(revision)),
      worktree: false,
      checkOrigin: () =>
        Promise.resolve(ok({ follows: false, rewound: undefined, allowRewind: undefined, signature: undefined })),
      remembersOther: () => false,
      remember: silent,
    });
    this.#driver = driver;
    await driver.begin({ catalog, revision }, boot);
    driver.go();
    await this.#time.settle();
  }

  /** The runner is gone; its runs go on. */
  /** The driver looks at the clock, and all that follows from it happens. */
  async look(): Promise<void> {
    void this.driver.nextTurn();
    await this.#time.settle();
  }

  stop(): void {
    this.#driver?.stop();
    this.#driver = undefined;
  }

  #makeReader(): FactReader {
    const { facts } = this.#given;
    return {
      read: (queries) => {
        const at = this.#time.now;
        const read = queries.map((query) => {
          const key = factKeyOf(query);
          // Tools are there: a forecast takes that for given, too.
          if (query.kind === "tool") return { key, at, value: { kind: "boolean", value: true } as const };
          const { value } = facts.get(key)!.findLast((entry) => entry.at <= at)!;
          return { key, at, value };
        });
        return Promise.resolve(read);
      },
    };
  }

  #makeExecutor(): Executor {
    const unused = (): never => {
      throw new Error("a driver does not ask for this");
    };
    return {
      start: (order) => Promise.resolve(this.#startProcess(order)),
      adopt: (run, launch) => Promise.resolve(this.#find(run, launch)),
      signal: async (run, signal) => {
        // The word goes out; it arrives.
        await Promise.resolve();
        for (const process of this.#processes.values()) {
          if (process.run === run && !process.ended) this.#end(process, { kind: "signalled", signal });
        }
      },
      stop: silent,
      readLog: unused,
      readSecrets: unused,
      logPath: unused,
      forget: unused,
      killsBy: unused,
      fencing: { lacks: unused, describe: unused },
    };
  }

  #startProcess({ run, task, launch, attempt }: LaunchOrder): Started {
    const key = `${run}/${launch}`;
    if (this.#processes.has(key)) throw new Error(`launched twice: ${key}`);
    const codes = this.#given.exits.get(task) ?? [];
    const code = codes[attempt - 1] ?? codes.at(-1) ?? 0;
    const { now, countedMs, timers } = this.#time;
    const cancelEnd = timers.after(this.#given.durations.get(task)!, () =>
      this.#end(process, { kind: "exited", code }),
    );
    const process: Process = {
      ...{ run, launch, startedAt: now, startedCountedMs: countedMs, cancelEnd },
      ended: undefined,
    };
    this.#processes.set(key, process);
    return { kind: "started", process: nobody, at: now };
  }

  #end(process: Process, exit: Exit): void {
    const at = this.#time.now;
    const { run, launch, startedAt } = process;
    process.cancelEnd();
    process.ended = { exit, at };
    this.#driver?.tell({ kind: "attempt-ended", now: at, run, launch, exit, at, startedAt, resources: {} });
    if (this.#driver) this.#processes.delete(`${run}/${launch}`);
  }

  #find(run: RunId, launch: number): Found {
    const process = this.#processes.get(`${run}/${launch}`);
    if (!process) return { kind: "never-started" };
    const { startedAt, startedCountedMs, ended } = process;
    if (ended) {
      this.#processes.delete(`${run}/${launch}`);
      return { kind: "ended", ended: { ...ended, startedAt, resources: {} } };
    }
    return { kind: "running", process: nobody, startedAt, ageMs: this.#time.countedMs - startedCountedMs };
  }
}
