import type { RevisionReport } from "../revision-report.ts";
import { oneLine } from "./one-line.ts";
import { renderMessage } from "./render-message.ts";

const mostListed = 20;

/** The message of a revision event's commit: `revision 1a2b3c4: applied (+2 ~1 -0)`. */
export function renderRevisionMessage(report: RevisionReport): string {
  const { revision, state, diagnostics, changes } = report;
  return renderMessage({
    subject: `revision ${revision.sha.slice(0, 7)}: ${renderRevisionOutcome(report)}`,
    paragraphs: [
      report.detail,
      `${oneLine(revision.subject, 200) || "No subject"} (${revision.author || "no author"})${revision.worktree ? "; uncommitted files (--worktree)" : ""}`,
      ...list(diagnostics.map((problem) => `${problem.file}:${problem.line}:${problem.column} ${problem.message}`)),
      ...list([
        ...changes.added.map((task) => `+ ${task}`),
        ...changes.changed.map((task) => `~ ${task}`),
        ...changes.removed.map((task) => `- ${task}`),
      ]),
    ],
    trailers: [
      ["Status", state],
      ["Reason", report.reason],
      ["Trigger", "revision"],
      ["Config-Commit", revision.sha],
      ["Host", report.host],
      ["Duration-Ms", "0"],
    ],
  });
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

/** Items of one list; the rest is counted, the file of the revision has them all. */
function list(items: readonly string[]): string[] {
  const shown = items.slice(0, mostListed).map((item) => `- ${item}`);
  return items.length > mostListed ? [...shown, `- and ${items.length - mostListed} more`] : shown;
}
