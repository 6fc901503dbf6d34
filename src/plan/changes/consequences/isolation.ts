import type { Task } from "../../../model/task.ts";
import { isRoot } from "../is-root.ts";
import { user } from "../show-isolation.ts";

/* What follows from a change of what a run is kept from. */

export function ofUser(before: Task, after: Task): string | undefined {
  if (isRoot(after)) return "now runs as root";
  const now = user(after);
  if (now === undefined) return "runs as whoever the runner is: as root, where that is root";
  return user(before) === undefined ? `runs as ${now}, not as the runner` : `no longer runs as ${user(before)!}`;
}

export function ofNetwork(_: Task, { isolation }: Task): string {
  return isolation.network ? "may use the network" : "may not use the network any more";
}

export function ofReadOnly(_: Task, { isolation }: Task): string | undefined {
  return isolation.readOnly.length === 0 ? "may change every file that its user may change" : undefined;
}

export function ofWritable(before: Task, after: Task): string | undefined {
  const more = missing(after.isolation.writable, before.isolation.writable);
  const fewer = missing(before.isolation.writable, after.isolation.writable);
  const parts = [
    ...(more.length > 0 ? [`may change ${more.join(", ")}`] : []),
    ...(fewer.length > 0 ? [`may not change ${fewer.join(", ")} any more`] : []),
  ];
  return parts.length === 0 ? undefined : parts.join("; ");
}

export function ofNoNewPrivileges(_: Task, { isolation }: Task): string {
  return isolation.noNewPrivileges ? "sudo and the like have no effect" : "sudo and the like have their effect";
}

function missing(paths: readonly string[], among: readonly string[]): readonly string[] {
  return paths.filter((path) => !among.includes(path));
}
