import type { GateVerdict } from "../../model/decision.ts";
import type { Asked } from "./gate.ts";
import { pass } from "./gate.ts";

const noLock = pass("needs no lock");

/** At most N runs hold a lock at once; N is in the settings, 1 where it is not. */
export function locksGate({ state, task }: Asked): GateVerdict {
  if (task.locks.length === 0) return noLock;
  for (const name of task.locks) {
    const capacity = state.catalog?.settings.locks.get(name) ?? 1;
    const held = state.locksHeld.get(name) ?? 0;
    if (held >= capacity) {
      return { kind: "wait", detail: `lock ${name} is held (${held} of ${capacity})`, on: { kind: "lock", name } };
    }
  }
  return pass(`gets ${task.locks.join(", ")}`);
}
