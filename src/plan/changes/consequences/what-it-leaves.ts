import type { Task } from "../../../model/task.ts";
import { duration } from "../show.ts";

/* What follows from a change of what a run is given, how it is ended, and what is left of it. */

export function ofProtect(before: Task, after: Task): string | undefined {
  const more = after.protect.filter((path) => !before.protect.includes(path));
  const fewer = before.protect.filter((path) => !after.protect.includes(path));
  const parts = [
    ...(more.length > 0 ? [`${more.join(", ")} is copied before each run, and can be put back`] : []),
    ...(fewer.length > 0 ? [`${fewer.join(", ")} can no longer be put back`] : []),
  ];
  return parts.length === 0 ? undefined : parts.join("; ");
}

export function ofRollbackOn(_: Task, { rollbackOn }: Task): string {
  return rollbackOn === "failure"
    ? "what it protects is put back when it fails"
    : "what it protects stays as a failure has left it, until somebody rolls it back";
}

export function ofSecrets(before: Task, after: Task): string | undefined {
  const names = ({ secrets }: Task): ReadonlySet<string> => new Set(secrets.map(({ name }) => name));
  const more = [...names(after)].filter((name) => !names(before).has(name));
  const fewer = [...names(before)].filter((name) => !names(after).has(name));
  const parts = [
    ...(more.length > 0 ? [`can read the ${wordFor(more)} ${more.join(", ")}`] : []),
    ...(fewer.length > 0 ? [`no longer gets the ${wordFor(fewer)} ${fewer.join(", ")}`] : []),
  ];
  return parts.length === 0 ? undefined : parts.join("; ");
}

function wordFor(names: readonly string[]): string {
  return names.length === 1 ? "secret" : "secrets";
}

export function ofWorkspace(_: Task, { workspace }: Task): string {
  return workspace === "worktree"
    ? "runs in a git work tree of its own that it may write to"
    : "runs in a copy that it cannot write to";
}

export function ofKillAfter(_: Task, { killAfterMs }: Task): string {
  return `has ${duration(killAfterMs) ?? "no time"} to end by itself when it is told to`;
}

export function ofPauseAfterFailures(_: Task, { pauseAfterFailures }: Task): string {
  return pauseAfterFailures === undefined
    ? "goes on however often it fails"
    : `is paused after ${pauseAfterFailures} failures in a row`;
}

export function ofSuccessExitCodes(before: Task, after: Task): string | undefined {
  const more = after.successExitCodes.filter((code) => !before.successExitCodes.includes(code));
  const fewer = before.successExitCodes.filter((code) => !after.successExitCodes.includes(code));
  const parts = [
    ...(more.length > 0 ? [`exit code ${more.join(", ")} counts as success`] : []),
    ...(fewer.length > 0 ? [`exit code ${fewer.join(", ")} counts as failure`] : []),
  ];
  return parts.length === 0 ? undefined : parts.join("; ");
}
