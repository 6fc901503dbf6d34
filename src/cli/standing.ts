import type { State } from "../decide/index.ts";
import { hostMatches } from "../decide/gates/hosts.ts";
import { isUnderWay } from "../decide/state/places.ts";
import { renderInstant } from "../model/instant.ts";
import type { EndMark } from "../model/memory.ts";
import type { RunEnd } from "../model/run.ts";
import type { Task } from "../model/task.ts";

/** How a task is, as `status --json` tells it. Instants are RFC 3339 in UTC; what does not apply is absent. */
export interface TaskStanding {
  readonly id: string;
  /**
   * The one that matters most; `blocked`: a tool that it requires was missing when it was wanted last; `failing`: its last
   * run failed; `elsewhere`: not for this host; `ready`: none of these.
   */
  readonly state:
    "blocked" | "failing" | "paused" | "running" | "waiting" | "suspended" | "disabled" | "elsewhere" | "ready";
  /** In a row. */
  readonly failures: number;
  readonly paused?: { readonly reason: string; readonly at: string; readonly by: "failures" | "person" };
  /** The last run or skip. */
  readonly last?: LastEnd;
  /** The next slot; in the past where it is due and nobody has run it yet. */
  readonly next?: string;
}

export interface LastEnd {
  readonly id: string;
  readonly status: RunEnd["status"];
  readonly reason: string;
  readonly at: string;
  readonly durationMs: number;
  /** In its own words, where it had some. */
  readonly summary?: string;
}

/** The order in which people want to see them: trouble first. */
export const standingOrder: readonly TaskStanding["state"][] = [
  "failing",
  "blocked",
  "paused",
  "running",
  "waiting",
  "ready",
  "suspended",
  "disabled",
  "elsewhere",
];

export function standingOf(state: State, task: Task): TaskStanding {
  const memory = state.memories.get(task.id);
  const pause = memory?.paused ?? state.paused;
  const next = state.nextSlot.get(task.id);
  return {
    id: task.id,
    state: nameStanding(state, task),
    failures: memory?.failures ?? 0,
    ...(pause && { paused: { reason: pause.reason, at: renderInstant(pause.at), by: pause.by } }),
    ...(memory?.lastEnd && { last: toLastEnd(memory.lastEnd) }),
    ...(next === undefined ? {} : { next: renderInstant(next) }),
  };
}

function nameStanding(state: State, task: Task): TaskStanding["state"] {
  const memory = state.memories.get(task.id);
  if (!hostMatches(task.hosts, state.host)) return "elsewhere";
  if (!task.enabled) return "disabled";
  if (memory?.paused ?? state.paused) return "paused";
  if (state.activeByTask.has(task.id)) return "running";
  if (isUnderWay(state, task.id)) return "waiting";
  if (memory?.lastEnd?.reason === "requires") return "blocked";
  if (memory?.lastRun?.status === "failed" || memory?.lastRun?.status === "lost") return "failing";
  return task.suspend && state.now < task.suspend.until ? "suspended" : "ready";
}

function toLastEnd({ run, status, reason, at, durationMs, summary }: EndMark): LastEnd {
  return { id: run, status, reason, at: renderInstant(at), durationMs, ...(summary !== undefined && { summary }) };
}
