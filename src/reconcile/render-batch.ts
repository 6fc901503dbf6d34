import type { Executor } from "../execute/index.ts";
import type { Journal, Pending } from "../journal/index.ts";
import type { Fault } from "../model/fault.ts";
import type { Instant } from "../model/instant.ts";
import type { ReportCommit } from "../model/report-commit.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { BoardEntry, RevisionReport } from "../report/index.ts";
import {
  parseRevisionReport,
  parseTaskState,
  renderBoard,
  renderRevisionCommit,
  renderRunCommit,
  taskStatePath,
} from "../report/index.ts";
import type { ReportsBranch } from "../repository/index.ts";

export interface RenderEdges {
  readonly now: () => Instant;
  readonly host: string;
  readonly version: string;
  readonly logBytes: () => number;
  readonly journal: Journal;
  readonly executor: Executor;
  readonly reports: ReportsBranch;
  /** How tasks of this host stand at this moment; undefined: all of them. Those not defined are left out. */
  readonly standings: (tasks?: readonly string[]) => readonly BoardEntry[];
  readonly lateGraceMs: () => number;
}

/** Makes commits of the journal's records, and keeps what the board is made of: the states of all hosts. */
export function makeBatchRenderer(edges: RenderEdges): {
  render: (batch: readonly Pending[]) => Promise<readonly ReportCommit[]>;
  refresh: () => Promise<Result<void, Fault>>;
} {
  const entries = new Map<string, BoardEntry>();
  const revisions = new Map<string, RevisionReport>();

  function learn(path: string, content: string): void {
    if (/^hosts\/[^/]+\/tasks\//.test(path)) {
      const entry = parseTaskState(content);
      if (entry) entries.set(path, entry);
    } else if (/^hosts\/[^/]+\/revision\.json$/.test(path)) {
      const report = parseRevisionReport(content);
      if (report) revisions.set(path, report);
    }
  }

  /** Our own tasks are shown as they are now: a state file is as old as the last report, and a run may be under way. */
  function board(): string {
    const shown = new Map(entries);
    for (const entry of edges.standings()) {
      const path = taskStatePath(edges.host, entry.task);
      const written = entries.get(path);
      // The file knows more of that run than the memory does: where its log is.
      shown.set(path, written?.last?.id === entry.last?.id ? { ...entry, last: written?.last } : entry);
    }
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
    async render(batch) {
      const commits: ReportCommit[] = [];
      for (const pending of batch) commits.push(await renderOne(edges, pending));
      for (const { files } of commits) {
        for (const { path, content } of files) if (typeof content === "string") learn(path, content);
      }
      const last = commits.pop();
      if (!last) return commits;
      return [...commits, { ...last, files: [...last.files, { path: "README.md", content: board() }] }];
    },
  };
}

async function renderOne(edges: RenderEdges, pending: Pending): Promise<ReportCommit> {
  const { host, version } = edges;
  if (pending.kind === "revision") {
    const { event } = pending;
    return renderRevisionCommit({
      event,
      host,
      runnerVersion: version,
      earlier: edges.journal.revisionEvents(event.revision.sha).filter(({ seq }) => seq < event.seq),
      applied: edges.journal.applied()?.sha,
      tasks: event.state === "applied" ? edges.standings([...event.changes.added, ...event.changes.changed]) : [],
    });
  }
  const { end } = pending.record;
  const ran = end.startedAt !== undefined;
  return renderRunCommit({
    record: pending.record,
    host,
    log: ran ? await edges.executor.readLog(end.id, edges.logBytes()) : undefined,
    logBytes: edges.logBytes(),
    runnerVersion: version,
    worktree: end.revision !== undefined && (edges.journal.lastRevisionEvent(end.revision)?.revision.worktree ?? false),
  });
}
