import type { Executor } from "../execute/index.ts";
import type { Event } from "../model/event.ts";
import type { Active } from "../model/memory.ts";
import { hasOutputs, takeOutputs } from "./take-outputs.ts";
import type { Undo } from "./undo-run.ts";

/**
 * What is done at the end of an attempt before it is told: its outputs are read, and only then, for they may name what goes
 * by that, what it did is undone where it has failed for good. At once where there is nothing to do, as mostly.
 */
export function settleEnd(
  edges: { readonly executor: Executor; readonly undo: Undo },
  active: Active | undefined,
  event: Event,
): Event | Promise<Event> {
  if (event.kind !== "attempt-ended" || !active || active.launch !== event.launch) return event;
  const isSaying = hasOutputs(active, event);
  if (!isSaying) return active.task.protect.length === 0 ? event : edges.undo.afterEnd(active, event);
  return takeOutputs(edges.executor, active, event).then((said) => edges.undo.afterEnd(active, said));
}
