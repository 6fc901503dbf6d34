import type { Executor } from "../execute/index.ts";
import type { Journal, Pending } from "../journal/index.ts";
import type { Fault } from "../model/fault.ts";
import type { EndRecord } from "../model/decision.ts";
import type { Sha } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Proof, ReportCommit } from "../model/report-commit.ts";
import type { RevisionEvent } from "../model/revision.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { BoardEntry, RevisionReport, RunToRender } from "../report/index.ts";
import {
  gatherStates,
  isTaskStatePath,
  makeBoardEntry,
  parseRevisionReport,
  parseTaskState,
  proveRevision,
  proveRun,
  renderBoard,
  renderRevisionCommit,
  renderRevisionFile,
  renderRunsCommit,
} from "../report/index.ts";
import type { ReportsBranch } from "../repository/index.ts";
import type { Redactor } from "../redact/index.ts";
import { makeRedactor } from "../redact/index.ts";
import type { Batch } from "./choose-batch.ts";
import { makePointSums } from "./point-sums.ts";
import { fewAtOnce } from "./few-at-once.ts";
import type { Log } from "./log.ts";
import { marginFor, redactExcerpt } from "./redact-excerpt.ts";
import { maskProof, scanCommit } from "./scan-commit.ts";
import type { Standing } from "./show-standings.ts";
import { makeShowStandings } from "./show-standings.ts";

export interface RenderEdges {
  readonly now: () => Instant;
  readonly host: string;
  readonly version: string;
  readonly logBytes: () => number;
  readonly journal: Journal;
  readonly executor: Executor;
  readonly reports: ReportsBranch;
  /** How tasks of this host stand at this moment; undefined: all of them. Those not defined are left out. */
  readonly standings: (tasks?: readonly string[]) => readonly Standing[];
  readonly lateGraceMs: () => number;
  readonly log: Log;
}

/** Makes commits of the journal's records, and keeps what the board is made of: the states of all hosts. */
export function makeBatchRenderer(edges: RenderEdges): {
  render: (commits: Batch["commits"], lastCommitted: number) => Promise<readonly ReportCommit[]>;
  prove: (records: readonly Pending[]) => readonly Proof[];
  refresh: () => Promise<Result<void, Fault>>;
} {
  const entries = new Map<string, BoardEntry>();
  const revisions = new Map<string, RevisionReport>();
  const showStandings = makeShowStandings(edges.host);

  function learn(path: string, content: string): void {
    if (isTaskStatePath(path)) {
      const entry = parseTaskState(content);
      if (entry) entries.set(path, entry);
    } else if (/^hosts\/[^/]+\/revision\.json$/.test(path)) {
      const report = parseRevisionReport(content);
      if (report) revisions.set(path, report);
    }
  }

  function board(): string {
    const shown = showStandings(edges.standings(), entries);
    const more = { revisions: [...revisions.values()], lateGraceMs: edges.lateGraceMs() };
    return renderBoard([...shown.values()], edges.now(), more);
  }

  return {
    async refresh() {
      const states = await edges.reports.readStates();
      if (!states.ok) return states;
      entries.clear();
      revisions.clear();
      for (const [path, content] of states.value) learn(path, content);
      return ok(undefined);
    },
    async render(batch, lastCommitted) {
      const isWorktree = makeIsWorktree(edges.journal);
      const secrets = new Map(batch.flat().map((pending) => [pending, secretsOf(edges, pending)]));
      const each = await fewAtOnce(batch, (records) => renderOne(edges, records, isWorktree, secrets));
      const newest = batch.map((records) => records.at(-1)!);
      const riders = edges.journal.riders(newest, lastCommitted);
      const loaded = each.map((commit, index) => withRiders(edges, commit, riders[index] ?? []));
      const lastLook = makeLastLook(edges, [...secrets.values()].flat());
      const commits = [...gatherStates(loaded)].map(lastLook);
      for (const { files } of commits) {
        for (const { path, content } of files) if (typeof content === "string") learn(path, content);
      }
      const last = commits.pop();
      if (!last) return commits;
      return [...commits, lastLook({ ...last, files: [...last.files, { path: "README.md", content: board() }] })];
    },
    prove(records) {
      const mask = makeLastMask(records.flatMap((pending) => secretsOf(edges, pending)));
      return records.map((pending) => {
        const proof = pending.kind === "run" ? proveRun(pending.record.end) : proveRevision(pending.event, edges.host);
        return maskProof(proof, mask);
      });
    },
  };
}

