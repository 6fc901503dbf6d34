import { judgeCondition, listQueries } from "../decide/index.ts";
import type { Catalog } from "../model/catalog.ts";
import type { Condition, Fact, FactKey, ToolQuery } from "../model/condition.ts";
import { factKeyOf } from "../model/condition.ts";
import type { TaskId } from "../model/ids.ts";
import type { Task } from "../model/task.ts";
import type { FactTimeline } from "./fact-timeline.ts";

/** A catalog as far as it can be foretold, and what that supposes. */
export interface Supposed {
  readonly catalog: Catalog;
  /**
   * Of tasks whose `when`, or whether what they require is there, cannot be known ahead: it is taken to hold. With what its
   * facts say now, where that is known.
   */
  readonly given: ReadonlyMap<TaskId, string>;
  /** Conditions that want runs and cannot be known ahead: they are taken not to become true. In order of task. */
  readonly unforeseen: readonly { readonly task: TaskId; readonly if: string }[];
}

/** What cannot be known ahead is not made up: it is stated. `now`: readings of this moment, only to be told. */
export function suppose(catalog: Catalog, timeline: FactTimeline, now: ReadonlyMap<FactKey, Fact>): Supposed {
  const isKnown = (condition: Condition): boolean =>
    listQueries(condition).every((query) => timeline.has(factKeyOf(query)));
  const tell = (condition: Condition): string => judgeCondition(condition, now, { onlyRead: true }).detail;
  const given = new Map<TaskId, string>();
  const unforeseen: { task: TaskId; if: string }[] = [];
  const tasks = new Map<TaskId, Task>();
  for (const [id, task] of catalog.tasks) {
    for (const trigger of task.triggers) {
      if (trigger.kind === "condition" && !isKnown(trigger.condition))
        unforeseen.push({ task: id, if: tell(trigger.condition) });
    }
    const when = task.when && !isKnown(task.when) ? task.when : undefined;
    const required = areThere(task.requires);
    const tools = isKnown(required) ? undefined : required;
    const unknown = [when, tools].filter((condition) => condition !== undefined);
    if (unknown.length > 0) {
      given.set(id, unknown.map(tell).join(" and "));
      tasks.set(id, {
        ...task,
        when: when ? undefined : task.when,
        requires: tools ? [] : task.requires,
      });
    } else tasks.set(id, task);
  }
  return { catalog: given.size === 0 ? catalog : { ...catalog, tasks }, given, unforeseen };
}

function areThere(tools: readonly ToolQuery[]): Condition {
  return { kind: "all", of: tools.map((query) => ({ kind: "fact", query, test: { kind: "is-true" } })) };
}
