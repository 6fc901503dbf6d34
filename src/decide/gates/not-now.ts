import type { GateVerdict } from "../../model/decision.ts";
import type { Instant } from "../../model/instant.ts";
import { renderInstant } from "../../model/instant.ts";
import type { Task } from "../../model/task.ts";
import type { Window } from "../../model/window.ts";
import { nextAllowed } from "../../schedule/index.ts";
import { pass, skip } from "./gate.ts";

export const passedOver = pass("forced: passed over");

const byTime = { kind: "time" } as const;

/** By the task's `otherwise`: skipped, or put aside until that moment. What never comes is not waited for. */
export function notNow(task: Task, of: { reason: string; detail: string; until: Instant | undefined }): GateVerdict {
  const { reason, detail, until } = of;
  if (task.otherwise === "skip" || until === undefined) return skip(reason, detail);
  return { kind: "wait", detail, until, on: byTime };
}

/** The same where windows or blackouts say no: until both let it start. `by`: those that do not at this moment. */
export function closed(task: Task, reason: "window" | "blackout", by: readonly Window[], now: Instant): GateVerdict {
  const until = nextAllowed(task, now);
  const opens = until === undefined ? "does not open within two years" : `opens at ${renderInstant(until)}`;
  return notNow(task, { reason, detail: `${opens} (${reason} ${by.map(({ text }) => text).join(", ")})`, until });
}
