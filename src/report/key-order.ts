import type { Fact } from "../model/condition.ts";
import type { Exit, Resources, Trigger } from "../model/run.ts";

// These values may have been to the journal and back: whatever became of their keys, the report has them in one order.

/** The same trigger, keys in the order of the schema. */
export function orderTrigger(trigger: Trigger): Trigger {
  switch (trigger.kind) {
    case "schedule":
    case "catch-up":
      return { kind: trigger.kind };
    case "shutdown":
      return { kind: trigger.kind };
    case "request":
      return {
        kind: trigger.kind,
        id: trigger.id,
        by: trigger.by,
        reason: trigger.reason,
        ...(trigger.category !== undefined && { category: trigger.category }),
        ...(trigger.confidence !== undefined && { confidence: trigger.confidence }),
      };
    case "boot":
      return { kind: trigger.kind, bootId: trigger.bootId };
    case "login":
      return { kind: trigger.kind, user: trigger.user, line: trigger.line };
    case "task": {
      const { task, run, status, reason } = trigger;
      return { kind: trigger.kind, task, run, status, reason };
    }
    case "file-changed":
      return { kind: trigger.kind, path: trigger.path };
    case "changed":
      return { kind: trigger.kind, paths: trigger.paths };
    case "condition":
      return { kind: trigger.kind, condition: trigger.condition, facts: trigger.facts.map(orderFact) };
    case "needed-by":
      return { kind: trigger.kind, task: trigger.task, run: trigger.run };
  }
}

export function orderFact({ key, value, at }: Fact): Fact {
  return { key, value: value.kind === "unknown" ? { kind: value.kind, why: value.why } : { ...value }, at };
}

export function orderExit(exit: Exit): Exit {
  switch (exit.kind) {
    case "exited":
    case "check":
      return { kind: exit.kind, code: exit.code };
    case "signalled":
      return { kind: exit.kind, signal: exit.signal };
    case "unstartable":
      return { kind: exit.kind, problem: exit.problem };
    case "lost":
      return { kind: exit.kind };
  }
}

export function orderResources(resources: Resources): Resources {
  const { userMs, systemMs, peakMemoryBytes, peakMemoryMeasured, outputBytes } = resources;
  return {
    ...(userMs !== undefined && { userMs }),
    ...(systemMs !== undefined && { systemMs }),
    ...(peakMemoryBytes !== undefined && { peakMemoryBytes }),
    ...(peakMemoryMeasured !== undefined && { peakMemoryMeasured }),
    ...(outputBytes !== undefined && { outputBytes }),
  };
}
