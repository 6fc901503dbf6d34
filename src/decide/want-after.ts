import type { RunEnd } from "../model/run.ts";
import type { Listener } from "./state/listeners.ts";
import type { State } from "./state/state.ts";
import { wantForEvent } from "./want-for-event.ts";

/**
 * Another task's run has ended: whoever wants to run after it does. Who listens to all (`*`) does not hear of those that
 * listen to all as well, itself among them: a task that tells of failures must not tell of its own for ever.
 */
export function wantAfter(state: State, end: RunEnd): void {
  const { status } = end;
  if (status === "skipped") return;
  const listeners = [
    ...(state.listeners.byEndedTask.get(end.task) ?? []),
    ...(listensToAll(state, end) ? [] : (state.listeners.byEndedTask.get("*") ?? [])),
  ];
  if (listeners.length === 0) return;
  const told = {
    kind: "task",
    task: end.task,
    run: end.id,
    status,
    reason: end.reason,
    detail: end.detail,
    endedAt: end.endedAt,
    durationMs: Math.max(0, end.endedAt - (end.startedAt ?? end.endedAt)),
    failures: state.memories.get(end.task)?.failures ?? 0,
  } as const;
  for (const { task, trigger } of listeners) {
    if (!isMeant(trigger.status, status)) continue;
    wantForEvent(state, { task, trigger: told, origin: end.id, at: end.endedAt });
  }
}

function listensToAll(state: State, { task }: RunEnd): boolean {
  return (state.listeners.byEndedTask.get("*") ?? []).some((listener) => listener.task.id === task);
}

function isMeant(wanted: Listener<"task">["trigger"]["status"], status: RunEnd["status"]): boolean {
  if (wanted === "finished") return true;
  return wanted === "success" ? status === "success" : status === "failed" || status === "lost";
}
