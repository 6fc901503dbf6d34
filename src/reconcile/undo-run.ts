import type { Account } from "../execute/index.ts";
import { isLastFailure } from "../decide/index.ts";
import type { Event } from "../model/event.ts";
import type { RunId, TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Active } from "../model/memory.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { Exit, RunEnd } from "../model/run.ts";
import { isDryRequest } from "../model/run.ts";
import type { Task } from "../model/task.ts";
import type { Left, Undone } from "../model/undo.ts";
import type { PointLimits, WorkTree } from "../undo/index.ts";
import {
  countChanges,
  makePoint,
  prunePoints,
  readManifest,
  restorePoint,
  verifyPoint,
  warnOfOutside,
} from "../undo/index.ts";
import type { Log } from "./log.ts";
import { protectedPaths } from "./protected-paths.ts";
import type { PointSums } from "./point-sums.ts";

/** Of a run's latest launch. */
export type AttemptEnded = Event & { readonly kind: "attempt-ended" };

/** What becomes of protected paths, before a run and after it. */
export interface Undo {
  /** Before the first attempt; `account`: of the run's user, where the task names one. A sentence where there can be no rollback point, and the run must not start. */
  protect(active: Active, account: Account | undefined): Promise<Result<void, string>>;
  /** Puts back what was before a run; what is there now becomes a rollback point first, so that this can be undone as well. */
  rollBack(active: Active, of: RunId): Promise<Undone>;
  /** Removes rollback points that are too old or too many; not those of runs that go on. Gives those that went, or would. */
  prune(dryRun?: boolean): readonly RunId[];
  /** Puts back what a run that has failed for good had changed, and says so in the event. Its places and locks are kept. */
  afterEnd(active: Active, event: AttemptEnded, command: RunCommand): Promise<AttemptEnded>;
  /** Whether that is going on: the command has a timeout of its own. */
  isUndoing(run: RunId): boolean;
  /** What became of a run that is over. */
  findEnd(run: RunId): RunEnd | undefined;
}

/** Runs the task's own `rollback` to its end. */
export type RunCommand = (active: Active) => Promise<Exit>;

/** Whether runs of a task can be undone. */
export function canUndo({ protect, rollback }: Task): boolean {
  return protect.length > 0 || rollback !== undefined;
}

/** The run that this one is to undo, where it was asked for that. */
export function rollbackOf({ wanted: { trigger } }: Active): RunId | undefined {
  return trigger.kind === "request" ? trigger.rollback : undefined;
}

export interface UndoOptions {
  readonly stateDir: string;
  readonly now: () => Instant;
  readonly log: Log;
  /** As the settings in force have them. */
  readonly limits: () => PointLimits;
  readonly active: () => Iterable<Active>;
  readonly sums: PointSums;
  readonly findEnd: (run: RunId) => RunEnd | undefined;
}

