import type { Executor } from "../execute/index.ts";
import type { Event } from "../model/event.ts";
import type { Active } from "../model/memory.ts";
import type { Exit } from "../model/run.ts";
import { hasOutputs, takeOutputs } from "./take-outputs.ts";
import type { AttemptEnded, Undo } from "./undo-run.ts";
import { canUndo } from "./undo-run.ts";

/**
 * What is done at the end of an attempt before it is told: its outputs are read, and only then, for they may name what goes
 * by that, what it did is undone where it has failed for good, by `rollback` too. At once where there is nothing to do, as
 * mostly.
 */
export function settleEnd(
  edges: { readonly executor: Executor; readonly undo: Undo },
  active: Active | undefined,
  event: Event,
  rollback: (active: Active) => Promise<Exit>,
): Event | Promise<Event> {
  if (event.kind !== "attempt-ended" || !active || active.launch !== event.launch) return event;
  const isSaying = hasOutputs(active, event);
  const undo = (said: AttemptEnded): AttemptEnded | Promise<AttemptEnded> =>
    canUndo(active.task) ? edges.undo.afterEnd(active, said, rollback) : said;
  return isSaying ? takeOutputs(edges.executor, active, event).then(undo) : undo(event);
}
