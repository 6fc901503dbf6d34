import type { TaskChange } from "../../plan/index.ts";

/** `1 added, 2 changed, 1 removed`. */
export function countChanges(tasks: readonly TaskChange[]): string {
  return (["added", "changed", "removed", "renamed"] as const)
    .map((kind) => ({ kind, number: tasks.filter(({ change }) => change === kind).length }))
    .filter(({ number }) => number > 0)
    .map(({ kind, number }) => `${number} ${kind}`)
    .join(", ");
}
