import type { Task } from "../../model/task.ts";

/** Whether the task says so itself. One without a user runs as root where the runner does, which no plan can know. */
export function isRoot({ isolation }: Task): boolean {
  return isolation.user?.name === "root" || Number(isolation.user?.name) === 0;
}
