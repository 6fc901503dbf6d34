import { renderDuration } from "./duration.ts";
import { renderCondition } from "./render-condition.ts";
import type { EventTrigger } from "./trigger.ts";

/** What wants it run, as a clause for people: `when backup has succeeded`, `5m after the host has booted`. */
export function describeEvent(event: EventTrigger): string {
  switch (event.kind) {
    case "boot":
      return event.delayMs === 0
        ? "when the host has booted"
        : `${renderDuration(event.delayMs)} after the host has booted`;
    case "shutdown":
      return "when the host goes down";
    case "login":
      return `when ${event.user ?? "somebody"} logs in`;
    case "task":
      return `when ${event.task === "*" ? "any other task" : event.task} ${endings[event.status]}`;
    case "file-changed":
      return `when ${event.glob} changes`;
    case "changed":
      return `when a revision touches ${event.globs.join(", ")}`;
    case "request":
      return `when somebody asks for the category ${JSON.stringify(event.category)}`;
    case "condition": {
      const { condition, forMs, repeatMs } = event;
      const held = forMs === 0 ? "" : ` for ${renderDuration(forMs)}`;
      const again = repeatMs === undefined ? "" : `, again every ${renderDuration(repeatMs)}`;
      return `when ${renderCondition(condition)}${held}${again}`;
    }
  }
}

const endings = { success: "has succeeded", failed: "has failed", finished: "has ended" } as const;