export function makeUndo(of: UndoOptions): Undo {
  const { stateDir, log, sums } = of;
  const undoing = new Set<RunId>();
  /** By the run that is a rollback: what it had put back when its command was started. */
  const restored = new Map<RunId, Undone>();
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: each has to know what the others take. */
  const savePoint = (run: RunId, task: TaskId, protect: readonly string[]): Promise<Result<void, string>> => {
    const next = last.then(() => makeNoted(run, task, protect));
    last = next.catch(() => undefined);
    return next;
  };
  const makeNoted = async (run: RunId, task: TaskId, protect: readonly string[]): Promise<Result<void, string>> => {
    const limits = of.limits();
    const onOutside = (tree: WorkTree): void =>
      log.warn(
        { task, run, workTree: tree.path, why: warnOfOutside(tree) },
        "a work tree can be put back in part only",
      );
    const made = await makePoint({ stateDir, run, task, protect, limits, isInUse, now: of.now(), onOutside });
    if (!made.ok) return made;
    sums.keep(run, made.value);
    return ok(undefined);
  };
  const isInUse = (run: RunId): boolean =>
    [...of.active()].some((active) => active.wanted.id === run || rollbackOf(active) === run);
  const putBack = async (run: RunId): Promise<Undone> => {
    const verified = await verifyPoint(stateDir, run, sums.find(run));
    if (!verified.ok) return failed(`nothing was put back: ${verified.error}`);
    try {
      const { plan, left } = await restorePoint({ stateDir, run, manifest: verified.value });
      return describeRestore(countChanges(plan, left), left);
    } catch (error) {
      return failed(`putting back the protected paths was broken off: ${(error as Error).message}`);
    }
  };
  return {
    async protect({ wanted: { id: run, trigger }, task, attempt }, account) {
      if (attempt > 1 || !canUndo(task) || isDryRequest(trigger)) return ok(undefined);
      return savePoint(run, task.id, protectedPaths(task, account));
    },
    async rollBack({ wanted: { id: run, task } }, undone) {
      const read = readManifest(stateDir, undone, sums.find(undone));
      if (!read.ok) return failed(`nothing was put back: ${read.error}`);
      const saved = await savePoint(run, task, read.value.protect);
      if (!saved.ok) return failed(saved.error);
      const done = await putBack(undone);
      restored.set(run, done);
      return done;
    },
    prune(dryRun = false) {
      try {
        return prunePoints({ stateDir, limits: of.limits(), now: of.now(), isInUse, dryRun }).gone;
      } catch (error) {
        log.warn({ why: (error as Error).message }, "old rollback points stay");
        return [];
      }
    },
    isUndoing: (run) => undoing.has(run),
    findEnd: of.findEnd,
    async afterEnd(active, event, command) {
      const { phase, task } = active;
      if (rollbackOf(active) !== undefined) {
        if (event.rollback || !task.rollback) return event;
        return { ...event, rollback: withCommand(restored.get(event.run) ?? nothingBack, event.exit) };
      }
      if (!mustUndo(active, event)) return event;
      // It was not started because its paths could not be copied.
      if (event.exit.kind === "unstartable" && !readManifest(stateDir, event.run).ok) return event;
      const ended = phase.kind === "ending" ? phase.why : "nothing";
      undoing.add(event.run);
      const done = await putBack(event.run);
      // What never started has nothing to undo but what its check may have done to files.
      const mustCall = done.state === "done" && task.rollback && event.exit.kind !== "unstartable";
      const rollback = mustCall ? withCommand(done, await command(active)) : done;
      undoing.delete(event.run);
      const { detail } = rollback;
      if (rollback.state === "failed") log.error({ task: task.id, run: event.run, why: detail }, "rollback failed");
      return { ...event, rollback, ended };
    },
  };
}

function mustUndo(active: Active, event: AttemptEnded): boolean {
  const { task } = active;
  // It was told to change nothing, and so there are no copies: to put back anything, or to run `rollback`, would be a change.
  if (isDryRequest(active.wanted.trigger)) return false;
  if (!canUndo(task) || task.rollbackOn === "never") return false;
  return isLastFailure(active, event);
}

/** After a runner was killed it is not known any more how much was put back before. */
const nothingBack: Undone = { state: "done", by: "restore", changed: 0, detail: "what was protected was put back" };

function withCommand({ changed, detail }: Undone, exit: Exit): Undone {
  const isFine = exit.kind === "exited" && exit.code === 0;
  const end = isFine ? "the rollback command succeeded" : `the rollback command failed: ${describeExit(exit)}`;
  return { state: isFine ? "done" : "failed", by: "command", changed, exit, detail: `${detail}; ${end}` };
}

function describeExit(exit: Exit): string {
  switch (exit.kind) {
    case "exited":
    case "check":
      return `exit code ${exit.code}`;
    case "signalled":
      return `ended by ${exit.signal}`;
    case "limit":
      return `it went beyond limits.${exit.limit}`;
    case "unstartable":
      return exit.problem;
    case "lost":
      return "it is gone and has left no exit status";
  }
}

/** What a report has of them. */
const mostLeft = 100;
/** What a sentence has. */
const mostTold = 3;

function describeRestore(changed: number, left: readonly Left[]): Undone {
  const back = `${changed} protected files and folders were put back`;
  if (left.length === 0) return { state: "done", by: "restore", changed, detail: back };
  const told = left.slice(0, mostTold).map(({ path, why }) => `${path}: ${why}`);
  const more = left.length > mostTold ? [`${left.length - mostTold} more`] : [];
  const detail = `${back}, ${left.length} could not be (${[...told, ...more].join("; ")}). Look at \`lsattr\`, \`findmnt\` and \`df\` of these, then \`runner rollback\` it again`;
  return { state: "failed", by: "restore", changed, detail, left: left.slice(0, mostLeft) };
}

function failed(why: string): Undone {
  return { state: "failed", by: "restore", changed: 0, detail: why };
}
