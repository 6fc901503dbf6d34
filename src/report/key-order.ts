import type { Exit, Resources } from "../model/run.ts";
import type { Undone } from "../model/undo.ts";

// These values may have been to the journal and back: whatever became of their keys, the report has them in one order.

export function orderExit(exit: Exit): Exit {
  switch (exit.kind) {
    case "exited":
    case "check":
      return { kind: exit.kind, code: exit.code };
    case "signalled":
      return { kind: exit.kind, signal: exit.signal };
    case "limit":
      return { kind: exit.kind, limit: exit.limit };
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

export function orderUndone(undone: Undone | undefined): Undone | undefined {
  if (!undone) return undefined;
  const { state, by, changed, exit, detail } = undone;
  return { state, by, changed, ...(exit && { exit: orderExit(exit) }), detail };
}
