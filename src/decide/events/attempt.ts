import type { Event } from "../../model/event.ts";
import type { Json } from "../../model/json.ts";
import type { Active } from "../../model/memory.ts";
import type { Attempt, EndingReason, Exit, RunEnd } from "../../model/run.ts";
import { isDryRequest, isRollback } from "../../model/run.ts";
import { endActive } from "../end-run.ts";
import { isOverrun } from "../overrun.ts";
import { mayRetry, retryAt } from "../retry.ts";
import { changeActive } from "../state/places.ts";
import type { State } from "../state/state.ts";
import { wake } from "../state/waiting.ts";
import { unfulfilled } from "../unfulfilled.ts";

/** Its process exists. */
export function started(state: State, event: Event & { kind: "started" }): void {
  const active = launched(state, event);
  if (!active) return;
  if (active.phase.kind === "ending") {
    // It was found after the word went out, or by another runner than the one that gave it: say it again.
    state.effects.push({ kind: "signal", active, signal: "TERM", why: active.phase.why });
    return;
  }
  // Not worth a journal entry: the claim in the run's folder says the same.
  changeActive(state, event.run, { phase: { kind: "running", since: event.at, process: event.process } });
}

/** After a restart: its process was never created. The same attempt is launched again, under another claim. */
export function neverStarted(state: State, event: Event & { kind: "never-started" }): void {
  const active = launched(state, event);
  if (!active) return;
  const ended =
    active.phase.kind === "ending" ? active.phase.why : isOverrun(active, state.now) ? "overrun" : undefined;
  if (ended) {
    const how = { exit: { kind: "lost" }, at: event.now, startedAt: event.now, resources: {} } as const;
    return endAttempt(state, active, how, ended);
  }
  const again = changeActive(state, event.run, {
    launch: active.launch + 1,
    phase: { kind: "starting", since: event.now },
  });
  state.effects.push({ kind: "spawn", active: again });
}

/** All its processes are gone. */
export function attemptEnded(state: State, event: Event & { kind: "attempt-ended" }): void {
  const active = launched(state, event);
  if (!active) return;
  const why = event.ended ?? (active.phase.kind === "ending" ? active.phase.why : "nothing");
  endAttempt(state, active, event, why === "nothing" ? undefined : why);
}

function endAttempt(
  state: State,
  active: Active,
  how: Pick<Event & { kind: "attempt-ended" }, "exit" | "at" | "startedAt" | "resources" | "outputs" | "rollback">,
  ended: EndingReason | undefined,
): void {
  const attempt: Attempt = {
    number: active.attempt,
    startedAt: how.startedAt,
    endedAt: how.at,
    exit: how.exit,
    ended,
    resources: how.resources,
    ...(how.outputs && { outputs: how.outputs }),
    ...(how.rollback && { rollback: how.rollback }),
  };
  const attempts = [...active.attempts, attempt];
  if (mayGoOn(active, attempt)) {
    const until = retryAt(active, how.at);
    if (isOverrun(active, until)) {
      const detail = `its window closes before attempt ${active.attempt + 1} is due (overrun = "cancel")`;
      return endActive(state, active, { status: "cancelled", reason: "overrun", detail, attempts, endedAt: how.at });
    }
    // The next one begins anew: what this one has said is not kept.
    const { outputs: _outputs, ...silent } = attempt;
    const tried = [...active.attempts, silent];
    const waiting = changeActive(state, active.wanted.id, { attempts: tried, phase: { kind: "backoff", until } });
    state.effects.push({ kind: "progress", active: waiting });
    // A newer run that is to take its place need not wait for the next attempt.
    wake(state, active.wanted.task);
    return;
  }
  endActive(state, active, { ...verdict(active, attempt), attempts, endedAt: how.at });
}

/** What somebody has asked to see is not tried again: they may ask again. */
function mayGoOn({ wanted: { trigger }, task }: Active, attempt: Attempt): boolean {
  return !isRollback(trigger) && !isDryRequest(trigger) && mayRetry(task, attempt);
}

