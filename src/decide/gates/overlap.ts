import type { GateVerdict } from "../../model/decision.ts";
import type { RunId } from "../../model/ids.ts";
import { isDryRequest, isRollback } from "../../model/run.ts";
import { firstActiveOf } from "../state/places.ts";
import type { State, Waiting } from "../state/state.ts";
import { nextInTurn } from "../state/waiting.ts";
import type { Asked } from "./gate.ts";
import { pass, skip } from "./gate.ts";

const alone = pass("no other run is active");

/** What a wanted run does while another of the same task is active; a run between two attempts is active too. */
export function overlapGate({ state, waiting, task }: Asked): GateVerdict {
  const active = firstActiveOf(state, task.id);
  const waitsItsTurn = task.overlap === "queue-all" || mustNotBeLost(waiting.wanted.trigger.kind);
  if (active === undefined && !waitsItsTurn) return alone;
  // Nothing of a task runs beside a rollback of it, whatever it may do beside itself.
  if (active !== undefined && isRollback(waiting.wanted.trigger))
    return skip("overlap", `${active} is still active: what it does cannot be undone yet`);
  if (active !== undefined && isRollback(state.active.get(active)!.wanted.trigger))
    return { kind: "wait", detail: `waits for the rollback ${active} to end`, on: { kind: "tasks", tasks: [task.id] } };
  if (active !== undefined && task.overlap !== "allow" && isDryRequest(waiting.wanted.trigger))
    return skip("overlap", `${active} is still active, and a dry run neither replaces it nor stands in its way`);
  // What is asked for by the way costs no run in earnest.
  if (active !== undefined && task.overlap === "skip" && isDryRequest(state.active.get(active)!.wanted.trigger))
    return { kind: "wait", detail: `waits for the dry run ${active} to end`, on: { kind: "tasks", tasks: [task.id] } };
  switch (task.overlap) {
    case "allow":
      return active === undefined ? alone : pass(`overlap = "allow" beside ${active}`);
    case "replace":
      return active === undefined ? alone : pass(`overlap = "replace": ends ${active} first`);
    case "skip":
      if (!waitsItsTurn) return skip("overlap", `${active} is still active`);
      break;
    case "queue": {
      const ahead = findAhead(state, waiting);
      if (!waitsItsTurn && ahead !== undefined) return skip("overlap", `${ahead} already waits for its turn`);
      break;
    }
    case "queue-all":
  }
  const before = active ?? findAhead(state, waiting);
  if (before === undefined) return alone;
  return { kind: "wait", detail: `waits for ${before} to end`, on: { kind: "tasks", tasks: [task.id] } };
}

/** A run of the same task that was wanted earlier and waits, too. */
function findAhead(state: State, { wanted }: Waiting): RunId | undefined {
  const next = nextInTurn(state, wanted.task);
  return next && next.wanted.seq < wanted.seq ? next.wanted.id : undefined;
}

/** Another task waits for it, or the author asked for each missed slot: to skip these would defeat their purpose. */
function mustNotBeLost(trigger: string): boolean {
  return trigger === "needed-by" || trigger === "catch-up";
}
