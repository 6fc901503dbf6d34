import type { GateVerdict } from "../../model/decision.ts";
import { renderInstant } from "../../model/instant.ts";
import type { Asked } from "./gate.ts";
import { pass, skip } from "./gate.ts";
import { isDryRequest } from "../../model/run.ts";

const enabled = pass("enabled");
/** The next runner finds it where it is. */
const goesDown: GateVerdict = { kind: "wait", detail: "the host goes down", on: { kind: "tasks", tasks: [] } };
/** The revision in force may be another than that which was asked. */
const noDryRun = "this task does not say that it understands a dry run (supports_dry_run)";
const forced = pass("forced: suspension and pause are passed over");

/** Disabled, suspended or paused tasks have no slots; this gate answers what wants them all the same. */
export function enabledGate({ state, waiting, task }: Asked): GateVerdict {
  const { trigger } = waiting.wanted;
  if (state.goingDown && trigger.kind !== "shutdown" && trigger.kind !== "needed-by") return goesDown;
  if (!task.enabled) return skip("disabled", "the task says enabled = false");
  if (isDryRequest(trigger) && !task.supportsDryRun) return skip("dry-run", noDryRun);
  if (waiting.wanted.force) return forced;
  if (task.suspend && state.now < task.suspend.until) {
    return skip("suspended", `suspended until ${renderInstant(task.suspend.until)}: ${task.suspend.reason}`);
  }
  const pause = state.memories.get(task.id)?.paused ?? state.paused;
  if (pause) return skip("paused", `paused since ${renderInstant(pause.at)}: ${pause.reason}`);
  return enabled;
}
