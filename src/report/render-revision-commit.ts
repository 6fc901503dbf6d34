import { renderInstant } from "../model/instant.ts";
import type { Sha } from "../model/ids.ts";
import type { Proof, ReportCommit } from "../model/report-commit.ts";
import type { RevisionEvent } from "../model/revision.ts";
import type { BoardEntry } from "./board/board-entry.ts";
import { latestRevisionPath, revisionPath, taskStatePath } from "./branch-paths.ts";
import { renderRevisionMessage } from "./message/render-revision-message.ts";
import { renderJson } from "./render-json.ts";
import type { RevisionReport } from "./revision-report.ts";

/**
 * The commit of one revision event. `earlier`: what was said before about the same revision on this host, oldest
 * first. `applied`: the revision that is in force after this event. `tasks`: states of tasks that the revision changes
 * (a new next slot), so that their files do not wait for the next run; those of removed tasks are written anyway.
 */
export function renderRevisionCommit(of: RevisionFacts & { tasks?: readonly BoardEntry[] }): ReportCommit {
  const { event, host, tasks = [] } = of;
  const { sha } = event.revision;
  const report = makeRevisionReport(of);
  const content = renderJson(report);
  const path = revisionPath(host, sha);
  return {
    id: `revision-${sha}-${event.state}`,
    proof: proveRevision(event, host),
    message: renderRevisionMessage(report),
    at: event.at,
    files: [
      { path, content },
      { path: latestRevisionPath(host), content },
      ...[...tasks, ...removedTasks(event, host)].map((entry) => ({
        path: taskStatePath(host, entry.task),
        content: renderJson(entry),
      })),
    ],
  };
}

/** What the branch has from that commit on. */
export function proveRevision(event: RevisionEvent, host: string): Proof {
  return { path: revisionPath(host, event.revision.sha), passage: renderPassage(event) };
}

/** The file alone, of an event that goes along with another's commit. */
export function renderRevisionFile(of: RevisionFacts): ReportCommit["files"][number] {
  return { path: revisionPath(of.host, of.event.revision.sha), content: renderJson(makeRevisionReport(of)) };
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
      // An event of an older version's journal has none.
      committer: revision.committer || undefined,
      signer: revision.signer,
      committedAt: renderInstant(revision.committedAt),
      worktree: revision.worktree || undefined,
    },
    state: event.state,
    reason: event.reason,
    detail: event.detail,
    at: renderInstant(event.at),
    by: event.by,
    applied: of.applied,
    changes: { added: changes.added, changed: changes.changed, removed: changes.removed },
    diagnostics: event.diagnostics.map(({ code, message, file, line, column }) => ({
      code,
      message,
      file,
      line,
      column,
    })),
    states: [...earlier, event].map(makeState),
    runnerVersion: of.runnerVersion,
  };
}

function makeState({ state, reason, at }: RevisionEvent): RevisionReport["states"][number] {
  return { state, reason, at: renderInstant(at) };
}

/**
 * The event's own item of `states`, as `renderJson` writes it. The file may be there from an earlier event, so its path
 * proves nothing; its whole text is not the same when it is made again (what is in force and our own version may be
 * others then), nor does it stay: the next event writes over it. The item is the same for ever, has the instant, and is
 * in the files of all later events. No other text can look like it: line breaks within JSON's strings are escaped.
 */
function renderPassage(event: RevisionEvent): string {
  return JSON.stringify(makeState(event), undefined, 2).replaceAll("\n", "\n    ");
}

function removedTasks(event: RevisionEvent, host: string): BoardEntry[] {
  if (event.state !== "applied") return [];
  return event.changes.removed.map((task) => ({ version: 1, host, task, removed: true, failures: 0 }));
}
