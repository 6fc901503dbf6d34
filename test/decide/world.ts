import { advance, decide, makeState } from "../../src/decide/index.ts";
import type { State } from "../../src/decide/index.ts";
import type { Effect, Step } from "../../src/model/decision.ts";
import type { Event } from "../../src/model/event.ts";
import { noIsolation } from "../../src/model/isolation.ts";
import { sha, taskId } from "../../src/model/ids.ts";
import { parseInstant } from "../../src/model/instant.ts";
import type { Instant } from "../../src/model/instant.ts";
import type { Snapshot } from "../../src/model/memory.ts";
import { emptySnapshot } from "../../src/model/memory.ts";
import type { Exit, RunEnd } from "../../src/model/run.ts";
import type { Settings } from "../../src/model/settings.ts";
import type { Need, Task } from "../../src/model/task.ts";
import { parseSchedule } from "../../src/schedule/index.ts";

export type TaskSketch = Partial<Omit<Task, "id" | "needs" | "schedules">> & {
  schedule?: unknown;
  needs?: readonly (string | (Partial<Omit<Need, "task">> & { task: string }))[];
};

export function at(text: string): Instant {
  const instant = parseInstant(text.length === 5 ? `2026-11-20T${text}Z` : text);
  if (instant === undefined) throw new Error(`no instant: ${text}`);
  return instant;
}

export function makeTask(id: string, sketch: TaskSketch = {}): Task {
  const { schedule, needs = [], ...rest } = sketch;
  const written = schedule === undefined ? [] : Array.isArray(schedule) ? schedule : [schedule];
  const schedules = written.map((one: unknown) => {
    const parsed = parseSchedule(one, sketch.timezone ?? "UTC");
    if (!parsed.ok) throw new Error(parsed.error.message);
    return parsed.value;
  });
  return {
    id: taskId(id),
    name: undefined,
    description: undefined,
    owner: undefined,
    tags: [],
    category: undefined,
    enabled: true,
    suspend: undefined,
    schedules,
    timezone: "UTC",
    triggers: [],
    jitterMs: 0,
    windows: [],
    blackouts: [],
    cooldownMs: 0,
    rate: undefined,
    when: undefined,
    otherwise: "skip",
    catchUp: { policy: "none", withinMs: undefined },
    startDeadlineMs: undefined,
    params: undefined,
    needs: needs.map((need) => ({
      status: "success",
      maxAgeMs: undefined,
      ...(typeof need === "string" ? {} : need),
      task: taskId(typeof need === "string" ? need : need.task),
    })),
    action: undefined,
    command: { kind: "text", text: "true" },
    shell: ["bash", "{}"],
    isolation: noIsolation,
    workspace: "snapshot",
    workdir: ".",
    env: new Map(),
    inheritEnv: [],
    secrets: [],
    check: undefined,
    protect: [],
    rollback: undefined,
    rollbackOn: "failure",
    output: "text",
    keep: { reportsMs: 365 * 86_400_000, logsMs: 90 * 86_400_000 },
    report: "each",
    dryRun: false,
    supportsDryRun: false,
    timeoutMs: undefined,
    killAfterMs: 10_000,
    retry: {
      attempts: 1,
      delayMs: 0,
      backoff: "fixed",
      maxDelayMs: undefined,
      jitter: 0,
      onExit: undefined,
      onLost: false,
    },
    overlap: "skip",
    pauseAfterFailures: undefined,
    locks: [],
    priority: "medium",
    impact: [],
    effort: { estimatedMs: undefined, complexity: undefined, risk: undefined },
    successExitCodes: [0],
    hosts: [],
    requires: [],
    file: `tasks.d/${id}.toml`,
    line: 1,
    digest: JSON.stringify(sketch),
    written: {},
    ...rest,
  };
}

