import type { Condition } from "../../model/condition.ts";
import type { EventTrigger } from "../../model/trigger.ts";
import { conditionKey } from "../conditions/condition-key.ts";

type WithoutKey<T> = T extends unknown ? Omit<T, "key"> : never;

/** A trigger with its key: canonical text, the same for all that mean the same. */
export function makeTrigger(trigger: WithoutKey<EventTrigger>): EventTrigger {
  return { ...trigger, key: keyOf(trigger) };
}

/** A condition that wants a run when it becomes true, with nothing more said. */
export function makeConditionTrigger(condition: Condition): EventTrigger {
  return makeTrigger({ kind: "condition", condition, forMs: 0, repeatMs: undefined });
}

/** What whoever asks may write otherwise: letter case, `_`, `-` and blanks. */
export function foldCategory(category: string): string {
  return category.toLowerCase().replaceAll(/[\s_-]+/g, "");
}

function keyOf(trigger: WithoutKey<EventTrigger>): string {
  switch (trigger.kind) {
    case "boot":
      return trigger.delayMs === 0 ? "boot" : `boot+${trigger.delayMs}ms`;
    case "shutdown":
      return "shutdown";
    case "login":
      return trigger.user === undefined ? "login" : `login ${trigger.user}`;
    case "task":
      return `task ${trigger.task} ${trigger.status}`;
    case "file-changed":
      return `file-changed ${trigger.glob}`;
    case "changed":
      return `changed ${JSON.stringify(trigger.globs)}`;
    case "request":
      return `request ${foldCategory(trigger.category)} ${trigger.minConfidence}`;
    case "condition": {
      const { condition, forMs, repeatMs } = trigger;
      const rest = `${forMs > 0 ? ` for ${forMs}ms` : ""}${repeatMs === undefined ? "" : ` repeat ${repeatMs}ms`}`;
      return `condition ${conditionKey(condition)}${rest}`;
    }
  }
}
