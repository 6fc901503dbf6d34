import type { Change, Outputs } from "../model/outputs.ts";
import type { Exit, Resources } from "../model/run.ts";
import type { Undone } from "../model/undo.ts";
import type { ReportedOutputs } from "./report.ts";

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
  const { state, by, changed, exit, detail, left } = undone;
  return {
    state,
    by,
    changed,
    ...(exit && { exit: orderExit(exit) }),
    detail,
    ...(left && { left: left.map(({ path, why }) => ({ path, why })) }),
  };
}

export function orderOutputs(outputs: Outputs | undefined): ReportedOutputs | undefined {
  if (!outputs) return undefined;
  const { success, summary, changes, metrics, artifacts, data, problems } = outputs;
  return {
    ...(success !== undefined && { success }),
    ...(summary !== undefined && { summary }),
    ...(changes && { changes: changes.map(({ kind, ...about }) => ({ kind, ...about }) as Change) }),
    ...(metrics && { metrics }),
    ...(artifacts && { artifacts }),
    ...(data && { data }),
    ...(problems && { problems: problems.map(({ where, what }) => ({ where, what })) }),
  };
}
