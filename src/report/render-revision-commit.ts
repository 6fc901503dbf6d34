import { renderInstant } from "../model/instant.ts";
import type { Sha } from "../model/ids.ts";
import type { ReportCommit } from "../model/report-commit.ts";
import type { RevisionEvent } from "../model/revision.ts";
import type { BoardEntry } from "./board/board-entry.ts";
import { latestRevisionPath, revisionEventPath, revisionPath, taskStatePath } from "./branch-paths.ts";
import { renderRevisionMessage } from "./message/render-revision-message.ts";
import { renderJson } from "./render-json.ts";
import type { RevisionReport } from "./revision-report.ts";

/**
 * The commit of one revision event. `earlier`: what was said before about the same revision on this host, oldest
 * first. `applied`: the revision that is in force after this event. `tasks`: states of tasks that the revision changes
 * (a new next slot), so that their files do not wait for the next run; those of removed tasks are written anyway.
 */
export function renderRevisionCommit(of: RevisionFacts & { tasks?: readonly BoardEntry[] }): ReportCommit {
  const { event, host, earlier, tasks = [] } = of;
  const { sha } = event.revision;
  const report = makeRevisionReport(of);
  const content = renderJson(report);
  const path = revisionPath(host, sha);
  // The file of the first event is there when the second one is to be proved: each later one has a file of its own.
  const proof = earlier.length === 0 ? path : revisionEventPath(host, sha, event.state);
  return {
    id: `revision-${sha}-${event.state}`,
    proof,
    message: renderRevisionMessage(report),
    at: event.at,
    files: [
      { path, content },
      ...(proof === path ? [] : [{ path: proof, content }]),
      { path: latestRevisionPath(host), content },
      ...[...tasks, ...removedTasks(event, host)].map((entry) => ({
        path: taskStatePath(host, entry.task),
        content: renderJson(entry),
      })),
    ],
  };
}

interface RevisionFacts {
  readonly event: RevisionEvent;
  readonly host: string;
  readonly runnerVersion: string;
  readonly earlier: readonly RevisionEvent[];
  readonly applied: Sha | undefined;
}

function makeRevisionReport(of: RevisionFacts): RevisionReport {
  const { event, earlier } = of;
  const { revision, changes } = event;
  return {
    version: 1,
    host: of.host,
    revision: {
      sha: revision.sha,
      subject: revision.subject,
      author: revision.author,
      committedAt: renderInstant(revision.committedAt),
      worktree: revision.worktree || undefined,
    },
    state: event.state,
    reason: event.reason,
    detail: event.detail,
    at: renderInstant(event.at),
    applied: of.applied,
    changes: { added: changes.added, changed: changes.changed, removed: changes.removed },
    diagnostics: event.diagnostics.map(({ code, message, file, line, column }) => ({
      code,
      message,
      file,
      line,
      column,
    })),
    states: [...earlier, event].map(({ state, reason, at }) => ({ state, reason, at: renderInstant(at) })),
    runnerVersion: of.runnerVersion,
  };
}

function removedTasks(event: RevisionEvent, host: string): BoardEntry[] {
  if (event.state !== "applied") return [];
  return event.changes.removed.map((task) => ({ version: 1, host, task, removed: true, failures: 0 }));
}
