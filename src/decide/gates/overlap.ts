import type { GateVerdict } from "../../model/decision.ts";
import { activeOf } from "../state/places.ts";
import { waitingOf } from "../state/waiting.ts";
import type { Asked } from "./gate.ts";
import { pass, skip } from "./gate.ts";

/** What a wanted run does while another of the same task is active; a run between two attempts is active too. */
export function overlapGate({ state, waiting, task }: Asked): GateVerdict {
  const active = activeOf(state, task.id);
  if (active.length === 0) return pass("no other run is active");
  if (task.overlap === "allow") return pass(`overlap = "allow" beside ${active.length} active`);
  if (task.overlap === "replace") return pass(`overlap = "replace": ends ${active[0]!.wanted.id} first`);
  const behind: GateVerdict = {
    kind: "wait",
    detail: `waits for ${active[0]!.wanted.id} to end`,
    on: { kind: "tasks", tasks: [task.id] },
  };
  if (task.overlap === "queue-all" || mustNotBeLost(waiting.wanted.trigger.kind)) return behind;
  if (task.overlap === "skip") return skip("overlap", `${active[0]!.wanted.id} is still active`);
  const ahead = waitingOf(state, task.id).find((other) => other.wanted.seq < waiting.wanted.seq);
  return ahead ? skip("overlap", `${ahead.wanted.id} already waits for its turn`) : behind;
}

/** Another task waits for it, or the author asked for each missed slot: to skip these would defeat their purpose. */
function mustNotBeLost(trigger: string): boolean {
  return trigger === "needed-by" || trigger === "catch-up";
}
