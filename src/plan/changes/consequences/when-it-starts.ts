import type { Task } from "../../../model/task.ts";
import { duration } from "../show.ts";

/* What follows from a change of what holds a run back, or of the runs that were missed. */

export function ofSuspend(_: Task, { suspend }: Task): string {
  return suspend ? "does not run until then" : "runs again";
}

export function ofBlackout(before: Task, after: Task): string | undefined {
  if (after.blackouts.length === 0) return "no time forbids its start any more";
  return before.blackouts.length === 0 ? "does not start in these times" : undefined;
}

export function ofCooldown(_: Task, { cooldownMs }: Task): string {
  return cooldownMs === 0
    ? "the next run may start as soon as one has ended"
    : `no run starts within ${duration(cooldownMs)} of the end of the one before`;
}

export function ofRate({ rate: before }: Task, { rate: after }: Task): string {
  if (!after) return "it may start as often as it is wanted";
  return before ? `at most ${after.text} starts, before: ${before.text}` : `at most ${after.text} starts`;
}

export function ofWhen(before: Task, after: Task): string | undefined {
  if (!after.when) return "starts whatever the host is like";
  return before.when ? undefined : "starts only where this holds";
}

export function ofOtherwise(_: Task, { otherwise }: Task): string {
  return otherwise === "wait"
    ? "waits until it may start, instead of being skipped"
    : "is skipped when it may not start, instead of waiting";
}

export function ofJitter(_: Task, { jitterMs }: Task): string {
  return jitterMs === 0
    ? "starts on the dot"
    : `starts up to ${duration(jitterMs)} later, each time as much on each host`;
}

export function ofCatchUp(_: Task, { catchUp }: Task): string {
  switch (catchUp.policy) {
    case "none":
      return "what was missed while the runner was away is not made up for";
    case "last":
      return "the last one missed while the runner was away is made up for";
    case "all":
      return "every one missed while the runner was away is made up for";
  }
}

export function ofStartDeadline(_: Task, { startDeadlineMs }: Task): string {
  return startDeadlineMs === undefined
    ? "starts however late it has become"
    : `is skipped when it cannot start within ${duration(startDeadlineMs)}`;
}

export function ofLocks(before: Task, after: Task): string {
  const more = after.locks.filter((lock) => !before.locks.includes(lock));
  const fewer = before.locks.filter((lock) => !after.locks.includes(lock));
  return [
    ...(more.length > 0 ? [`waits for others that hold ${more.join(", ")}`] : []),
    ...(fewer.length > 0 ? [`may go on beside others that hold ${fewer.join(", ")}`] : []),
  ].join("; ");
}

const classes: readonly Task["priority"][] = ["critical", "high", "medium", "low", "background"];

export function ofPriority(before: Task, after: Task): string {
  const isSooner = classes.indexOf(after.priority) < classes.indexOf(before.priority);
  return `starts ${isSooner ? "before" : "after"} more of those that wait`;
}

export function ofHosts(before: Task, after: Task): string {
  if (after.hosts.length === 0) return "runs on every host";
  return before.hosts.length === 0 ? "runs on these hosts alone" : "runs on other hosts";
}

export function ofRequires(_: Task, { requires }: Task): string {
  return requires.length === 0
    ? "starts whatever tools the host has"
    : "starts only where the host has these tools in these versions";
}
