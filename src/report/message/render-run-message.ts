import { describeTrigger } from "../../model/describe-trigger.ts";
import type { Trigger } from "../../model/run.ts";
import type { Report } from "../report.ts";
import { renderMessage } from "./render-message.ts";
import { renderOutcome } from "./render-outcome.ts";

/** The message of a run's commit; trailers always all and in this order, `Slot` only where there is one. */
export function renderRunMessage(report: Report): string {
  return renderMessage({
    subject: `${report.task}: ${renderOutcome(report)}`,
    paragraphs: [
      report.detail,
      renderTrigger(report.trigger),
      report.revision?.worktree ? "Defined in uncommitted files (--worktree)." : "",
    ],
    trailers: [
      ["Run-Id", report.id],
      ["Task", report.task],
      ["Status", report.status],
      ["Reason", report.reason],
      ["Trigger", report.trigger.kind],
      ...(report.slot === undefined ? [] : [["Slot", report.slot] as const]),
      ["Config-Commit", report.revision?.sha],
      ["Host", report.host],
      ["Duration-Ms", String(report.durationMs)],
    ],
  });
}

/** A sentence, with what one would look up next. Empty: it was due. */
function renderTrigger(trigger: Trigger): string {
  const clause = describeTrigger(trigger);
  if (clause === "") return "";
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${referenceOf(trigger)}.`;
}

function referenceOf(trigger: Trigger): string {
  if (trigger.kind === "request") return ` (reference ${trigger.id})`;
  return trigger.kind === "needed-by" || trigger.kind === "task" ? ` (run ${trigger.run})` : "";
}
