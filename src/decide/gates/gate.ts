import type { GateVerdict } from "../../model/decision.ts";
import type { Task } from "../../model/task.ts";
import type { State, Waiting } from "../state/state.ts";

/** What a gate may look at. It changes nothing. */
export interface Asked {
  readonly state: State;
  readonly waiting: Waiting;
  readonly task: Task;
}

export type Gate = (asked: Asked) => GateVerdict;

export function pass(detail: string): GateVerdict {
  return { kind: "pass", detail };
}

export function skip(reason: string, detail: string): GateVerdict {
  return { kind: "skip", reason, detail };
}
