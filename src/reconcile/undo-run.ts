import { isLastFailure } from "../decide/index.ts";
import type { Event } from "../model/event.ts";
import type { RunId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Active } from "../model/memory.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { Undone } from "../model/undo.ts";
import { countChanges, makePoint, prunePoints, readManifest, restorePoint, verifyPoint } from "../undo/index.ts";
import type { Log } from "./log.ts";

/** What becomes of protected paths, before a run and after it. */
export interface Undo {
  /** Before the first attempt; a sentence where there can be no rollback point, and the run must not start. */
  protect(active: Active): Promise<Result<void, string>>;
  /** Puts back what was before a run; what is there now becomes a rollback point first, so that this can be undone as well. */
  rollBack(active: Active, of: RunId): Promise<Undone>;
  /** Removes rollback points that are too old or too many; not those of runs that go on. Gives those that went, or would. */
  prune(isActive: (run: RunId) => boolean, dryRun?: boolean): readonly RunId[];
  /** Puts back what a run that has failed for good had changed, and says so in the event. Its places and locks are kept. */
  afterEnd(active: Active | undefined, event: Event): Promise<Event>;
}

/** The run that this one is to undo, where it was asked for that. */
export function rollbackOf({ wanted: { trigger } }: Active): RunId | undefined {
  return trigger.kind === "request" ? trigger.rollback : undefined;
}

/** What is kept in all; one point may be as large as that. */
const limits = { maxPoints: 50, maxBytes: 1_000_000_000, keepMs: 30 * 24 * 3_600_000 };

type AttemptEnded = Event & { readonly kind: "attempt-ended" };

export function makeUndo(of: { stateDir: string; now: () => Instant; log: Log }): Undo {
  const { stateDir, log } = of;
  return {
    async protect({ wanted: { id: run }, task, attempt }) {
      if (attempt > 1 || task.protect.length === 0) return ok(undefined);
      return makePoint({
        stateDir,
        run,
        task: task.id,
        protect: task.protect,
        maxBytes: limits.maxBytes,
        now: of.now(),
      });
    },
    async rollBack({ wanted: { id: run, task } }, undone) {
      const read = readManifest(stateDir, undone);
      if (!read.ok) return failed(`nothing was put back: ${read.error}`);
      const { protect } = read.value;
      const saved = await makePoint({ stateDir, run, task, protect, maxBytes: limits.maxBytes, now: of.now() });
      return saved.ok ? putBack(stateDir, undone) : failed(saved.error);
    },
    prune(isActive, dryRun = false) {
      try {
        return prunePoints({ stateDir, limits, now: of.now(), isActive, dryRun });
      } catch (error) {
        log.warn({ why: (error as Error).message }, "old rollback points stay");
        return [];
      }
    },
    async afterEnd(active, event) {
      if (event.kind !== "attempt-ended" || !active || !mustUndo(active, event)) return event;
      // It was not started because its paths could not be copied.
      if (event.exit.kind === "unstartable" && !readManifest(stateDir, event.run).ok) return event;
      const rollback = await putBack(stateDir, event.run);
      const { detail } = rollback;
      if (rollback.state === "failed")
        log.error({ task: active.task.id, run: event.run, why: detail }, "rollback failed");
      return { ...event, rollback };
    },
  };
}

function mustUndo(active: Active, { launch, exit }: AttemptEnded): boolean {
  const { task } = active;
  if (rollbackOf(active) !== undefined) return false;
  if (task.protect.length === 0 || task.rollbackOn === "never" || active.launch !== launch) return false;
  return isLastFailure(active, exit);
}

async function putBack(stateDir: string, run: RunId): Promise<Undone> {
  const verified = await verifyPoint(stateDir, run);
  if (!verified.ok) return failed(`nothing was put back: ${verified.error}`);
  try {
    const changed = countChanges(await restorePoint({ stateDir, run, manifest: verified.value }));
    return { state: "done", by: "restore", changed, detail: `${changed} protected files and folders were put back` };
  } catch (error) {
    return failed(`putting back the protected paths was broken off: ${(error as Error).message}`);
  }
}

function failed(why: string): Undone {
  return { state: "failed", by: "restore", changed: 0, detail: why };
}
