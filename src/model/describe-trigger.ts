import { oneLine } from "./one-line.ts";
import type { ReportedTrigger } from "./report-trigger.ts";
import type { RanStatus, Trigger } from "./run.ts";

/**
 * Why a run was wanted, as a clause: `needed by report`, `asked for by ada: the disk is new`. Empty: it was due. What
 * may be long is cut, and names from outside stay on the line.
 */
export function describeTrigger(trigger: Trigger | ReportedTrigger): string {
  switch (trigger.kind) {
    case "schedule":
      return "";
    case "catch-up":
      return "caught up: the slot was missed while the runner was away";
    case "request": {
      const chosen = trigger.category === undefined ? "" : ` (chosen for "${short(trigger.category)}")`;
      if (trigger.rollback !== undefined)
        return `rollback of ${trigger.rollback}, asked for by ${trigger.by}${trigger.reason && `: ${trigger.reason}`}`;
      return `asked for by ${trigger.by || "somebody"}${chosen}${trigger.reason && `: ${trigger.reason}`}`;
    }
    case "needed-by":
      return `needed by ${trigger.task}`;
    case "boot":
      return "the host has booted";
    case "shutdown":
      return "the host goes down";
    case "login":
      return `${short(trigger.user)} has logged in on ${short(trigger.line)}`;
    case "task":
      return `${trigger.task} ${endings[trigger.status]}${describeReason(trigger)}`;
    case "file-changed":
      return `${short(trigger.path)} has changed`;
    case "changed":
      return `the revision changed ${listPaths(trigger.paths, "count" in trigger ? trigger.count : trigger.paths.length)}`;
    case "condition":
      return `${oneLine(trigger.condition, 200)} has become true`;
  }
}

const endings: Readonly<Record<RanStatus, string>> = {
  success: "has succeeded",
  failed: "has failed",
  cancelled: "was cancelled",
  lost: "was lost",
};

function describeReason({ status, reason }: { status: RanStatus; reason: string }): string {
  return status === "success" || reason === status ? "" : ` (${short(reason)})`;
}

const mostListed = 3;

function listPaths(paths: readonly string[], count: number): string {
  const named = paths.slice(0, mostListed).map(short);
  return `${named.join(", ")}${count > named.length ? ` and ${count - named.length} more` : ""}`;
}

function short(text: string): string {
  return oneLine(text, 100);
}
