import type { ForgeTrouble } from "../../model/forge.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import type { RevisionEvent } from "../../model/revision.ts";
import { journalFault } from "../journal-fault.ts";
import type { Log } from "../log.ts";
import type { Timers } from "../timers.ts";
import { noteRevisions } from "./note-revisions.ts";
import type { StatusMemory, Waiting } from "./status-memory.ts";

const firstPauseMs = 5000;
const lastPauseMs = 600_000;
/** A 404 may mean that commit alone, or the repository: so often is one tried while others may be fine. */
const mostRefusals = 3;

export interface TellerEdges {
  /** Whether there is a forge to be told, and a token for it. */
  readonly isOn: () => boolean;
  readonly tell: (status: Waiting) => Promise<Result<void, ForgeTrouble>>;
  readonly recall: () => StatusMemory;
  /** Must not throw: what is not kept is told twice after a restart. */
  readonly keep: (memory: StatusMemory) => void;
  readonly applied: () => Sha | undefined;
  readonly eventOf: (sha: Sha) => RevisionEvent | undefined;
  /** Those of `to` that `from` has not, newest first, without `to`: as many as anybody looks at. */
  readonly between: (from: Sha, to: Sha) => Promise<readonly Sha[]>;
  readonly timers: Pick<Timers, "after">;
  readonly log: Log;
}

/**
 * Tells a forge what becomes of commits, beside everything else: nobody waits for it, and what cannot be told waits in
 * the journal. One call at a time, so that a later word never comes before an earlier one.
 *
 *    look ──▶ waiting ──send──▶ told
 *                ▲        │ away: after a growing pause, or when the forge says
 *                └────────┘ refused: after the longest one, and said once
 */
export interface StatusTeller {
  /** Something may have become of a revision; `tip`: this is the newest commit now. */
  look(tip?: Sha): void;
  /** Waits until all is told, or it is clear that it cannot be now; at most so long. Gives what is left, and why. */
  settle(longestMs: number): Promise<{ left: number; trouble: StatusMemory["trouble"] }>;
  /** No call begins from now on. */
  stop(): void;
}

export function makeStatusTeller(edges: TellerEdges): StatusTeller {
  let memory: StatusMemory | undefined;
  let tip: Sha | undefined;
  let looks: Promise<void> = Promise.resolve();
  let sending: Promise<void> | undefined;
  let cancelRetry: (() => void) | undefined;
  let failures = 0;
  /** What was told last of what is wrong: another kind is told again. */
  let told: string | undefined;
  const refusals = new Map<Sha, number>();
  let stopped = false;

  function keep(next: StatusMemory): void {
    memory = next;
    edges.keep(next);
  }

  async function lookNow(): Promise<void> {
    if (stopped || tip === undefined || !edges.isOn()) return;
    const newest = tip;
    memory ??= edges.recall();
    const before = memory.tip?.sha;
    const between = before === undefined || before === newest ? [] : await edges.between(before, newest);
    if (stopped) return;
    const next = noteRevisions(memory, { tip: newest, applied: edges.applied(), between, eventOf: edges.eventOf });
    if (JSON.stringify(next) !== JSON.stringify(memory)) keep(next);
    if (cancelRetry === undefined) send();
  }

  function send(): void {
    if (stopped) return;
    sending ??= sendAll().finally(() => {
      sending = undefined;
    });
  }

  async function sendAll(): Promise<void> {
    let unknown = 0;
    for (;;) {
      const status = memory!.waiting[0];
      if (stopped || status === undefined) return;
      const done = await edges.tell(status);
      if (stopped) return;
      if (done.ok) {
        settle(status);
        continue;
      }
      const { error } = done;
      const isUnknown = error.kind === "refused" && error.status === 404;
      unknown = isUnknown ? unknown + 1 : 0;
      if (error.kind === "wrong" || (isUnknown && putBack(status) > mostRefusals)) {
        edges.log.warn({ revision: status.sha, hint: error.hint }, `a commit status is given up: ${error.what}`);
        take(status);
        continue;
      }
      // The forge may not know that commit alone.
      if (isUnknown && unknown === 1 && memory!.waiting.length > 1) continue;
      waitFor(error);
      return;
    }
  }

  function settle(status: Waiting): void {
    if (failures > 0) edges.log.info({}, "the forge is told again what becomes of commits");
    failures = 0;
    told = undefined;
    refusals.delete(status.sha);
    take(status, { trouble: undefined });
  }

  /** A newer word on the same commit, that came while this one was under way, stays. */
  function take(status: Waiting, more: Partial<StatusMemory> = {}): void {
    keep({ ...memory!, ...more, waiting: memory!.waiting.filter((one) => one !== status) });
  }

  /** Behind the others. Gives how often that was so. */
  function putBack(status: Waiting): number {
    const count = (refusals.get(status.sha) ?? 0) + 1;
    refusals.set(status.sha, count);
    const others = memory!.waiting.filter((one) => one !== status);
    // Where a newer word on it has come meanwhile, this one is not needed any more.
    const isNeeded = others.length < memory!.waiting.length;
    memory = { ...memory!, waiting: isNeeded ? [...others, status] : others };
    return count;
  }

  function waitFor(trouble: ForgeTrouble): void {
    const said = { what: trouble.what, hint: trouble.hint };
    const kind = `${trouble.kind} ${trouble.kind === "refused" ? trouble.status : ""}`;
    if (told !== kind) edges.log.warn(said, "commit statuses wait for the forge");
    else edges.log.debug(said, "commit statuses still wait for the forge");
    told = kind;
    keep({ ...memory!, trouble: said });
    const grown = Math.min(firstPauseMs * 2 ** failures, lastPauseMs);
    const pauseMs = trouble.kind === "away" ? Math.max(trouble.retryAfterMs ?? grown, 1000) : lastPauseMs;
    failures += 1;
    cancelRetry = edges.timers.after(pauseMs, () => {
      cancelRetry = undefined;
      send();
    });
  }

  return {
    look(newest) {
      if (newest !== undefined) tip = newest;
      looks = looks.then(lookNow).catch((error: unknown) => {
        edges.log.debug({ why: journalFault(error).what }, "what is to be told to the forge is not known");
      });
    },
    async settle(longestMs) {
      const limit = Promise.withResolvers<void>();
      const callOff = edges.timers.after(longestMs, limit.resolve);
      await Promise.race([looks.then(() => sending), limit.promise]);
      callOff();
      return { left: memory?.waiting.length ?? 0, trouble: memory?.trouble };
    },
    stop() {
      stopped = true;
      cancelRetry?.();
    },
  };
}
