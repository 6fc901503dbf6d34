import type { NamedVerdict } from "../model/decision.ts";
import { describeEvent } from "../model/describe-event.ts";
import { renderDuration } from "../model/duration.ts";
import type { Instant } from "../model/instant.ts";
import { renderInstant } from "../model/instant.ts";
import type { Active } from "../model/memory.ts";
import type { RunEnd } from "../model/run.ts";
import type { Task } from "../model/task.ts";
import { renderAgo } from "../report/render-ago.ts";

/** What is known of a task at one moment, for the one sentence about it. */
export interface TaskNow {
  readonly now: Instant;
  readonly task: Task;
  readonly active: readonly Active[];
  /** Since when a run of it is wanted that has not started. */
  readonly wantedAt: Instant | undefined;
  /** The class that this one counts as by now, where it has moved up for having waited. */
  readonly movedUp: string | undefined;
  /** The last run or skip. */
  readonly last: RunEnd | undefined;
  /** The first gate that does not let it pass at this moment. */
  readonly stop: NamedVerdict | undefined;
  /** The first that will not when its next slot comes, of those that go by nothing but the time. */
  readonly stopThen: NamedVerdict | undefined;
  readonly next: Instant | undefined;
  /** When that may start at the soonest, which `jitter` puts off. */
  readonly startsAt: Instant | undefined;
  /** How many slots, `next` the first of them, came while no runner was up and will not be caught up. */
  readonly missed: number;
  /** Whether anybody is there who would run it. */
  readonly isUp: boolean;
  /** Of each condition that wants it run, how it is. */
  readonly conditions: readonly string[];
  /** Tasks that need it. */
  readonly neededBy: readonly string[];
}

/** Why it has not run, or when it will: one sentence, two at most. */
export function summarizeTask(about: TaskNow): string {
  const { task, active, wantedAt, stop, now, isUp, last } = about;
  const [run] = active;
  if (run) return describeActive(task, run, now);
  if (stop?.verdict.kind === "skip" && isLasting(stop.gate)) return `${task.id} does not run: ${remedy(task, stop)}`;
  const down = isUp ? "" : " No runner is up: `runner start`.";
  if (wantedAt !== undefined) {
    const wanted = `${task.id} is wanted since ${renderInstant(wantedAt)} (${renderAgo(wantedAt, now)}) and`;
    return stop
      ? `${wanted} waits (${stop.gate}): ${stop.verdict.detail}.${tellAgeing(about)}${down}`
      : `${wanted} starts ${isUp ? "at this moment" : "as soon as a runner is up: `runner start`"}.`;
  }
  return `${last?.status === "skipped" ? `${describeSkip(last, now)} ` : ""}${describeComing(about)}`;
}

/** What becomes of it where no run is wanted yet. */
function describeComing(about: TaskNow): string {
  const { stop } = about;
  if (about.missed > 0) return describeNext(about);
  if (about.stopThen) return `${describeNext(about)} But ${tellThen(about.stopThen)}`;
  return `${describeNext(about)}${stop ? ` As things stand, ${stop.gate} is in the way: ${stop.verdict.detail}.` : ""}`;
}

function tellAgeing({ task, movedUp }: TaskNow): string {
  if (movedUp === undefined) return "";
  return ` It has waited for so long that it goes ${movedUp === "ahead of all" ? movedUp : `as ${movedUp}`}, not as ${task.priority}.`;
}

/** Why it did not run when it was wanted last. */
function describeSkip({ task, slot, wantedAt, reason, detail, missed }: RunEnd, now: Instant): string {
  const at = slot ?? wantedAt;
  const when = `${renderInstant(at)} (${renderAgo(at, now)})`;
  if (missed && missed.count > 1)
    return `${task} was skipped ${missed.count} times since ${when}, reason ${reason}: ${detail}.`;
  return `${task} was skipped at ${when}, reason ${reason}: ${detail}.`;
}

/** Of a slot that is still to come. */
function tellThen({ gate, verdict }: NamedVerdict): string {
  const outcome = verdict.kind === "skip" ? "that slot will be skipped" : "it will wait then";
  return `${outcome} (${gate}): ${verdict.detail}.`;
}

function describeActive({ id }: Task, { phase, wanted, startedAt, attempt }: Active, now: Instant): string {
  const since = `since ${renderInstant(startedAt)} (${renderAgo(startedAt, now)}), run ${wanted.id}`;
  switch (phase.kind) {
    case "starting":
    case "running":
      return `${id} is running ${since}.`;
    case "backoff":
      return `${id} has failed ${attempt === 1 ? "once" : `${attempt} times`} and tries again ${renderAgo(phase.until, now)}; ${since}.`;
    case "due":
      return `${id} tries again as soon as there is a place; ${since}.`;
    case "ending":
      return `${id} is being ended (${phase.why}); ${since}.`;
  }
}

/** Gates that say no whatever the time: what comes next does not matter then. */
function isLasting(gate: string): boolean {
  return gate === "enabled" || gate === "hosts";
}

function remedy({ id, suspend }: Task, { verdict }: NamedVerdict): string {
  if (verdict.kind !== "skip") return verdict.detail;
  if (verdict.reason === "paused") return `${verdict.detail}. \`runner resume ${id}\` lets it go on.`;
  if (verdict.reason === "suspended" && suspend) return `${verdict.detail}. It goes on by itself then.`;
  return `${verdict.detail}.`;
}

function describeNext(about: TaskNow): string {
  const { task, next, startsAt = next, missed, now, isUp, neededBy } = about;
  if (next === undefined) {
    if (task.schedules.length === 0 && task.triggers.length > 0) return describeEvents(about);
    if (neededBy.length > 0) return `${task.id} has no time of its own: it runs when ${neededBy.join(", ")} needs it.`;
    const why = task.schedules.length === 0 ? "has no schedule" : "has no time left at which it would be due";
    return `${task.id} ${why}: it runs when asked, \`runner run ${task.id}\`.`;
  }
  const when = `${renderInstant(next)} (${renderAgo(next, now)})`;
  if (next > now) {
    const putOff =
      startsAt === next ? "" : `; jitter = ${renderDuration(task.jitterMs)} puts it off to ${renderInstant(startsAt!)}`;
    return `${task.id} runs next at ${when}${putOff}${isUp ? "." : ", if a runner is up by then: `runner start`."}`;
  }
  if (missed > 0) {
    const what = missed === 1 ? `its slot of ${when} was` : `${missed} slots since ${when} were`;
    return `${task.id} does not run: ${what} missed while no runner was up (catch_up = "${task.catchUp.policy}").`;
  }
  return isUp
    ? `${task.id} is due now.`
    : `${task.id} was due at ${when}, and no runner was up. \`runner start\` brings one.`;
}

function describeEvents({ task, conditions, isUp }: TaskNow): string {
  const runs = `${task.id} runs ${task.triggers.map(describeEvent).join(", or ")}.`;
  return [runs, ...conditions, ...(isUp ? [] : ["No runner is up to see it: `runner start`."])].join(" ");
}
