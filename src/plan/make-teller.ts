import type { State } from "../decide/index.ts";
import type { NamedVerdict, Step } from "../model/decision.ts";
import { describeTrigger } from "../model/describe-trigger.ts";
import { renderDuration } from "../model/duration.ts";
import type { RunId, TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { RunEnd, Wanted } from "../model/run.ts";
import type { ForecastEntry } from "./forecast.ts";

/** Follows the steps of a core and tells of each wanted run what became of it. */
export interface Teller {
  /** Starts and skips of one step, in their order. */
  hear(step: Step, now: Instant): readonly ForecastEntry[];
  /** Whatever waits at the moment `at`, in the order in which it was wanted. */
  stillWaiting(state: State, at: Instant): readonly ForecastEntry[];
}

export function makeTeller(durations: ReadonlyMap<TaskId, number>, given: ReadonlyMap<TaskId, string>): Teller {
  /** What holds back those that wait. */
  const held = new Map<RunId, NamedVerdict>();

  function tellRun(wanted: Wanted, now: Instant): ForecastEntry {
    const durationMs = durations.get(wanted.task);
    const why = held.get(wanted.id);
    const condition = given.get(wanted.task);
    held.delete(wanted.id);
    return {
      at: now,
      ...about(wanted),
      decision: "run",
      ...whyNow(wanted, why, now),
      ...(condition !== undefined && { if: condition }),
      durationMs: durationMs ?? 0,
      durationAssumed: durationMs === undefined,
    };
  }

  return {
    hear(step, now) {
      for (const { kind, wanted, why } of step.decisions) if (kind === "wait") held.set(wanted.id, why);
      const entries: ForecastEntry[] = [];
      for (const effect of step.effects) {
        if (effect.kind === "spawn" && effect.active.launch === 1) entries.push(tellRun(effect.active.wanted, now));
        if (effect.kind !== "end" || effect.record.end.startedAt !== undefined) continue;
        const { end } = effect.record;
        held.delete(end.id);
        entries.push({ at: now, ...about(end), decision: "skip", reason: end.reason, detail: end.detail, ...noTime });
      }
      return entries;
    },
    stillWaiting: (state, at) =>
      [...state.waiting.values()].map(({ wanted }) => {
        const why = held.get(wanted.id);
        return { at, ...about(wanted), decision: "wait", ...heldBy(why), ...noTime };
      }),
  };
}

const noTime = { durationMs: 0, durationAssumed: false };

function about(of: Wanted | RunEnd): Pick<ForecastEntry, "task" | "slot" | "wantedAt" | "trigger"> {
  return { task: of.task, slot: of.slot, wantedAt: of.wantedAt, trigger: of.trigger.kind };
}

function whyNow(wanted: Wanted, why: NamedVerdict | undefined, now: Instant): Pick<ForecastEntry, "reason" | "detail"> {
  const waitedMs = now - wanted.firstSeen;
  // What it needs comes before it, even if that takes no time.
  if (why && (waitedMs > 0 || why.gate === "needs")) {
    const waited = waitedMs > 0 ? `waited ${renderDuration(waitedMs)}: ` : "";
    return { reason: why.gate, detail: `${waited}${why.verdict.detail}` };
  }
  const { trigger } = wanted;
  const lateMs = wanted.firstSeen - wanted.wantedAt;
  switch (trigger.kind) {
    case "schedule":
      return lateMs > 0
        ? { reason: "late", detail: `${renderDuration(lateMs)} after its slot` }
        : { reason: trigger.kind, detail: "" };
    case "catch-up":
      return { reason: trigger.kind, detail: `${renderDuration(lateMs)} after its slot` };
    default:
      return { reason: trigger.kind, detail: describeTrigger(trigger) };
  }
}

function heldBy(why: NamedVerdict | undefined): Pick<ForecastEntry, "reason" | "detail"> {
  // Its gates let it pass, and then another took the last place.
  if (!why) return { reason: "concurrency", detail: "all places are taken" };
  return { reason: why.gate, detail: why.verdict.detail };
}