/** Whether a revision stands for uncommitted files. Asked once for each: its event may name ten thousand tasks. */
function makeIsWorktree(journal: Journal): (revision: Sha) => boolean {
  const known = new Map<Sha, boolean>();
  return (revision) => {
    const before = known.get(revision);
    if (before !== undefined) return before;
    const worktree = journal.lastRevisionEvent(revision)?.revision.worktree ?? false;
    known.set(revision, worktree);
    return worktree;
  };
}

/** What became of revisions without a commit of their own goes along. */
function withRiders(edges: RenderEdges, commit: ReportCommit, riders: readonly RevisionEvent[]): ReportCommit {
  if (riders.length === 0) return commit;
  const applied = edges.journal.applied()?.sha;
  const files = riders.map((event) => {
    const earlier = edges.journal.revisionEvents(event.revision.sha).filter(({ seq }) => seq < event.seq);
    return renderRevisionFile({ event, host: edges.host, runnerVersion: edges.version, earlier, applied });
  });
  // A commit's own file goes last: it may be about the same revision, and later.
  return { ...commit, files: [...files, ...commit.files] };
}

function secretsOf({ executor }: RenderEdges, pending: Pending): readonly string[] {
  const ran = pending.kind === "run" && pending.record.end.startedAt !== undefined;
  return ran ? executor.readSecrets(pending.record.end.id) : [];
}

/** Of a short one there is no such look: it may be a part of any word, and a report is not to be made a riddle. */
const shortestInReports = 8;

function makeLastMask(secrets: readonly string[]): Redactor {
  return makeRedactor([...new Set(secrets)].filter((secret) => secret.length >= shortestInReports));
}

function makeLastLook(edges: RenderEdges, secrets: readonly string[]): (commit: ReportCommit) => ReportCommit {
  const redactor = makeLastMask(secrets);
  return (commit) =>
    scanCommit(commit, redactor, (where) =>
      edges.log.warn(
        { commit: commit.id, where, hint: "Nothing of it was committed. Please report how it got there." },
        "a report was about to hold a secret, which is masked now",
      ),
    );
}

/** Several records are runs: of revisions each has a commit of its own. */
async function renderOne(
  edges: RenderEdges,
  records: readonly Pending[],
  isWorktree: (revision: Sha) => boolean,
  secrets: ReadonlyMap<Pending, readonly string[]>,
): Promise<ReportCommit> {
  const [first] = records;
  if (first?.kind === "revision") return renderRevision(edges, first.event);
  const runs = records.filter((pending) => pending.kind === "run");
  const rendered = await fewAtOnce(runs, (run) => readRun(edges, run.record, isWorktree, secrets.get(run)!));
  return renderRunsCommit(rendered as [RunToRender, ...RunToRender[]]);
}

function renderRevision(edges: RenderEdges, event: RevisionEvent): ReportCommit {
  const { host, version } = edges;
  const { added, changed } = event.changes;
  const standings = event.state === "applied" ? edges.standings([...added, ...changed]) : [];
  return renderRevisionCommit({
    event,
    host,
    runnerVersion: version,
    earlier: edges.journal.revisionEvents(event.revision.sha).filter(({ seq }) => seq < event.seq),
    applied: edges.journal.applied()?.sha,
    tasks: standings.map((standing) => makeBoardEntry({ host, ...standing })),
  });
}

async function readRun(
  edges: RenderEdges,
  record: EndRecord,
  isWorktree: (revision: Sha) => boolean,
  secrets: readonly string[],
): Promise<RunToRender> {
  const { end } = record;
  const ran = end.startedAt !== undefined;
  const margin = marginFor(secrets);
  const printed = ran ? await edges.executor.readLog(end.id, edges.logBytes() + 2 * margin) : undefined;
  return {
    record,
    host: edges.host,
    log: printed && redactExcerpt(printed, makeRedactor(secrets), margin),
    logBytes: edges.logBytes(),
    runnerVersion: edges.version,
    worktree: end.revision !== undefined && isWorktree(end.revision),
    pointSum: makePointSums(edges.journal).find(end.id),
  };
}
