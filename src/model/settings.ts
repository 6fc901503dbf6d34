import type { ForgeKind } from "./forge.ts";
import type { Interpreters } from "./interpreters.ts";
import type { SecretSettings } from "./secret.ts";

/** Settings as understood: `runner.toml` of the revision, then the host's file, then the environment. */
export interface Settings {
  readonly runner: {
    readonly maxConcurrent: number;
    readonly maxQueued: number;
    readonly timezone: string;
    readonly lateGraceMs: number;
    readonly stopGraceMs: number;
    /** How often the facts that somebody asks for are read. */
    readonly factsEveryMs: number;
    /** How long tasks that are due at shutdown may take in all. */
    readonly shutdownGraceMs: number;
    /** False: first come, first served. */
    readonly priorityScheduling: boolean;
  };
  readonly git: {
    readonly remote: string;
    readonly branch: string;
    readonly pollMs: number;
    readonly paths: readonly string[];
    readonly allowRewind: boolean;
    /** Lists of those who may sign commits; empty: commits need no signature. */
    readonly requireSigned: readonly string[];
    /** A list of revoked ssh keys; empty: there is none. */
    readonly revokedSigners: string;
    /** Per cent of the tasks that one revision may remove before it is held. */
    readonly maxRemoved: number;
    readonly sshKey: string;
    /** Whether git may tidy up the clone at quiet times. */
    readonly maintenance: boolean;
  };
  readonly reports: {
    readonly branch: string;
    readonly remote: string;
    readonly push: boolean;
    readonly logBytes: number;
    /** Of all logs that stay on this host's disk. */
    readonly rawLogs: number;
    readonly author: { readonly name: string; readonly email: string };
    /** Path of an SSH key; empty: reports are not signed. */
    readonly signKey: string;
  };
  readonly forge: ForgeSettings;
  readonly rollback: RollbackSettings;
  readonly priority: PrioritySettings;
  /** How many runs may hold each lock at once; a lock not named here: one. */
  readonly locks: ReadonlyMap<string, number>;
  readonly secrets: SecretSettings;
  readonly attention: AttentionSettings;
  readonly host: HostSettings;
}

/** How many rollback points stay on a host. */
export interface RollbackSettings {
  readonly maxPoints: number;
  /** Of all points together, and so of one. */
  readonly maxBytes: number;
  readonly keepMs: number;
}

/** What a plan does not call attention to, by the id of the rule, and why. `tasks` undefined: whichever it is. */
export type AttentionSettings = ReadonlyMap<
  string,
  { readonly reason: string; readonly tasks: readonly string[] | undefined }
>;

/** Where commits get their statuses. What is empty or undefined is found out from the remote's address. */
export interface ForgeSettings {
  readonly kind: ForgeKind | undefined;
  readonly url: string;
  readonly repository: string;
  /** The name of the variable that holds the token. */
  readonly tokenEnv: string;
  /** A file that holds it. */
  readonly tokenFile: string;
  readonly link: string;
}

/** What the score of a task is made of (SPEC 7). */
export interface PrioritySettings {
  readonly weights: {
    readonly impact: number;
    readonly urgency: number;
    readonly effort: number;
    readonly successRate: number;
  };
  /** Multipliers by category; a category not named here: 1. */
  readonly categories: ReadonlyMap<string, number>;
  /** A wanted run that has waited so long moves up a class; undefined: never. */
  readonly agingMs: number | undefined;
}

export interface HostSettings {
  readonly name: string;
  readonly labels: readonly string[];
  /** Where the runner keeps its journal; undefined: `runner/` in the repository's git directory. */
  readonly stateDir: string | undefined;
  /** What `shell` means here. */
  readonly interpreters: Interpreters;
  /** Root runs what a repository says that others can write to. */
  readonly trustWriters: boolean;
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error";
  readonly logFormat: "auto" | "json" | "pretty";
}

/** Where a setting's value comes from, for `runner config`. */
export interface SettingOrigin {
  /** `git.poll`, as written. */
  readonly key: string;
  readonly value: string;
  /** `default`, a path with line, or the name of an environment variable. */
  readonly from: string;
}
