import { renderInstant } from "./instant.ts";
import { oneLine } from "./one-line.ts";
import { reportFact, type ReportedFact } from "./report-fact.ts";
import type { Trigger } from "./run.ts";

type Of<K extends Trigger["kind"]> = Extract<Trigger, { readonly kind: K }>;

/**
 * A trigger as reports and RUNNER_TRIGGER tell it: instants as RFC 3339 text in UTC, facts by name and value, long lists
 * and texts cut. Paths stay as they are, so that a script can open them.
 */
export type ReportedTrigger =
  | Exclude<Trigger, Of<"request" | "task" | "changed" | "condition">>
  /** That it was dry is said of the whole run. */
  | Omit<Of<"request">, "dryRun">
  | (Omit<Of<"task">, "endedAt"> & { readonly endedAt: string })
  /** `count`: how many paths there were; `paths` are the first of them. */
  | (Of<"changed"> & { readonly count: number })
  | (Omit<Of<"condition">, "facts"> & { readonly facts: readonly ReportedFact[] });

const mostPaths = 20;

/** Keys in the order of the schema: the value may have been to the journal and back, whatever became of its keys. */
export function reportTrigger(trigger: Trigger): ReportedTrigger {
  switch (trigger.kind) {
    case "schedule":
    case "catch-up":
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
        ...(trigger.rollback !== undefined && { rollback: trigger.rollback }),
        ...(trigger.params !== undefined && { params: trigger.params }),
      };
    case "needed-by":
      return { kind: trigger.kind, task: trigger.task, run: trigger.run };
    case "boot":
      return { kind: trigger.kind, bootId: trigger.bootId };
    case "login":
      return { kind: trigger.kind, user: trigger.user, line: trigger.line };
    case "task":
      return reportTask(trigger);
    case "file-changed":
      return { kind: trigger.kind, path: trigger.path };
    case "changed":
      return { kind: trigger.kind, paths: trigger.paths.slice(0, mostPaths), count: trigger.paths.length };
    case "condition":
      return {
        kind: trigger.kind,
        condition: oneLine(trigger.condition, 500),
        facts: trigger.facts.map(reportFact),
      };
  }
}

function reportTask(trigger: Of<"task">): ReportedTrigger {
  const { kind, task, run, status, reason, detail, durationMs, failures } = trigger;
  return {
    kind,
    task,
    run,
    status,
    reason: oneLine(reason, 200),
    detail: oneLine(detail, 1000),
    endedAt: renderInstant(trigger.endedAt),
    durationMs,
    failures,
  };
}
