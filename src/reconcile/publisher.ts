import type { Journal, Pending } from "../journal/index.ts";
import type { Fault } from "../model/fault.ts";
import type { ReportCommit } from "../model/report-commit.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { ReportsBranch } from "../repository/index.ts";
import { journalFault } from "./journal-fault.ts";
import type { Log } from "./log.ts";
import type { OnStep } from "../model/pass-step.ts";

const batchSize = 100;
/**
 * From the end of a round to the next: runs that end one soon after the other share a round. Each is half a dozen git
 * processes, and to a chain of short tasks that was more work than the tasks themselves.
 */
const restMs = 500;
const firstRetryMs = 1000;
const lastRetryMs = 300_000;

export interface PublisherEdges {
  readonly journal: Journal;
  readonly reports: ReportsBranch;
  /** Whether the branch is pushed anywhere. */
  readonly push: boolean;
  /** Commits for these records, in their order, with the board in the last. */
  readonly render: (batch: readonly Pending[]) => Promise<readonly ReportCommit[]>;
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
 *    0 journal ──commit──▶ 1 our branch ──push──▶ 2 remote
 *        ▲                      │ refused: somebody else pushed
 *        └──── theirs first ────┘
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
  let prepared = false;
  let stopped = false;
  let round: Promise<Fault | undefined> | undefined;
  let again = false;
  /** Somebody waits for the end of it: no rest between the rounds. */
  let settling = false;
  let rest: NodeJS.Timeout | undefined;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;

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
        fault = await publish(edges, prepared);
        prepared ||= fault === undefined;
      } catch (error) {
        fault = journalFault(error);
        // A commit may have been made whose mark could not: hold journal and branch against each other again.
        prepared = false;
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
      await round;
    },
  };
}

/** One round: all that is in the journal becomes commits, and the branch is pushed, rebuilt on top of theirs if need be. */
async function publish(edges: PublisherEdges, prepared: boolean): Promise<Fault | undefined> {
  if (!prepared) {
    const ready = await edges.reports.prepare();
    if (!ready.ok) return ready.error;
    const settled = await settleStandings(edges);
    if (!settled.ok) return settled.error;
  }
  for (;;) {
    const committed = await commitAll(edges);
    if (committed) return committed;
    if (!edges.push) return undefined;
    edges.onStep("before-push");
    const unpushed = edges.journal.pending(1, Number.MAX_SAFE_INTEGER);
    const pushed = await edges.reports.push();
    if (!pushed.ok) return pushed.error;
    edges.onStep("after-push");
    if (pushed.value.kind !== "refused") {
      await settleAs(edges, unpushed, 2);
      edges.onStep("push-marked");
      return undefined;
    }
    const theirs = await edges.reports.adoptRemote();
    if (!theirs.ok) return theirs.error;
    edges.onStep("theirs-adopted");
    const settled = await settleStandings(edges);
    if (!settled.ok) return settled.error;
  }
}

/** All that there is when it begins; what ends meanwhile pokes, and has its turn after the rest. */
async function commitAll(edges: PublisherEdges): Promise<Fault | undefined> {
  for (;;) {
    const batch = edges.journal.pending(0, batchSize);
    if (batch.length === 0) return undefined;
    const commits = await edges.render(batch);
    edges.onStep("before-import");
    const committed = await edges.reports.commit(commits);
    if (!committed.ok) return committed.error;
    edges.onStep("after-import");
    await settleAs(edges, batch, edges.push ? 1 : 2);
    edges.onStep("import-marked");
    if (batch.length < batchSize) return undefined;
  }
}

/**
 * Holds the journal against the branch: the machine may have died between a commit and its mark, and a rebuild on top
 * of another's push has dropped what we had committed. At most one batch can be ahead of its mark.
 */
async function settleStandings(edges: PublisherEdges): Promise<Result<void, Fault>> {
  // Commits are made from the oldest record on, so what has been one comes first: rendering learns the states of tasks
  // on its way, and the newest is to win. No more than that hangs on the order, and each proof is for its record alone:
  // while the disk is full a newer record may be written, and committed, before an older one.
  const inDoubt = [...edges.journal.pending(1, Number.MAX_SAFE_INTEGER), ...edges.journal.pending(0, batchSize)];
  const refreshed = await edges.refresh();
  if (!refreshed.ok || inDoubt.length === 0) return refreshed;
  const commits = await edges.render(inDoubt);
  const present = await edges.reports.present(commits.map(({ proof }) => proof));
  if (!present.ok) return present;
  const isThere = (_: Pending, index: number): boolean => present.value.has(commits[index]!.proof);
  await settleAs(edges, inDoubt.filter(isThere), edges.push ? 1 : 2);
  edges.journal.markPublished(
    inDoubt.filter((record, index) => !isThere(record, index)).map(({ id }) => id),
    0,
  );
  return ok(undefined);
}

async function settleAs(edges: PublisherEdges, records: readonly Pending[], published: 1 | 2): Promise<void> {
  edges.journal.markPublished(
    records.map(({ id }) => id),
    published,
  );
  if (published === 2) await edges.release(records);
}
