import type { Journal, Pending } from "../journal/index.ts";
import type { Fault } from "../model/fault.ts";
import type { Instant } from "../model/instant.ts";
import type { Proof, ReportCommit } from "../model/report-commit.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { ReportsBranch } from "../repository/index.ts";
import type { Batch } from "./choose-batch.ts";
import { batchSize, chooseBatch, holdMs, mostFolded } from "./choose-batch.ts";
import { journalFault } from "./journal-fault.ts";
import type { Log } from "./log.ts";
import type { OnStep } from "../model/pass-step.ts";

/**
 * From the end of a round to the next: runs that end one soon after the other share a round. Each is half a dozen git
 * processes, and to a chain of short tasks that was more work than the tasks themselves.
 */
const restMs = 500;
const firstRetryMs = 1000;
const lastRetryMs = 300_000;
/** That the hold of some runs is over is not looked for more often. */
const leastHoldMs = 1000;

export interface PublisherEdges {
  readonly now: () => Instant;
  readonly journal: Journal;
  readonly reports: ReportsBranch;
  /** Whether the branch is pushed anywhere. */
  readonly push: boolean;
  /**
   * A commit for each of these, in their order, with the board in the last; several records share one. `lastCommitted`: the
   * highest number of a record that is one already.
   */
  readonly render: (commits: Batch["commits"], lastCommitted: number) => Promise<readonly ReportCommit[]>;
  /** What the branch has of each of these records if it has them. */
  readonly prove: (records: readonly Pending[]) => readonly Proof[];
  /** The branch is another one than it was: what was read from it is old. */
  readonly refresh: () => Promise<Result<void, Fault>>;
  /** These records are where they will stay: what was kept to write them again may go. */
  readonly release: (records: readonly Pending[]) => Promise<void>;
  readonly log: Log;
  readonly onStep: OnStep;
}

/**
 * Brings what the journal holds to the reports branch and that to the remote, in the journal's order, for as long as
 * it takes:
 *
 *   -1 held ──an hour──┐
 *    0 journal ──────commit──▶ 1 our branch ──push──▶ 2 remote
 *        ▲                            │ refused: somebody else pushed
 *        └─────── theirs first ───────┘
 *
 * Commits go on while a push is under way. Whatever moment the machine dies at, `settleStandings` finds out from the
 * branch itself how far it had come.
 */
export interface Publisher {
  /** There may be something to publish. */
  poke(): void;
  /** Everything is as far as it can get now; the fault that stopped it, if one did. */
  settle(): Promise<Fault | undefined>;
  /** No further round begins; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

export function makePublisher(edges: PublisherEdges): Publisher {
  const progress: Progress = { prepared: false, lastCommitted: 0 };
  let stopped = false;
  let round: Promise<Fault | undefined> | undefined;
  let again = false;
  /** Somebody waits for the end of it: no rest between the rounds. */
  let settling = false;
  let rest: NodeJS.Timeout | undefined;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  let hold: NodeJS.Timeout | undefined;

  function poke(): void {
    if (stopped) return;
    again = true;
    if (rest === undefined) round ??= rounds().finally(takeRest);
  }

  async function rounds(): Promise<Fault | undefined> {
    let fault: Fault | undefined;
    do {
      again = false;
      try {
        fault = await publish(edges, progress);
        if (!fault) awaitEndOfHold(edges.journal.heldSince());
      } catch (error) {
        fault = journalFault(error);
        // A commit may have been made whose mark could not: hold journal and branch against each other again.
        progress.prepared = false;
      }
    } while (again && settling && !fault && !stopped);
    waitOrGoOn(fault);
    return fault;
  }

  function takeRest(): void {
    round = undefined;
    if (stopped) return;
    rest = setTimeout(() => {
      rest = undefined;
      if (again) poke();
    }, restMs);
  }

  function endRest(): void {
    clearTimeout(rest);
    rest = undefined;
  }

  function awaitEndOfHold(since: Instant | undefined): void {
    clearTimeout(hold);
    if (since === undefined || stopped) return;
    const leftMs = since + holdMs - edges.now();
    hold = setTimeout(poke, Math.min(Math.max(leftMs, leastHoldMs), holdMs));
  }

  /** The world's trouble is told when it begins and when it ends, not at every try. */
  function waitOrGoOn(fault: Fault | undefined): void {
    clearTimeout(retry);
    if (!fault) {
      if (failures > 0) edges.log.info({}, "reports are published again");
      failures = 0;
      return;
    }
    const said = { what: fault.what, hint: fault.hint };
    if (failures === 0) edges.log.warn(said, "reports wait in the journal");
    else edges.log.debug(said, "reports still wait in the journal");
    retry = setTimeout(poke, Math.min(firstRetryMs * 2 ** failures, lastRetryMs));
    failures += 1;
  }

