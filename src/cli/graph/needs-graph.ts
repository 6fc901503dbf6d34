import type { Catalog } from "../../model/catalog.ts";
import { byCodePoint } from "../../model/compare.ts";
import type { Need, Task } from "../../model/task.ts";
import type { TaskChange } from "../../plan/index.ts";

/** Who needs whom: what `runner graph --json` prints. Tasks and edges in order of id. */
export interface NeedsGraph {
  readonly tasks: readonly {
    readonly id: string;
    /** It has a schedule; without one it runs on request, or for those who need it. */
    readonly scheduled: boolean;
    /** How it differs from the base, where there is one to compare with. */
    readonly change?: TaskChange["change"];
  }[];
  readonly edges: readonly {
    /** The needed task, which runs first. */
    readonly from: string;
    /** The one that needs it. */
    readonly to: string;
    /** How it must have ended. */
    readonly status: Need["status"];
  }[];
}

export type ShownTask = NeedsGraph["tasks"][number];

/** With what changes, those that are removed are in it too, as they were. */
export function makeNeedsGraph({ tasks }: Catalog, compared?: Compared): NeedsGraph {
  const changes = new Map(compared?.changes.map(({ task, change }) => [task, change]));
  const removed = [...(compared?.before.tasks.values() ?? [])].filter(({ id }) => changes.get(id) === "removed");
  const all: Task[] = [...tasks.values(), ...removed].sort((a, b) => byCodePoint(a.id, b.id));
  const shown = new Set(all.map(({ id }) => id));
  return {
    tasks: all.map(({ id, schedules }) => {
      const change = changes.get(id);
      return { id, scheduled: schedules.length > 0, ...(change && { change }) };
    }),
    edges: all.flatMap(({ id, needs }) =>
      needs.filter(({ task }) => shown.has(task)).map(({ task, status }) => ({ from: task, to: id, status })),
    ),
  };
}

export interface Compared {
  readonly before: Catalog;
  readonly changes: readonly TaskChange[];
}

/** The changed tasks with those that they need and that need them: what a reviewer has to have before the eyes. */
export function onlyAroundChanges({ tasks, edges }: NeedsGraph): NeedsGraph {
  const changed = new Set(tasks.filter(({ change }) => change !== undefined).map(({ id }) => id));
  const near = edges.filter(({ from, to }) => changed.has(from) || changed.has(to));
  const shown = new Set([...changed, ...near.flatMap(({ from, to }) => [from, to])]);
  return {
    tasks: tasks.filter(({ id }) => shown.has(id)),
    edges: edges.filter(({ from, to }) => shown.has(from) && shown.has(to)),
  };
}
