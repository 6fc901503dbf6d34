import type { State } from "../decide/index.ts";
import { judgeCondition } from "../decide/index.ts";
import type { Instant } from "../model/instant.ts";
import { renderInstant } from "../model/instant.ts";
import type { Task } from "../model/task.ts";
import type { EventTrigger } from "../model/trigger.ts";
import { renderAgo } from "../report/render-ago.ts";

type ConditionTrigger = Extract<EventTrigger, { readonly kind: "condition" }>;

/** Of each condition that wants the task run: whether it holds, since when, and what that has led or will lead to. */
export function tellConditions(state: State, task: Task): readonly string[] {
  return task.triggers.flatMap((trigger) => (trigger.kind === "condition" ? tell(state, task, trigger) : []));
}

function tell(state: State, task: Task, trigger: ConditionTrigger): string {
  const { kind, detail } = judgeCondition(trigger.condition, state.facts);
  if (kind === "unknown") return `Whether that holds is not known here: ${detail}.`;
  if (kind === "false") return `That does not hold now: ${detail}.`;
  const { trueSince, firedAt } = state.memories.get(task.id)?.conditions[trigger.key] ?? {};
  if (trueSince === undefined) return `That holds now: ${detail}. No runner has seen it yet.`;
  const since = `That holds since ${renderInstant(trueSince)}: ${detail}.`;
  const at = (moment: Instant): string => `at ${renderInstant(moment)} (${renderAgo(moment, state.now)})`;
  const { forMs, repeatMs } = trigger;
  if (firedAt === undefined) return `${since} It wants a run ${at(trueSince + forMs)}.`;
  const next = repeatMs === undefined ? "when it has ceased to hold and holds again" : at(firedAt + repeatMs);
  return `${since} It wanted a run at ${renderInstant(firedAt)}, and wants the next ${next}.`;
}
