import type { GateVerdict } from "../../model/decision.ts";
import { renderDuration } from "../../model/duration.ts";
import type { Instant } from "../../model/instant.ts";
import type { Task } from "../../model/task.ts";
import type { Waiting } from "../state/state.ts";
import { askedForMs } from "../state/waiting.ts";
import type { Asked } from "./gate.ts";
import { pass, skip } from "./gate.ts";

const noDeadline = pass("no start_deadline");

/** How late a slot may start. Requests have none, and waits that the author asked for do not count. */
export function deadlineGate({ state, waiting, task }: Asked): GateVerdict {
  const latest = latestStart(waiting, task, state.now);
  if (latest === undefined) return noDeadline;
  const late = state.now - latest;
  if (late <= 0) return pass(`${renderDuration(-late)} left to start`);
  return skip("deadline", `not started within start_deadline = ${renderDuration(task.startDeadlineMs!)} of its slot`);
}

/** The last instant at which it may start, as far as is known now. */
export function latestStart(waiting: Waiting, task: Task, now: Instant): Instant | undefined {
  const { slot, firstSeen, notBefore, trigger } = waiting.wanted;
  const { startDeadlineMs } = task;
  if (startDeadlineMs === undefined || slot === undefined || trigger.kind === "needed-by") return undefined;
  const since = Math.max(slot, firstSeen, notBefore ?? slot);
  return since + askedForMs(waiting, now) + startDeadlineMs;
}
