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
      describeTrigger(report.trigger),
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

function describeTrigger(trigger: Trigger): string {
  switch (trigger.kind) {
    case "schedule":
      return "";
    case "catch-up":
      return "Caught up: the slot was missed while the runner was away.";
    case "request":
      return `Requested by ${trigger.by || "somebody"}${trigger.reason && `: ${trigger.reason}`} (reference ${trigger.id}).`;
    case "needed-by":
      return `Needed by ${trigger.task} (run ${trigger.run}).`;
  }
}
