import { decide, movedUp } from "../decide/index.ts";
import { findLeader } from "../execute/inspect-run.ts";
import type { GateVerdict } from "../model/decision.ts";
import { renderInstant } from "../model/instant.ts";
import type { Active, Phase } from "../model/memory.ts";
import type { Core } from "./read-core.ts";

/** A run that has started and not ended, as `status --json` tells it. */
export interface ActiveRun {
  readonly id: string;
  readonly task: string;
  readonly since: string;
  readonly attempt: number;
  /** `retrying`: between two attempts; `ending`: told to stop. */
  readonly phase: "starting" | "running" | "retrying" | "ending";
  /** Of the process that leads it. */
  readonly pid?: number;
}

/** A wanted run that has not started. */
export interface WaitingRun {
  readonly id: string;
  readonly task: string;
  readonly since: string;
  /** Which gate holds it back; absent where nothing does. */
  readonly gate?: string;
  readonly reason: string;
  /** Until when at the latest, where that is known. */
  readonly until?: string;
  /** The class that it counts as by now, or `ahead of all`, where it has moved up for having waited. */
  readonly movedUp?: string;
}

export function listActive(active: Iterable<Active>, stateDir: string): readonly ActiveRun[] {
  return [...active].map(({ wanted, launch, startedAt, attempt, phase }) => {
    const leader = findLeader(stateDir, wanted.id, launch);
    return {
      id: wanted.id,
      task: wanted.task,
      since: renderInstant(startedAt),
      attempt,
      phase: namePhase(phase, leader !== undefined),
      ...(leader && { pid: leader.pid }),
    };
  });
}

/** What waits, and for what: as the core would decide at this moment. */
export function listWaiting(core: Core): readonly WaitingRun[] {
  if (core.state.waiting.size === 0) return [];
  const state = core.copy();
  const { decisions } = decide(state);
  const latest = new Map(decisions.map((decision) => [decision.wanted.id, decision]));
  return [...core.state.waiting.values()].map(({ wanted }) => {
    const last = latest.get(wanted.id)?.why;
    const inLine = state.waiting.get(wanted.id);
    const by = inLine && movedUp(state, inLine);
    return {
      id: wanted.id,
      task: wanted.task,
      since: renderInstant(wanted.wantedAt),
      ...(last === undefined ? { reason: "no revision is in force" } : tellVerdict(last.gate, last.verdict)),
      ...(by && { movedUp: by }),
    };
  });
}

function tellVerdict(gate: string, verdict: GateVerdict): Pick<WaitingRun, "gate" | "reason" | "until"> {
  if (verdict.kind === "pass") return { reason: "is about to start" };
  const until = verdict.kind === "wait" && verdict.until !== undefined ? { until: renderInstant(verdict.until) } : {};
  return { gate, reason: verdict.detail, ...until };
}

/** The journal does not tell a starting run from a running one; its process does. */
function namePhase(phase: Phase, hasProcess: boolean): ActiveRun["phase"] {
  switch (phase.kind) {
    case "starting":
    case "running":
      return hasProcess ? "running" : "starting";
    case "backoff":
    case "due":
      return "retrying";
    case "ending":
      return "ending";
  }
}
