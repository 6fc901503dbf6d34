import type { Trigger } from "./run.ts";

/** Why a run was wanted, as a clause: `needed by report`, `asked for by ada: the disk is new`. Empty: it was due. */
export function describeTrigger(trigger: Trigger): string {
  switch (trigger.kind) {
    case "schedule":
      return "";
    case "catch-up":
      return "caught up: the slot was missed while the runner was away";
    case "request": {
      const chosen = trigger.category === undefined ? "" : ` (chosen for "${trigger.category}")`;
      return `asked for by ${trigger.by || "somebody"}${chosen}${trigger.reason && `: ${trigger.reason}`}`;
    }
    case "needed-by":
      return `needed by ${trigger.task}`;
    case "boot":
      return "the host has booted";
    case "shutdown":
      return "the host goes down";
    case "login":
      return `${trigger.user} has logged in on ${trigger.line}`;
    case "task":
      return `${trigger.task} ended ${trigger.status} (${trigger.reason})`;
    case "file-changed":
      return `${trigger.path} has changed`;
    case "changed":
      return `the revision changed ${trigger.paths.join(", ")}`;
    case "condition":
      return `${trigger.condition} has become true`;
  }
}
