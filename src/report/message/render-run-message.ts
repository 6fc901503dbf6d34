import { describeTrigger } from "../../model/describe-trigger.ts";
import { oneLine } from "../../model/one-line.ts";
import type { ReportedTrigger } from "../../model/report-trigger.ts";
import type { Report } from "../report.ts";
import type { Trailers } from "./render-message.ts";
import { renderMessage } from "./render-message.ts";
import { renderOutcome } from "./render-outcome.ts";

/** The message of a run's commit; trailers always all and in this order, `Slot` only where there is one. */
export function renderRunMessage(report: Report): string {
  return renderMessage({
    subject: `${report.task}: ${report.dryRun ? "dry run, " : ""}${renderOutcome(report)}`,
    paragraphs: [
      report.detail,
      report.outputs?.summary ?? "",
      renderTrigger(report.trigger),
      report.dryRun ? "A dry run (RUNNER_DRY_RUN=1)." : "",
      report.revision?.worktree ? "Defined in uncommitted files (--worktree)." : "",
      renderProblems(report.outputs),
    ],
    trailers: runTrailers(report),
  });
}

function renderProblems(outputs: Report["outputs"]): string {
  const [first, ...others] = outputs?.problems ?? [];
  if (!first) return "";
  const more = others.length === 0 ? "" : ` And ${others.length} more: see outputs in its report.`;
  return `Not all of its outputs are as they should be. ${oneLine(first.where, 100)}: ${oneLine(first.what, 300)}.${more}`;
}

export function runTrailers(report: Report): Trailers {
  return [
    ["Run-Id", report.id],
    ["Task", report.task],
    ["Status", report.status],
    ["Reason", report.reason],
    ["Trigger", report.trigger.kind],
    ...(report.slot === undefined ? [] : [["Slot", report.slot] as const]),
    ["Config-Commit", report.revision?.sha],
    ["Host", report.host],
    ["Duration-Ms", String(report.durationMs)],
  ];
}

/** A sentence, with what one would look up next. Empty: it was due. */
function renderTrigger(trigger: ReportedTrigger): string {
  const clause = describeTrigger(trigger);
  switch (trigger.kind) {
    case "schedule":
      return "";
    case "catch-up":
      return `${capitalize(clause)}.`;
    case "request":
      return `${capitalize(clause)} (reference ${trigger.id}).`;
    case "needed-by":
      return `${capitalize(clause)} (run ${trigger.run}).`;
    case "task":
      return `Because ${clause}: run ${trigger.run}.`;
    // These may begin with a name, which has to keep its letters.
    case "boot":
    case "shutdown":
    case "login":
    case "file-changed":
    case "changed":
    case "condition":
      return `Because ${clause}.`;
  }
}

function capitalize(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}`;
}
