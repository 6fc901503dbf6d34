import type { Journal } from "../journal/index.ts";
import type { Event } from "../model/event.ts";
import type { RunId } from "../model/ids.ts";
import type { Active } from "../model/memory.ts";
import type { Exit } from "../model/run.ts";
import type { LaunchEdges } from "./launch.ts";
import { startRollback } from "./launch.ts";
import { makeNotedTable } from "./noted-table.ts";
import type { Timers } from "./timers.ts";

/**
 * The `rollback` commands of runs that have failed. Each is one more launch of its run after the last that the core knows
 * of: for the core the run is not over before it has ended.
 */
export interface RollbackCommands {
  /** To its end, within the task's timeout. One that an earlier runner has started is not started again. */
  run(edges: LaunchEdges, active: Active): Promise<Exit>;
  /** False: that was the end of a launch of the core's. */
  hear(event: Event & { readonly kind: "attempt-ended" }): boolean;
}

/** Far more than can go on at once. */
const most = 100;

export function makeRollbackCommands(of: {
  journal: Pick<Journal, "note" | "keepNote">;
  timers: Timers;
}): RollbackCommands {
  const waiting = new Map<RunId, { readonly launch: number; readonly tell: (exit: Exit) => void }>();
  const launches = makeNotedTable<number>(of.journal, { note: "rollback commands", most });

  return {
    hear({ run, launch, exit }) {
      const command = waiting.get(run);
      if (command?.launch !== launch) return false;
      waiting.delete(run);
      command.tell(exit);
      return true;
    },
    async run(edges, active) {
      const { executor } = edges;
      const run = active.wanted.id;
      const { promise: ended, resolve: tell } = Promise.withResolvers<Exit>();
      const before = launches.find(run);
      if (before !== undefined) waiting.set(run, { launch: before, tell });
      const found = before === undefined ? undefined : await executor.adopt(run, before);
      if (found?.kind === "ended") return found.ended.exit;
      if (found?.kind !== "running") {
        const launch = (before ?? active.launch) + 1;
        waiting.set(run, { launch, tell });
        // Before it starts: the next runner has to know where to look for it.
        launches.keep(run, launch);
        const started = await startRollback(edges, { ...active, launch }, run);
        // The runner has let go, and hears of no end any more: the next one starts it.
        if (started === undefined) return ended;
        if (started.kind === "unstartable") return { kind: "unstartable", problem: started.problem };
      }
      return await withinTimeout(edges, active, ended);
    },
  };

  async function withinTimeout({ executor }: LaunchEdges, active: Active, ended: Promise<Exit>): Promise<Exit> {
    const { timeoutMs, killAfterMs } = active.task;
    const run = active.wanted.id;
    if (timeoutMs === undefined) return ended;
    let callOff = of.timers.after(timeoutMs, () => {
      void executor.signal(run, "TERM");
      callOff = of.timers.after(killAfterMs, () => void executor.signal(run, "KILL"));
    });
    const exit = await ended;
    callOff();
    return exit;
  }
}
