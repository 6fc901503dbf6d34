import { closest } from "../../diagnostics/closest.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { needCycle, unknownNeed } from "../../diagnostics/meaning-codes.ts";
import type { Span } from "../../diagnostics/span.ts";
import type { Json } from "../../model/json.ts";
import { findCycles } from "./find-cycles.ts";
import type { WrittenTask } from "./written-task.ts";

/** "Did you mean" compares with every id: enough for people, and a file full of wrong ids stays cheap. */
const mostSuggestions = 50;

interface WrittenNeed {
  readonly id: string;
  readonly span: () => Span;
}

/**
 * Needs that name no task, and circles of needs. `mayDefine`: whether a file that could not be read may hold a task,
 * which then is not missing for sure.
 */
export function checkNeeds(tasks: readonly WrittenTask[], mayDefine: (id: string) => boolean): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const needs = new Map<string, readonly WrittenNeed[]>();
  for (const task of tasks) if (task.id !== undefined && !needs.has(task.id)) needs.set(task.id, listNeeds(task));
  let suggestions = 0;
  for (const { id, span } of tasks.flatMap(listNeeds)) {
    if (needs.has(id) || mayDefine(id)) continue;
    const meant = suggestions++ < mostSuggestions ? closest(id, needs.keys()) : undefined;
    diagnostics.push(unknownNeed(span(), id, meant));
  }
  const graph = new Map([...needs].map(([id, list]) => [id, list.map((need) => need.id)]));
  for (const cycle of findCycles(graph)) {
    const hops = cycle.map((task, i) => {
      const next = cycle[(i + 1) % cycle.length];
      return {
        task,
        span: needs
          .get(task)!
          .find((need) => need.id === next)!
          .span(),
      };
    });
    diagnostics.push(needCycle(hops));
  }
  return diagnostics;
}

function listNeeds({ merged }: WrittenTask): readonly WrittenNeed[] {
  const needs = merged.value["needs"];
  if (!Array.isArray(needs)) return [];
  return (needs as readonly Json[]).flatMap((need, i) => {
    if (merged.isUnsound(`needs/${i}`)) return [];
    if (typeof need === "string") return [{ id: need, span: () => merged.locate(["needs", i], "value") }];
    const { task } = need as { readonly task: string };
    return [{ id: task, span: () => merged.locate(["needs", i, "task"], "value") }];
  });
}
