import type { CatchUp, Effort, Keep, Retry } from "./task.ts";

/** What a task has that says nothing of it. Ten thousand tasks share these values; nobody changes them. */
export const none: readonly never[] = [];
export const noVariables: ReadonlyMap<string, string> = new Map();
export const successIsZero: readonly number[] = [0];
export const catchesUpNone: CatchUp = { policy: "none", withinMs: undefined };
export const unknownEffort: Effort = { estimatedMs: undefined, complexity: undefined, risk: undefined };
export const keepsAYear: Keep = { reportsMs: 365 * 86_400_000, logsMs: 90 * 86_400_000 };
export const once: Retry = {
  attempts: 1,
  delayMs: 0,
  backoff: "fixed",
  maxDelayMs: undefined,
  jitter: 0,
  onExit: undefined,
  onLost: false,
};

/** What the names of `shell` stand for; `{}` is the script's path. A failed command, or an unset name, ends a script. */
export const shells = {
  bash: ["bash", "-euo", "pipefail", "{}"],
  sh: ["sh", "-eu", "{}"],
  python3: ["python3", "{}"],
  node: ["node", "{}"],
} as const;
