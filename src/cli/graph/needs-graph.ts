import type { Catalog } from "../../model/catalog.ts";
import type { Need, Task } from "../../model/task.ts";

/** Who needs whom: what `runner graph --json` prints. Tasks and edges in order of id. */
export interface NeedsGraph {
  readonly tasks: readonly {
    readonly id: string;
    /** It has a schedule; without one it runs on request, or for those who need it. */
    readonly scheduled: boolean;
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

export function makeNeedsGraph({ tasks }: Catalog): NeedsGraph {
  const all: Task[] = [...tasks.values()];
  return {
    tasks: all.map(({ id, schedules }) => ({ id, scheduled: schedules.length > 0 })),
    edges: all.flatMap(({ id, needs }) => needs.map(({ task, status }) => ({ from: task, to: id, status }))),
  };
}
