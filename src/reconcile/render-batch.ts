import type { Executor } from "../execute/index.ts";
import type { Journal, Pending } from "../journal/index.ts";
import type { Fault } from "../model/fault.ts";
import type { Instant } from "../model/instant.ts";
import type { ReportCommit } from "../model/report-commit.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { BoardEntry } from "../report/index.ts";
import { parseTaskState, renderBoard, renderRevisionCommit, renderRunCommit } from "../report/index.ts";
import type { ReportsBranch } from "../repository/index.ts";

export interface RenderEdges {
  readonly now: () => Instant;
  readonly host: string;
  readonly version: string;
  readonly logBytes: () => number;
  readonly journal: Journal;
  readonly executor: Executor;
  readonly reports: ReportsBranch;
  /** How tasks stand at this moment, as far as they are defined. */
  readonly standings: (tasks: readonly string[]) => readonly BoardEntry[];
}

/** Makes commits of the journal's records, and keeps what the board is made of: the states of all hosts. */
export function makeBatchRenderer(edges: RenderEdges): {
  render: (batch: readonly Pending[]) => Promise<readonly ReportCommit[]>;
  refresh: () => Promise<Result<void, Fault>>;
} {
  const board = new Map<string, BoardEntry>();

  function learn(path: string, content: string): void {
    if (!/^hosts\/[^/]+\/tasks\//.test(path)) return;
    const entry = parseTaskState(content);
    if (entry) board.set(path, entry);
  }

  return {
    async refresh() {
      const states = await edges.reports.readStates();
      if (!states.ok) return states;
      board.clear();
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
      const content = renderBoard([...board.values()], edges.now());
      return [...commits, { ...last, files: [...last.files, { path: "README.md", content }] }];
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