  return {
    poke,
    settle: async () => {
      settling = true;
      let fault: Fault | undefined;
      // A round that was just ending when it was poked may have looked for the last time.
      do {
        endRest();
        poke();
        fault = await round;
      } while (again && !fault && !stopped);
      settling = false;
      return fault;
    },
    stop: async () => {
      stopped = true;
      endRest();
      clearTimeout(retry);
      clearTimeout(hold);
      await round;
    },
  };
}

/** What a publisher knows of the branch from one round to the next. */
interface Progress {
  prepared: boolean;
  /** The highest number of a record that is a commit on it. */
  lastCommitted: number;
}

/** One round: what is in the journal becomes commits, and the branch is pushed, rebuilt on top of theirs if need be. */
async function publish(edges: PublisherEdges, progress: Progress): Promise<Fault | undefined> {
  if (!progress.prepared) {
    const ready = await edges.reports.prepare();
    if (!ready.ok) return ready.error;
    const settled = await settleStandings(edges, progress);
    if (!settled.ok) return settled.error;
  }
  for (;;) {
    const committed = await commitAll(edges, progress);
    if (committed) return committed;
    if (!edges.push) break;
    edges.onStep("before-push");
    const unpushed = edges.journal.pending(1, Number.MAX_SAFE_INTEGER);
    const pushed = await edges.reports.push();
    if (!pushed.ok) return pushed.error;
    edges.onStep("after-push");
    if (pushed.value.kind !== "refused") {
      await settleAs(edges, unpushed, 2);
      edges.onStep("push-marked");
      break;
    }
    const theirs = await edges.reports.adoptRemote();
    if (!theirs.ok) return theirs.error;
    edges.onStep("theirs-adopted");
    const settled = await settleStandings(edges, progress);
    if (!settled.ok) return settled.error;
  }
  progress.prepared = true;
  return undefined;
}

/** All that there is when it begins; what ends meanwhile pokes, and has its turn after the rest. */
async function commitAll(edges: PublisherEdges, progress: Progress): Promise<Fault | undefined> {
  for (;;) {
    const { commits, isLast } = chooseBatch(edges.journal, edges.now());
    if (commits.length === 0) return undefined;
    const rendered = await edges.render(commits, progress.lastCommitted);
    edges.onStep("before-import");
    const committed = await edges.reports.commit(rendered);
    if (!committed.ok) return committed.error;
    edges.onStep("after-import");
    const records = commits.flat();
    await settleAs(edges, records, edges.push ? 1 : 2);
    progress.lastCommitted = Math.max(progress.lastCommitted, records.at(-1)!.seq);
    edges.onStep("import-marked");
    if (isLast) return undefined;
  }
}

/**
 * Holds the journal against the branch: the machine may have died between a commit and its mark, and a rebuild on top
 * of another's push has dropped what we had committed. At most one batch can be ahead of its mark. Each proof is for its
 * record alone, and nothing is concluded from their order: while the disk is full a newer record may be written, and
 * committed, before an older one.
 */
async function settleStandings(edges: PublisherEdges, progress: Progress): Promise<Result<void, Fault>> {
  const { journal } = edges;
  const inDoubt = [
    ...journal.pending(1, Number.MAX_SAFE_INTEGER),
    ...journal.pending(0, batchSize),
    ...journal.held(mostFolded),
  ];
  const refreshed = await edges.refresh();
  if (!refreshed.ok) return refreshed;
  const proofs = edges.prove(inDoubt);
  const present = inDoubt.length === 0 ? ok(new Set()) : await edges.reports.present(proofs);
  if (!present.ok) return present;
  const isThere = (_: Pending, index: number): boolean => present.value.has(proofs[index]!);
  await settleAs(edges, inDoubt.filter(isThere), edges.push ? 1 : 2);
  journal.markUnpublished(inDoubt.filter((record, index) => !isThere(record, index)));
  progress.lastCommitted = journal.lastCommitted();
  return ok(undefined);
}

async function settleAs(edges: PublisherEdges, records: readonly Pending[], published: 1 | 2): Promise<void> {
  edges.journal.markPublished(
    records.map(({ id }) => id),
    published,
  );
  if (published === 2) await edges.release(records);
}