/** Whether a run is over and has failed, or is lost, with an attempt that ended so: what it did may have to be undone. */
export function isLastFailure(active: Active, { exit, outputs }: Pick<Attempt, "exit" | "outputs">): boolean {
  const ended = active.phase.kind === "ending" ? active.phase.why : undefined;
  const attempt = { number: active.attempt, startedAt: 0, endedAt: 0, exit, ended, outputs, resources: {} };
  const { status } = verdict(active, attempt);
  return (status === "failed" || status === "lost") && !mayRetry(active.task, attempt);
}

/** What the last attempt makes of the run. Why it was ended, if it was, goes before how it ended. */
function verdict(active: Active, { ended, exit, outputs }: Attempt): Pick<RunEnd, "status" | "reason" | "detail"> {
  switch (ended) {
    case "timeout":
      return {
        status: "failed",
        reason: "timeout",
        detail: `ran into timeout = ${active.task.written["timeout"] as string}`,
      };
    case "cancelled":
      return { status: "cancelled", reason: "cancelled", detail: "cancelled while it ran" };
    case "replaced":
      return { status: "cancelled", reason: "replaced", detail: 'a newer run took its place (overlap = "replace")' };
    case "overrun":
      return { status: "cancelled", reason: "overrun", detail: 'its window closed (overrun = "cancel")' };
    case undefined:
      return verdictOfExit(active, exit, outputs);
  }
}

function verdictOfExit(
  active: Active,
  exit: Exit,
  outputs: Attempt["outputs"],
): Pick<RunEnd, "status" | "reason" | "detail"> {
  switch (exit.kind) {
    case "exited": {
      const success = active.task.successExitCodes.includes(exit.code);
      if (!success && isTooLarge(active, exit.code - 128)) return tooLarge(active);
      const unfulfilledBy = success ? unfulfilled(active.task, outputs) : undefined;
      return unfulfilledBy ?? { status: success ? "success" : "failed", reason: `exit-${exit.code}`, detail: "" };
    }
    case "signalled":
      if (isTooLarge(active, exit.signal)) return tooLarge(active);
      return {
        status: "failed",
        reason: `signal-${exit.signal}`,
        detail: `ended by ${exit.signal}, which the runner did not send`,
      };
    case "limit":
      return { status: "failed", reason: exit.limit, detail: brokenLimit(active, exit.limit) };
    case "check":
      return { status: "skipped", reason: "check", detail: `its check ended with exit code ${exit.code}` };
    case "unstartable":
      return { status: "failed", reason: exit.reason ?? "unstartable", detail: exit.problem };
    case "lost":
      return { status: "lost", reason: "lost", detail: "its process is gone and left no exit status" };
  }
}

function brokenLimit({ task }: Active, limit: "memory" | "processes"): string {
  const { limits } = task.written as { readonly limits?: { readonly [name: string]: Json } };
  const beyond = limit === "memory" ? "it used more memory than" : "it wanted more processes at once than";
  return `${beyond} limits.${limit} = ${String(limits?.[limit])}`;
}

/** SIGXFSZ of signal(7), which comes with RLIMIT_FSIZE alone. A shell passes it on as 128 and its number. */
function isTooLarge({ task }: Active, signal: string | number): boolean {
  return task.isolation.limits.fileSizeBytes !== undefined && (signal === "SIGXFSZ" || signal === 25);
}

function tooLarge({ task }: Active): Pick<RunEnd, "status" | "reason" | "detail"> {
  const { file_size } = task.written["limits"] as { readonly file_size: string };
  return {
    status: "failed",
    reason: "file-size",
    detail: `it wrote a file larger than limits.file_size = ${file_size}`,
  };
}

/** The run as launched; undefined for news of a launch that is over. */
function launched(state: State, event: { run: Active["wanted"]["id"]; launch: number }): Active | undefined {
  const active = state.active.get(event.run);
  if (active?.launch !== event.launch) return undefined;
  return active.phase.kind === "backoff" || active.phase.kind === "due" ? undefined : active;
}
