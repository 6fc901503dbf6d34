// Takes:           launch orders: one attempt of one run, with its command, folder and environment.
// Gives:           started processes that outlive the runner, and the end of each of them, once.
// Fails with:      values: `unstartable` with a sentence for people, or an exit of kind `lost`. Throws only on misuse.
// Guarantees:      a launch starts at most once, whoever recovers it; a kill ends everything the run started; memory stays flat.
import type { Fencing } from "./isolation/fencing.ts";
import type { Account } from "./isolation/find-account.ts";
import type { RunId, TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { WrittenOutput } from "../model/outputs.ts";
import type { Exit, ProcessKey, Resources } from "../model/run.ts";
import type { Command } from "../model/task.ts";
import type { Isolation } from "../model/isolation.ts";
import { LocalExecutor } from "./local-executor.ts";

export { findAccount } from "./isolation/find-account.ts";
export { giveTree, makeCorridor, removeAs } from "./isolation/lend-folder.ts";
export type { Account } from "./isolation/find-account.ts";
export type { EnvironmentSource } from "./make-environment.ts";
export { makeEnvironment } from "./make-environment.ts";
export type { MeasuredFile } from "./measure-files.ts";
export { measureFiles } from "./measure-files.ts";

/** Ready to start runs, or to find those that an earlier runner started. Touches nothing until first used. */
export function makeExecutor(options: ExecutorOptions): Executor {
  return new LocalExecutor(options);
}

export interface ExecutorOptions {
  /** Runs live in `<stateDir>/runs/<run-id>/`. Made if it is not there. One runner per state folder. */
  readonly stateDir: string;
  readonly now: () => Instant;
  /** Called once per launch that was started here or found running by `adopt`; never from inside `start` or `adopt`. */
  readonly onEnded: (run: RunId, launch: number, ended: AttemptEnded) => void;
  /** Something that the operator should know, and that stops nothing. Each kind is told once. */
  readonly onWarning?: (message: string) => void;
  /** What stays of a log on disk: half of it from the head, half from the tail. Default 2 MiB. */
  readonly maxLogBytes?: number;
  /** Where that lies which runs of other users must reach, outside of the state folder. Undefined: there are none. */
  readonly lentDir?: string;
  /** `never`: kill by searching /proc even where a control group could be had. Default `auto`. */
  readonly cgroups?: "auto" | "never";
}

export interface LaunchOrder {
  readonly run: RunId;
  readonly task: TaskId;
  /** 1, 2, …: counts the retries that the task asked for. */
  readonly attempt: number;
  /** 1, 2, …: counts the tries at spawning this run. Never used twice. */
  readonly launch: number;
  readonly command: Command;
  readonly check: Command | undefined;
  readonly isolation: Isolation;
  /** Of `isolation.user`, as findAccount gives it; undefined: none is asked for. */
  readonly account: Account | undefined;
  /** argv in which the item `{}` stands for the script's path. */
  readonly shell: readonly string[];
  /** Absolute path of the unpacked revision or of the work tree. */
  readonly workspace: string;
  /** A work tree of this run alone. */
  readonly workspaceIsOwn: boolean;
  /** Relative to the workspace, or absolute. */
  readonly workdir: string;
  /** From makeEnvironment. The executor adds RUNNER_TMP, RUNNER_OUTPUT and RUNNER_NEEDS. */
  readonly environment: ReadonlyMap<string, string>;
  /** What its needs have to say, as JSON; absent: it has none. A file where it is too large for a variable. */
  readonly needs?: string;
  /** Absent: it has none. */
  readonly secrets?: LaunchSecrets;
  /** The folder of the built-in action that the command is of, to be copied to where the run can read it. */
  readonly action?: string;
}

export interface LaunchSecrets {
  /** All values: they stay in the run's folder for as long as that does, so that they can be masked in its log. */
  readonly values: readonly string[];
  /** Those that come as a file in RUNNER_TMP; the variable gets its path. */
  readonly files: ReadonlyMap<string, string>;
}

export type Started =
  | { readonly kind: "started"; readonly process: ProcessKey; readonly at: Instant }
  | { readonly kind: "unstartable"; readonly problem: string };

export interface AttemptEnded {
  readonly exit: Exit;
  readonly at: Instant;
  readonly startedAt: Instant;
  readonly resources: Resources;
  /** To RUNNER_OUTPUT; absent: nothing. */
  readonly written?: WrittenOutput;
}

/** What became of a launch that an earlier runner intended. */
export type Found =
  | {
      readonly kind: "running";
      readonly process: ProcessKey;
      readonly startedAt: Instant;
      /** How long it has been there by the kernel's count, whatever the clock on the wall did meanwhile. */
      readonly ageMs: number;
    }
  /** Its process is gone; `exit.kind` is `lost` where it left no word. */
  | { readonly kind: "ended"; readonly ended: AttemptEnded }
  /** It did not start, and from now on cannot. */
  | { readonly kind: "never-started" };

/** The ends of a log. All of it is in `head` if it fits into the limit. */
export interface LogExcerpt {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
  /** Written in all, whatever is still there. */
  readonly bytes: number;
}

export interface Executor {
  start(order: LaunchOrder): Promise<Started>;
  /**
   * After a restart: a running launch is watched from then on, and its end told by `onEnded`. Rejects, having decided
   * nothing, where the claim can be neither read nor made: ask again later.
   */
  adopt(run: RunId, launch: number): Promise<Found>;
  /**
   * To everything that the run started. TERM is sent once; `onEnded` then waits until nothing of the run is left. KILL
   * repeats until a sweep finds nothing, and resolves after `onEnded`. A run that is not active: nothing happens.
   */
  signal(run: RunId, signal: "TERM" | "KILL"): Promise<void>;
  /** At most `limit` bytes of what the run printed, in all attempts. */
  readLog(run: RunId, limit: number): Promise<LogExcerpt>;
  logPath(run: RunId): string;
  /** The secrets that the run has had, in all attempts. */
  readSecrets(run: RunId): readonly string[];
  /** Removes the run's folder. Not while the run is active. */
  forget(run: RunId): Promise<void>;
  /** What this host lacks to run a task as it asks, and how it grants what tasks may ask for. */
  readonly fencing: Pick<Fencing, "lacks" | "describe">;
  /** How a kill finds what a run started, for `doctor`. */
  killsBy(): "cgroup" | "search";
  /** Lets go of timers, watchers and children. Runs go on; nothing is told any more. */
  stop(): void;
}