export function makeSettings(runner: Partial<Settings["runner"]> = {}, locks: Record<string, number> = {}): Settings {
  return {
    runner: {
      maxConcurrent: 3,
      maxQueued: 100,
      timezone: "UTC",
      lateGraceMs: 300_000,
      stopGraceMs: 0,
      factsEveryMs: 15_000,
      shutdownGraceMs: 90_000,
      priorityScheduling: true,
      ...runner,
    },
    git: {
      remote: "origin",
      branch: "main",
      pollMs: 30_000,
      paths: [],
      allowRewind: false,
      requireSigned: [],
      revokedSigners: "",
      maxRemoved: 50,
      sshKey: "",
      maintenance: true,
    },
    reports: {
      branch: "runner/reports",
      remote: "origin",
      push: true,
      logBytes: 65_536,
      rawLogs: 1e9,
      author: { name: "runner", email: "runner@localhost" },
      signKey: "",
    },
    forge: { kind: undefined, url: "", repository: "", tokenEnv: "RUNNER_FORGE_TOKEN", tokenFile: "", link: "" },
    rollback: { maxPoints: 50, maxBytes: 1e9, keepMs: 30 * 24 * 3_600_000 },
    priority: {
      weights: { impact: 0.4, urgency: 0.3, effort: 0.2, successRate: 0.1 },
      categories: new Map(),
      agingMs: undefined,
    },
    locks: new Map(Object.entries(locks)),
    secrets: new Map(),
    attention: new Map(),
    host: {
      name: "web-1",
      labels: ["web"],
      stateDir: undefined,
      interpreters: {},
      trustWriters: false,
      logLevel: "info",
      logFormat: "auto",
    },
  };
}

/** A core on a clock that the test owns. Runs last as long as `lasts` says (a minute unless told) and end as told. */
export class World {
  readonly state: State;
  readonly effects: Effect[] = [];
  readonly steps: Step[] = [];
  #settings: Settings;

  constructor(options: { now?: string; settings?: Settings; snapshot?: Snapshot } = {}) {
    this.#settings = options.settings ?? makeSettings();
    this.state = makeState({
      host: this.#settings.host,
      snapshot: options.snapshot ?? emptySnapshot,
      now: at(options.now ?? "00:00"),
    });
  }

  apply(tasks: readonly Task[], now?: string, settings?: Settings): this {
    this.#settings = settings ?? this.#settings;
    const catalog = { tasks: new Map(tasks.map((task) => [task.id, task])), settings: this.#settings };
    return this.tell({
      kind: "applied",
      now: now === undefined ? this.state.now : at(now),
      catalog,
      revision: sha("a".repeat(40)),
    });
  }

  tick(now: string): this {
    return this.tell({ kind: "tick", now: at(now) });
  }

  /** Asks for a run; gives its id. */
  request(
    task: string,
    options: { now?: string; force?: boolean; withNeeds?: boolean; nonce?: string; dryRun?: true } = {},
  ): string {
    const { now, force = false, withNeeds = false, nonce = String(this.state.seq), dryRun } = options;
    this.tell({
      kind: "requested",
      now: now === undefined ? this.state.now : at(now),
      request: { task: taskId(task), nonce, by: "ada", reason: "because", force, withNeeds, ...(dryRun && { dryRun }) },
    });
    const wants = this.effects.filter((effect) => effect.kind === "want");
    return wants.filter(({ wanted }) => wanted.trigger.kind === "request").at(-1)!.wanted.id;
  }

  /** Lets the active run of a task end. */
  end(task: string, exit: Exit | number = 0, now?: string): this {
    const active = [...this.state.active.values()].find(
      ({ wanted, phase }) => wanted.task === task && phase.kind !== "backoff" && phase.kind !== "due",
    );
    if (!active) throw new Error(`${task} is not active`);
    const when = now === undefined ? this.state.now : at(now);
    return this.tell({
      kind: "attempt-ended",
      now: when,
      run: active.wanted.id,
      launch: active.launch,
      exit: typeof exit === "number" ? { kind: "exited", code: exit } : exit,
      at: when,
      startedAt: active.startedAt,
      resources: {},
    });
  }

  tell(...events: Event[]): this {
    for (const event of events) advance(this.state, event);
    const step = decide(this.state);
    this.steps.push(step);
    this.effects.push(...step.effects);
    return this;
  }

  /** Ids of the tasks that were started, in order; those of later attempts too. */
  get started(): string[] {
    return this.effects.filter((effect) => effect.kind === "spawn").map(({ active }) => active.wanted.task);
  }

  get ends(): RunEnd[] {
    return this.effects.filter((effect) => effect.kind === "end").map(({ record }) => record.end);
  }

  /** `task: status reason` of every end, in order. */
  get ended(): string[] {
    return this.ends.map(({ task, status, reason }) => `${task}: ${status} ${reason}`);
  }

  /** `task: signal why` */
  get signals(): string[] {
    return this.effects
      .filter((effect) => effect.kind === "signal")
      .map(({ active, signal, why }) => `${active.wanted.task}: ${signal} ${why}`);
  }

  /** Ids of the tasks that wait. */
  get waiting(): string[] {
    return [...this.state.waiting.values()].map(({ wanted }) => wanted.task).sort();
  }

  get active(): string[] {
    return [...this.state.active.values()].map(({ wanted }) => wanted.task).sort();
  }
}
