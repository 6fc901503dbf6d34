import type { RevisionReport } from "../revision-report.ts";
import { oneLine } from "../../model/one-line.ts";
import type { Trailers } from "./render-message.ts";
import { renderMessage } from "./render-message.ts";

const mostListed = 20;

/** The message of a revision event's commit: `revision 1a2b3c4: applied (+2 ~1 -0)`. */
export function renderRevisionMessage(report: RevisionReport): string {
  const { revision, diagnostics, changes } = report;
  return renderMessage({
    subject: `revision ${revision.sha.slice(0, 7)}: ${renderRevisionOutcome(report)}`,
    paragraphs: [
      report.detail,
      `${oneLine(revision.subject, 200) || "No subject"} (${revision.author || "no author"})${revision.worktree ? "; uncommitted files (--worktree)" : ""}`,
      ...shorten(
        diagnostics.map(({ file, line, column, message }) => `- ${file}:${line}:${column} ${message}`),
        "- ",
      ),
      [...name("Added", changes.added), ...name("Changed", changes.changed), ...name("Removed", changes.removed)].join(
        " ",
      ),
    ],
    trailers: revisionTrailers(report),
  });
}

export function revisionTrailers({ state, reason, revision, host }: RevisionReport): Trailers {
  return [
    ["Status", state],
    ["Reason", reason],
    ["Trigger", "revision"],
    ["Config-Commit", revision.sha],
    ["Host", host],
    ["Duration-Ms", "0"],
  ];
}

/** `applied (+2 ~1 -0)`, `rejected (2 problems)`, `held (mass-removal, +0 ~0 -12)`, `superseded`. */
export function renderRevisionOutcome(
  report: Pick<RevisionReport, "state" | "reason" | "changes" | "diagnostics">,
): string {
  const { state, reason, changes, diagnostics } = report;
  const counts = `+${changes.added.length} ~${changes.changed.length} -${changes.removed.length}`;
  switch (state) {
    case "applied":
      return `applied (${counts})`;
    case "held":
      return `held (${oneLine(reason, 100)}, ${counts})`;
    case "rejected":
      return `rejected (${diagnostics.length === 0 ? oneLine(reason, 100) : renderProblems(diagnostics.length)})`;
    case "superseded":
      return "superseded";
  }
}

function renderProblems(count: number): string {
  return count === 1 ? "1 problem" : `${count} problems`;
}

function name(what: string, tasks: readonly string[]): string[] {
  return tasks.length === 0 ? [] : [`${what}: ${shorten(tasks).join(", ")}.`];
}

/** The first items; the rest is counted, the file of the revision has them all. */
function shorten(items: readonly string[], mark = ""): string[] {
  const more = items.length - mostListed;
  return more > 0 ? [...items.slice(0, mostListed), `${mark}and ${more} more`] : [...items];
}
