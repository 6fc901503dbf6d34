import { once } from "node:events";
import { lstatSync, mkdirSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { noIsolation } from "../model/isolation.ts";
import type { RunId } from "../model/ids.ts";
import type { ActiveRun } from "./active-run.ts";
import { makeActiveRun } from "./active-run.ts";
import { findLaunch, runningAs } from "./find-launch.ts";
import { clearLaunch, readEnd } from "./finish-launch.ts";
import type { AttemptEnded, Executor, ExecutorOptions, Found, LaunchOrder, LogExcerpt, Started } from "./index.ts";
import { makeFencing } from "./isolation/fencing.ts";
import { describeSpawnError } from "./launch/describe-spawn-error.ts";
import { readEnding } from "./launch/read-ending.ts";
import type { RunFolder } from "./launch/run-folder.ts";
import { noteStop } from "./launch/note-stop.ts";
import { findRunFolder } from "./launch/run-folder.ts";
import { readKeptSecrets } from "./launch/secret-store.ts";
import { spawnShim } from "./launch/spawn-shim.ts";
import { watchEnding } from "./launch/watch-ending.ts";
import { boundLog } from "./log/bound-log.ts";
import { readLog } from "./log/read-log.ts";
import { openCgroups, removeCgroup } from "./processes/cgroup.ts";
import { killMembers, terminateMembers } from "./processes/end-members.ts";
import { enterCgroup } from "./processes/enter-cgroup.ts";
import { findMembers } from "./processes/find-members.ts";
import type { Lineage } from "./processes/lineage.ts";
import { measureMemory, measureUse } from "./processes/measure-memory.ts";
import { isAlive, readOwnChild } from "./processes/read-process.ts";

/** Between two looks at all active runs; the shorter while a log grows fast or something signalled is still there. */
const lookMs = 500;
const hurryMs = 100;

/** Holds what is up: the active runs, the one timer for all of them, the parent of their control groups. */
export class LocalExecutor implements Executor {
  readonly #options: ExecutorOptions;
  /** Bytes of a log that are kept at each end. */
  readonly #kept: number;
  readonly #active = new Map<RunId, ActiveRun>();
  readonly fencing = makeFencing(() => this.#open().cgroups);
  readonly #spared = new Set([process.pid]);
  readonly #warned = new Set<string>();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #canPunch = true;
  #grouping = false;
  #opened: { readonly root: string; readonly cgroups: string | undefined } | undefined;

  constructor(options: ExecutorOptions) {
    this.#options = options;
    this.#kept = Math.ceil((options.maxLogBytes ?? 2 * 1024 ** 2) / 2);
  }

  async start(order: LaunchOrder): Promise<Started> {
    if (this.#active.has(order.run)) throw new Error(`run ${order.run} is active already`);
    const origin = this.#makeOrigin(order.run, order.launch);
    const at = this.#options.now();
    try {
      const fence = order.isolation === noIsolation ? undefined : await this.fencing.fence(order, origin.folder);
      if (fence && !fence.ok) return await this.#refuse(origin.folder, fence.error);
      const spawned = spawnShim(order, { stateDir: this.#open().root, folder: origin.folder, fence: fence?.value });
      if (!spawned.ok) return await this.#refuse(origin.folder, spawned.error);
      const { child, logged } = spawned.value;
      if (child.pid === undefined) throw (await once(child, "error"))[0];
      const lineage = { ...origin, shim: readOwnChild(child.pid), cgroup: fence?.value.group };
      const active = makeActiveRun({ lineage, startedAt: at, logged, child });
      active.watchedMemory = fence?.value.watchedMemory;
      active.release = () => child.removeAllListeners("exit").unref();
      child.once("exit", (code) => {
        active.exitCode = code ?? undefined;
        this.#leave(active);
      });
      this.#hold(active);
      return { kind: "started", process: lineage.shim, at };
    } catch (error) {
      return await this.#refuse(origin.folder, describeSpawnError(error));
    }
  }

  async adopt(run: RunId, launch: number): Promise<Found> {
    const held = this.#active.get(run);
    if (held) return runningAs(held);
    const found = findLaunch(this.#makeOrigin(run, launch));
    if (found.kind === "never-started") return found;
    const { active } = found;
    if (found.kind === "running") {
      this.#watch(active);
      this.#hold(active);
      return runningAs(active);
    }
    if (!found.settled) await killMembers(active.lineage, this.#stop.signal);
    return { kind: "ended", ended: await this.#close(active) };
  }

  async signal(run: RunId, signal: "TERM" | "KILL"): Promise<void> {
    const active = this.#active.get(run);
    if (!active || active.phase === "told") return active?.told.promise;
    this.#markStopping(active);
    if (signal === "TERM") terminateMembers(active.lineage);
    else await Promise.all([this.#kill(active), active.told.promise]);
  }

  async readLog(run: RunId, limit: number): Promise<LogExcerpt> {
    try {
      return await readLog(this.logPath(run), limit, this.#kept);
    } catch (error) {
      this.#warn(`What run ${run} printed cannot be read: ${(error as Error).message}. Its report does without.`);
      return { head: new Uint8Array(0), tail: new Uint8Array(0), bytes: 0 };
    }
  }

  logPath(run: RunId): string {
    return findRunFolder(this.#open().root, run, 1).log;
  }

  readSecrets(run: RunId): readonly string[] {
    return readKeptSecrets(findRunFolder(this.#open().root, run, 1).secrets);
  }

  async forget(run: RunId): Promise<void> {
    if (this.#active.has(run)) throw new Error(`run ${run} is active: its folder must stay`);
    const { root, cgroups } = this.#open();
    if (cgroups !== undefined) removeCgroup(`${cgroups}/${run}`);
    const { path, log } = findRunFolder(root, run, 1);
    // The log first: while it is there, so is what has to be masked in it.
    const removed = rm(log, { force: true }).then(() => rm(path, { recursive: true, force: true, maxRetries: 3 }));
    await removed.catch((error: Error) =>
      this.#warn(`${path} could not be removed: ${error.message}. Remove it by hand.`),
    );
  }

  killsBy(): "cgroup" | "search" {
    return this.#open().cgroups === undefined ? "search" : "cgroup";
  }

  stop(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
    for (const active of this.#active.values()) {
      active.release();
      active.told.resolve();
    }
    this.#active.clear();
    if (this.#opened?.cgroups !== undefined) removeCgroup(this.#opened.cgroups);
  }

  /** The real path, because /proc shows where an open file really is. */
  #open(): { readonly root: string; readonly cgroups: string | undefined } {
    if (this.#opened) return this.#opened;
    mkdirSync(this.#options.stateDir, { recursive: true, mode: 0o700 });
    const root = realpathSync(this.#options.stateDir);
    return (this.#opened = { root, cgroups: this.#options.cgroups === "never" ? undefined : openCgroups(root) });
  }

  #makeOrigin(run: RunId, launch: number): Omit<Lineage, "shim" | "cgroup"> {
    const folder = findRunFolder(this.#open().root, run, launch, this.#options.lentDir);
    return { run, launch, folder, seen: new Map(), denied: new Map(), spared: this.#spared };
  }

  async #refuse(folder: RunFolder, problem: string): Promise<Started> {
    await clearLaunch({ folder, cgroup: undefined }, (message) => this.#warn(message));
    return { kind: "unstartable", problem };
  }

  #hold(active: ActiveRun): void {
    this.#active.set(active.lineage.run, active);
    if (active.watchedMemory !== undefined) this.#hurry();
    this.#timer ??= setTimeout(() => this.#look(), lookMs);
  }

  /** Only makes it prompt: without watches the next look finds the end as well. */
  #watch(active: ActiveRun): void {
    try {
      active.release = watchEnding(active.lineage.folder.exit, () => this.#leave(active));
    } catch (error) {
      this.#warn(`Ends of adopted runs are noticed late: ${(error as Error).message}.`);
    }
  }

  #look(): void {
    this.#timer = undefined;
    for (const active of this.#active.values()) {
      if (active.child === undefined && !isAlive(active.lineage.shim)) this.#leave(active);
      this.#settle(active);
      if (active.phase !== "running") continue;
      this.#enterCgroup(active);
      this.#watchMemory(active);
      const bytes = measureMemory(active.lineage);
      if (bytes !== undefined) active.peakMemoryBytes = Math.max(bytes, active.peakMemoryBytes ?? 0);
      active.bounding ??= this.#boundLog(active, this.#kept);
    }
    if (this.#active.size > 0) this.#timer ??= setTimeout(() => this.#look(), lookMs);
  }

  /** A run that uses more than it may is ended at once: TERM would only give it more time to take. */
  #watchMemory(active: ActiveRun): void {
    if (active.watchedMemory === undefined || active.stopping) return;
    this.#hurry();
    if (measureUse(active.lineage) <= active.watchedMemory) return;
    this.#markStopping(active, "memory");
    void this.#kill(active);
  }

  #hurry(): void {
    if (this.#active.size === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), hurryMs);
  }

  /** One at a time: it sweeps all of /proc. */
  #enterCgroup(active: ActiveRun): void {
    const { cgroups } = this.#open();
    if (this.#grouping || cgroups === undefined || active.lineage.cgroup !== undefined) return;
    this.#grouping = true;
    void enterCgroup(active.lineage, cgroups).finally(() => (this.#grouping = false));
  }

  #leave(active: ActiveRun): void {
    if (active.phase !== "running") return;
    active.phase = "leaving";
    // Without a record nobody knows what still goes on; another try beside it would be two at once.
    if (active.exitCode === undefined && !readEnding(active.lineage.folder.exit)) {
      this.#markStopping(active);
      void this.#kill(active);
    } else this.#settle(active);
  }

  #settle(active: ActiveRun): void {
    if (active.phase !== "leaving" || this.#stop.signal.aborted) return;
    if (active.stopping && findMembers(active.lineage).length > 0) return this.#hurry();
    active.phase = "told";
    void this.#tell(active);
  }

  async #tell(active: ActiveRun): Promise<void> {
    const { run, launch } = active.lineage;
    const ended = await this.#close(active);
    if (this.#stop.signal.aborted) return;
    this.#active.delete(run);
    active.release();
    if (this.#active.size === 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    active.told.resolve();
    this.#options.onEnded(run, launch, ended);
  }

  async #close(active: ActiveRun): Promise<AttemptEnded> {
    const ended = readEnd(active, this.#options.now());
    await active.bounding;
    await this.#boundLog(active, 0);
    await clearLaunch(active.lineage, (message) => this.#warn(message));
    return ended;
  }

  async #boundLog(active: ActiveRun, slack: number): Promise<void> {
    if (!this.#canPunch) return;
    const path = active.lineage.folder.log;
    const stat = lstatSync(path, { throwIfNoEntry: false });
    // What the task has put in its place is not ours to cut.
    const size = stat?.isFile() ? stat.size : 0;
    const { punchedTo } = active;
    const bounded = await boundLog({ path, size, kept: this.#kept, slack, punchedTo, spared: this.#spared });
    active.bounding = undefined;
    if (bounded.kind === "punched") {
      active.punchedTo = bounded.punchedTo;
      this.#hurry();
    } else if (bounded.kind === "failed") {
      this.#canPunch = false;
      this.#warn(`Long logs stay whole on disk until their run is reported: ${bounded.problem}.`);
    }
  }

  /** Noted before the first signal: a runner that finds the run after a crash must not leave anything of it alive. */
  #markStopping(active: ActiveRun, why: "" | "memory" = ""): void {
    if (active.stopping) return;
    active.stopping = true;
    noteStop(active.lineage.folder, why, (message) => this.#warn(message));
  }

  #kill(active: ActiveRun): Promise<void> {
    active.killing ??= killMembers(active.lineage, this.#stop.signal).then(() => {
      active.killing = undefined;
      for (const pid of active.lineage.denied.keys())
        this.#warn(
          `Process ${pid} of run ${active.lineage.run} is another user's and could not be ended. End it by hand.`,
        );
      if (active.child === undefined) this.#leave(active);
      this.#settle(active);
    });
    return active.killing;
  }

  #warn(message: string): void {
    if (!this.#warned.has(message)) this.#options.onWarning?.(message);
    this.#warned.add(message);
  }
}
