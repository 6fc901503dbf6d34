import { tellParams } from "../../../model/params.ts";
import type { Command, Need, Task } from "../../../model/task.ts";
import { command, duration } from "../show.ts";

/* What follows from a changed field, in a few words. */

export function ofCommand(before: Task, after: Task): string | undefined {
  return changedLines(before.command, after.command);
}

export function ofCheck(before: Task, after: Task): string | undefined {
  if (!before.check) return "runs only where this succeeds";
  if (!after.check) return "runs without asking first";
  return changedLines(before.check, after.check);
}

export function ofRollback(before: Task, after: Task): string | undefined {
  if (!after.rollback) return "what protect does not cover stays as a run has left it";
  if (!before.rollback) return after.rollbackOn === "never" ? "runs by `runner rollback`" : "runs after a failure";
  return changedLines(before.rollback, after.rollback);
}

export function ofOutput(_before: Task, after: Task): string {
  return after.output === "json"
    ? "fails where it prints no JSON object, or one with success false"
    : "what it prints no longer says whether it has failed";
}

/** Where there is more than one line to read. */
function changedLines(before: Command, after: Command): string | undefined {
  const [old, now] = [before, after].map((of) => command(of).split("\n"));
  if (old!.length === 1 && now!.length === 1) return undefined;
  const added = countMissing(now!, old!);
  const removed = countMissing(old!, now!);
  return `${added} ${added === 1 ? "line" : "lines"} added, ${removed} removed`;
}

function countMissing(lines: readonly string[], among: readonly string[]): number {
  const left = new Map<string, number>();
  for (const line of among) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  }).length;
}

export function ofNeeds(before: Task, after: Task): string | undefined {
  const names = ({ needs }: Task): readonly string[] => needs.map(({ task }: Need) => task);
  const more = names(after).filter((name) => !names(before).includes(name));
  const fewer = names(before).filter((name) => !names(after).includes(name));
  const parts = [
    ...(more.length > 0 ? [`waits for ${more.join(", ")}`] : []),
    ...(fewer.length > 0 ? [`no longer waits for ${fewer.join(", ")}`] : []),
  ];
  return parts.length === 0 ? undefined : parts.join("; ");
}

/** For those who ask for runs. */
export function ofParams(before: Task, after: Task): string | undefined {
  const [old, now] = [before, after].map(
    ({ params }) => new Map((params ? tellParams(params) : []).map((told) => [told.name, told])),
  );
  const removed = [...old!.keys()].filter((name) => !now!.has(name));
  const parts = removed.length === 0 ? [] : [`refuses requests with ${removed.join(", ")}`];
  for (const [name, told] of now!) {
    const known = old!.get(name);
    if (told.isRequired && !known?.isRequired) parts.push(`refuses requests without ${name}`);
    else if (!known) parts.push(`requests may pass ${name}`);
    if (known?.isSecret && !told.isSecret) parts.push(`${name} is shown in reports`);
    if (known && !known.isSecret && told.isSecret) parts.push(`${name} is masked`);
    const [was, is] = [known?.default, told.default].map((value) =>
      value === undefined ? "nothing" : JSON.stringify(value),
    );
    if (known && was !== is && !told.isRequired) parts.push(`runs without ${name} get ${is}, before: ${was}`);
  }
  return parts.length === 0 ? undefined : parts.join("; ");
}

export function ofWindow(before: Task, after: Task): string | undefined {
  if (after.windows.length === 0) return "may start at any time";
  return before.windows.length === 0 ? "no longer starts at any other time" : undefined;
}

export function ofTimeout(before: Task, after: Task): string | undefined {
  if (after.timeoutMs === undefined) return "a run that hangs is never ended";
  if (before.timeoutMs === undefined) return `a run is ended after ${duration(after.timeoutMs)}`;
  return after.timeoutMs > before.timeoutMs
    ? `a run that hangs is ended ${duration(after.timeoutMs - before.timeoutMs)} later`
    : `a run is ended ${duration(before.timeoutMs - after.timeoutMs)} sooner`;
}

export function ofRetry(before: Task, after: Task): string | undefined {
  const [old, now] = [before.retry.attempts, after.retry.attempts];
  if (old === now) return undefined;
  return now === 1 ? "a failure is final" : `a failure is tried up to ${now} times, before: ${old}`;
}

export function ofOverlap(_: Task, { overlap }: Task): string {
  switch (overlap) {
    case "skip":
      return "skipped while a run of it is active";
    case "queue":
      return "one waits while a run of it is active";
    case "queue-all":
      return "all wait their turn while a run of it is active";
    case "replace":
      return "ends the run of it that is active";
    case "allow":
      return "runs of it may go on beside each other";
  }
}
