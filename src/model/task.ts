import type { UsedAction } from "./action.ts";
import type { TaskId } from "./ids.ts";
import type { Instant } from "./instant.ts";
import type { Json } from "./json.ts";
import type { Params } from "./params.ts";
import type { Isolation } from "./isolation.ts";
import type { Condition, ToolQuery } from "./condition.ts";
import type { SecretSource } from "./secret.ts";
import type { Schedule } from "./schedule.ts";
import type { EventTrigger } from "./trigger.ts";
import type { Rate, StartWindow, Window } from "./window.ts";

/** A task as understood: every default filled in, every text parsed. `definition/normalize.ts` alone makes these. */
export interface Task {
  readonly id: TaskId;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly owner: string | undefined;
  readonly tags: readonly string[];
  readonly category: string | undefined;
  readonly enabled: boolean;
  readonly suspend: { readonly until: Instant; readonly reason: string } | undefined;
  readonly schedules: readonly Schedule[];
  readonly timezone: string;
  /** What wants it besides its schedules. */
  readonly triggers: readonly EventTrigger[];
  /** It starts up to so much later than it is due, by a hash of task, host and slot. */
  readonly jitterMs: number;
  /** When it may start: in any of these; none: at any time. */
  readonly windows: readonly StartWindow[];
  /** When it may not: in none of these. */
  readonly blackouts: readonly Window[];
  /** Least time between the end of one run and the start of the next; 0: none. */
  readonly cooldownMs: number;
  readonly rate: Rate | undefined;
  /** Checked at the moment of starting. */
  readonly when: Condition | undefined;
  /** What becomes of a wanted run when window, blackout, cooldown, rate or when say "not now". */
  readonly otherwise: "skip" | "wait";
  readonly catchUp: CatchUp;
  readonly startDeadlineMs: number | undefined;
  readonly needs: readonly Need[];
  readonly command: Command;
  /** Where `command` comes from; undefined: the task has a `run` of its own. */
  readonly action: UsedAction | undefined;
  /** argv in which the item `{}` stands for the script's path. */
  readonly shell: readonly string[];
  readonly isolation: Isolation;
  readonly workspace: "snapshot" | "worktree";
  /** Relative to the workspace, or absolute. */
  readonly workdir: string;
  readonly env: ReadonlyMap<string, string>;
  readonly inheritEnv: readonly string[];
  /** By variable. */
  readonly secrets: readonly TaskSecret[];
  /** What a request may pass; undefined: nothing. */
  readonly params: Params | undefined;
  readonly check: Command | undefined;
  /** Copied before a run, absolute, globs: what a rollback puts back. */
  readonly protect: readonly string[];
  /** Runs once that is done. */
  readonly rollback: Command | undefined;
  /** Whether that happens by itself after the last failed attempt. */
  readonly rollbackOn: "failure" | "never";
  /** Per attempt; undefined: none. */
  readonly timeoutMs: number | undefined;
  readonly killAfterMs: number;
  readonly retry: Retry;
  readonly overlap: Overlap;
  readonly pauseAfterFailures: number | undefined;
  readonly locks: readonly string[];
  readonly priority: Priority;
  /** Scores of 0–100 by name (`security`, or a name of the author's own). */
  readonly impact: readonly (readonly [name: string, score: number])[];
  readonly effort: Effort;
  readonly successExitCodes: readonly number[];
  /** `json`: the last JSON object that it prints is its outputs, and says whether it went well. */
  readonly output: "text" | "json";
  readonly keep: Keep;
  /** `digest`: its successes have no commits of their own. */
  readonly report: "each" | "digest";
  /** Its standing state: every run is told that it is dry. */
  readonly dryRun: boolean;
  /** Its commands change nothing where they are told that it is a dry run: one that is asked for is really started. */
  readonly supportsDryRun: boolean;
  /** Patterns on host name and labels, `!x` excludes; empty: every host. */
  readonly hosts: readonly string[];
  /** Programs without which no run starts. */
  readonly requires: readonly ToolQuery[];
  /** Where it is written: path in the repository, line from 1. */
  readonly file: string;
  readonly line: number;
  /** Hash over the meaning (not the text): two definitions with the same digest behave the same. */
  readonly digest: string;
  /** The keys as written after defaults were merged, in canonical form: what a plan compares and `explain` shows. */
  readonly written: { readonly [key: string]: Json };
}

/** A secret that a run gets in a variable: its value, or the path of a file that holds it; or as a parameter. */
export interface TaskSecret {
  /** Of a parameter the way to it: `with.password`. */
  readonly variable: string;
  /** Its name in the settings. */
  readonly name: string;
  readonly as: "value" | "file" | "with";
  /** As the settings of the same revision have it: a change there is a change of the task. */
  readonly source: SecretSource;
}

/** How long what is told of its runs stays at hand; undefined: for ever, and of logs: as long as the reports. */
export interface Keep {
  readonly reportsMs: number | undefined;
  readonly logsMs: number | undefined;
}

/** How much work a run is, as far as its author says. */
export interface Effort {
  readonly estimatedMs: number | undefined;
  /** 1–10. */
  readonly complexity: number | undefined;
  readonly risk: number | undefined;
}

/** What is executed. `shell`: an action's own, before that of the task. */
export type Command =
  | { readonly kind: "text"; readonly text: string; readonly shell?: readonly string[] }
  | { readonly kind: "argv"; readonly argv: readonly string[] }
  | {
      readonly kind: "script";
      /** From the repository's root; of a built-in action from the folder of these: `backup/backup.py`. */
      readonly path: string;
      readonly args: readonly string[];
      readonly shell?: readonly string[];
      /** Absent: it is one of the revision. */
      readonly isBuiltIn?: boolean;
    };

export interface Need {
  readonly task: TaskId;
  readonly status: "success" | "failed" | "finished";
  readonly maxAgeMs: number | undefined;
}

export interface CatchUp {
  readonly policy: "none" | "last" | "all";
  readonly withinMs: number | undefined;
}

export interface Retry {
  /** The first one counts. */
  readonly attempts: number;
  readonly delayMs: number;
  readonly backoff: "fixed" | "exponential";
  readonly maxDelayMs: number | undefined;
  /** 0–1: the share of the delay that varies, by a hash of run and attempt. */
  readonly jitter: number;
  readonly onExit: readonly number[] | undefined;
  readonly onLost: boolean;
}

export type Overlap = "skip" | "queue" | "queue-all" | "replace" | "allow";

export const priorities = ["critical", "high", "medium", "low", "background"] as const;
export type Priority = (typeof priorities)[number];

/** What reads the text or the script; undefined: nothing does. */
export function shellOf({ command, shell }: Pick<Task, "command" | "shell">): readonly string[] | undefined {
  return command.kind === "argv" ? undefined : (command.shell ?? shell);
}
