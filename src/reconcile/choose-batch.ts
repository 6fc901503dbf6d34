import type { Journal, Pending } from "../journal/index.ts";
import type { Instant } from "../model/instant.ts";

/** Most records of one import, each a commit, beside one commit of records that were held. */
export const batchSize = 100;

/** Most records of one commit: it is made in memory, with their logs. */
export const mostFolded = 1000;

/** How long successes of tasks with `report = "digest"` wait for others. */
export const holdMs = 3_600_000;

/** What is imported in one go. */
export interface Batch {
  /** In the order in which they are made; the last may have several records. */
  readonly commits: readonly (readonly Pending[])[];
  /** There was nothing more. */
  readonly isLast: boolean;
}

/**
 * The next records to become commits, in the journal's order. When a hold is over, all that is held goes, up to what has to
 * come after it:
 *
 *    own      1     4        7, of the task that 3 is of
 *    held        3     5  6     8
 *    batches  1  4  (3 5 6),  then  7;  8 is held on
 */
export function chooseBatch(journal: Journal, now: Instant): Batch {
  const own = journal.pending(0, batchSize);
  const isAll = own.length < batchSize;
  const before = endOfHold({
    own,
    isAll,
    now,
    heldSince: journal.heldSince(),
    isAwaited: (record) =>
      journal.hasHeldBefore(record.seq, record.kind === "run" ? record.record.end.task : undefined),
  });
  const folded = before === undefined ? [] : journal.held(mostFolded, before);
  const last = folded.at(-1);
  if (!last) return { commits: own.map((record) => [record]), isLast: isAll };
  const earlier = own.filter(({ seq }) => seq < last.seq);
  return { commits: [...earlier.map((record) => [record]), folded], isLast: false };
}

/**
 * Below which number what is held goes now; undefined: it is held on. The hold is over after an hour, or with a record that
 * has to come after what is held: of the same task, so that its commits are in the order of its runs, or of a revision, which
 * concerns all tasks. An hour in either direction: a clock that was set back is not waited for.
 */
export function endOfHold<T extends { readonly seq: number }>(of: {
  /** Records with a commit of their own, oldest first. */
  own: readonly T[];
  /** There are no others. */
  isAll: boolean;
  now: Instant;
  heldSince: Instant | undefined;
  /** Whether something is held that has to go before this one. */
  isAwaited: (record: T) => boolean;
}): number | undefined {
  const { own, isAll, now, heldSince } = of;
  if (heldSince === undefined) return undefined;
  const awaited = own.find(of.isAwaited);
  if (awaited) return awaited.seq;
  if (Math.abs(now - heldSince) < holdMs) return undefined;
  return isAll ? Number.MAX_SAFE_INTEGER : own.at(-1)!.seq;
}
