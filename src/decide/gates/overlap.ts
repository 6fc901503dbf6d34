import type { GateVerdict } from "../../model/decision.ts";
import { activeOf } from "../state/places.ts";
import { nextInTurn } from "../state/waiting.ts";
import type { Asked } from "./gate.ts";
import { pass, skip } from "./gate.ts";

/** What a wanted run does while another of the same task is active; a run between two attempts is active too. */
export function overlapGate({ state, waiting, task }: Asked): GateVerdict {
  const active = activeOf(state, task.id)[0]?.wanted.id;
  const { overlap } = task;
  if (overlap === "allow") return pass(active ? `overlap = "allow" beside ${active}` : "no other run is active");
  if (overlap === "replace") {
    return pass(active ? `overlap = "replace": ends ${active} first` : "no other run is active");
  }
  const next = nextInTurn(state, task.id);
  const ahead = next && next.wanted.seq < waiting.wanted.seq ? next.wanted.id : undefined;
  if (overlap === "queue-all" || mustNotBeLost(waiting.wanted.trigger.kind)) {
    const before = active ?? ahead;
    if (before === undefined) return pass("no other run is active");
    return { kind: "wait", detail: `waits for ${before} to end`, on: { kind: "tasks", tasks: [task.id] } };
  }
  if (active === undefined) return pass("no other run is active");
  if (overlap === "skip") return skip("overlap", `${active} is still active`);
  if (ahead !== undefined) return skip("overlap", `${ahead} already waits for its turn`);
  return { kind: "wait", detail: `waits for ${active} to end`, on: { kind: "tasks", tasks: [task.id] } };
}

/** Another task waits for it, or the author asked for each missed slot: to skip these would defeat their purpose. */
function mustNotBeLost(trigger: string): boolean {
  return trigger === "needed-by" || trigger === "catch-up";
}
