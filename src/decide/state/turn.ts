import type { Instant } from "../../model/instant.ts";
import type { Task } from "../../model/task.ts";
import type { QueueKeys } from "../queue-order.ts";
import { rankOf } from "../queue-order.ts";
import type { State, Waiting } from "./state.ts";

/**
 * A place in a line. What it goes by never changes, or the line would not be a heap any more: who moves up gets another
 * turn, and the one before is passed over when it comes to the front.
 */
export interface Turn extends QueueKeys {
  readonly waiting: Waiting;
  /** In whose line; undefined: in that of all who are ready. */
  readonly lock: string | undefined;
  /** When it is to have a better one; undefined: never. */
  readonly movesAt: Instant | undefined;
}

/** Ahead of all classes: whoever has waited for so long goes by that alone, or new ones could pass it for ever. */
const aheadOfAll = -1;

/** The turn of a run at this moment. */
export function makeTurn(
  state: State,
  { waiting, task, lock }: { waiting: Waiting; task: Task; lock: string | undefined },
): Turn {
  const { wanted, score } = waiting;
  const { seq } = wanted;
  const at = wanted.slot ?? wanted.wantedAt;
  const { runner, priority } = state.catalog!.settings;
  // First come, first served: all are alike but for when they came.
  if (!runner.priorityScheduling) {
    return { waiting, lock, rank: 0, score: 0, at, name: "", seq, movesAt: undefined };
  }
  const name = wanted.task;
  const { agingMs } = priority;
  const own = rankOf(task);
  if (agingMs === undefined || agingMs <= 0) {
    return { waiting, lock, rank: own, score, at, name, seq, movesAt: undefined };
  }
  const since = inLineSince(state, waiting);
  const moves = Math.floor((state.now - since) / agingMs);
  const rank = own - moves;
  if (rank <= aheadOfAll) {
    return { waiting, lock, rank: aheadOfAll, score: 0, at: since, name, seq, movesAt: undefined };
  }
  return { waiting, lock, rank, score, at, name, seq, movesAt: since + (moves + 1) * agingMs };
}

/**
 * Since when it waits for others' sake: since it was first seen, the waits that its author asked for left out, as for
 * `start_deadline`. This way neither a restart nor a new revision takes it back to where it began.
 */
function inLineSince(state: State, { seenSince, parkedMs }: Waiting): Instant {
  return Math.min(seenSince + parkedMs, state.now);
}

/** Whether it still stands for its run. */
export function isLive(turn: Turn): boolean {
  return turn.waiting.turn === turn && turn.waiting.place === "ready";
}
