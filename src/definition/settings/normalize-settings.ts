import { outsideRepository } from "../../diagnostics/meaning-codes.ts";
import { badSize, outOfRange, wrongValue } from "../../diagnostics/shape-codes.ts";
import type { JsonTable } from "../../model/json.ts";
import type { ForgeKind } from "../../model/forge.ts";
import type { HostSettings, Settings } from "../../model/settings.ts";
import { parseSize } from "../../model/size.ts";
import type { Given } from "../meaning/given.ts";
import { readDuration } from "../meaning/read-duration.ts";
import { readZone } from "../meaning/read-zone.ts";
import type { WrittenSecret } from "./read-secrets.ts";
import { readSecrets } from "./read-secrets.ts";
import { resolvePath } from "../meaning/resolve-path.ts";

/** Settings as in a file, each key with a value: what counts where nobody says otherwise. SPEC: settings. */
export const builtInSettings = {
  runner: {
    max_concurrent: 3,
    max_queued: 100,
    timezone: "UTC",
    late_grace: "5m",
    stop_grace: "0s",
    facts_every: "15s",
    shutdown_grace: "90s",
    priority_scheduling: true,
  },
  git: {
    remote: "origin",
    branch: "main",
    poll: "30s",
    paths: [] as readonly string[],
    allow_rewind: false,
    require_signed: "" as string | readonly string[],
    revoked_signers: "",
    max_removed: 50,
    ssh_key: "",
    maintenance: true,
  },
  reports: {
    branch: "runner/reports",
    remote: "origin",
    push: true,
    log_bytes: "64K",
    raw_logs: "1000M",
    author: "runner <runner@localhost>",
    sign_key: "",
  },
  forge: {
    kind: "auto",
    url: "",
    repository: "",
    token_env: "RUNNER_FORGE_TOKEN",
    token_file: "",
    link: "",
  },
  rollback: { max_points: 50, max_bytes: "1000M", keep: "30d" },
  priority: {
    weights: { impact: 0.4, urgency: 0.3, effort: 0.2, success_rate: 0.1 } as Readonly<
      Record<"impact" | "urgency" | "effort" | "success_rate", number>
    >,
    // What protects comes before what tidies up. A category that is not here: 1.
    categories: { security: 1.5, backup: 1.3, update: 1.2, monitoring: 1.1 } as Readonly<Record<string, number>>,
    aging: "1h",
  },
  actions: {} as Readonly<Record<string, JsonTable>>,
  locks: {} as Readonly<Record<string, number>>,
  secrets: {} as Readonly<Record<string, WrittenSecret>>,
  attention: {} as Readonly<Record<string, WrittenSilence>>,
} as const;

const builtInSizes: Readonly<Record<string, string>> = {
  "reports.log_bytes": builtInSettings.reports.log_bytes,
  "reports.raw_logs": builtInSettings.reports.raw_logs,
  "rollback.max_bytes": builtInSettings.rollback.max_bytes,
};

type WrittenSilence = string | { readonly reason: string; readonly tasks?: readonly string[] };

type Widened<T> = {
  [K in keyof T]: T[K] extends string ? string : T[K] extends number ? number : T[K] extends boolean ? boolean : T[K];
};
type WrittenSettings = { readonly [K in keyof typeof builtInSettings]: Widened<(typeof builtInSettings)[K]> };

export interface WrittenHost {
  readonly name: string;
  readonly labels: readonly string[];
  readonly state_dir?: string;
  readonly python?: string;
  readonly node?: string;
  readonly bash?: string;
  readonly sh?: string;
  readonly trust_writers: boolean;
  readonly log_level: HostSettings["logLevel"];
  readonly log_format: HostSettings["logFormat"];
}

/** From settings as written, with the built-in ones merged in, to settings as understood. */
export function normalizeSettings(given: Given, host: HostSettings): Settings {
  const { runner, git, reports, forge, rollback, priority, locks, secrets, attention } = given.merged
    .value as unknown as WrittenSettings;
  checkPaths(given, git.paths);
  if (reports.branch === git.branch) {
    const of = {
      key: "reports.branch",
      wanted: "another branch than git.branch",
      got: `"${git.branch}"`,
      hint: undefined,
    };
    given.report(wrongValue(given.merged.locate(["reports", "branch"], "value"), of));
  }
  const author = /^(.*) <(.*)>$/.exec(reports.author);
  return {
    runner: {
      maxConcurrent: runner.max_concurrent,
      maxQueued: runner.max_queued,
      timezone: readZone(given, runner.timezone, "UTC", ["runner", "timezone"]),
      lateGraceMs: readDuration(given, ["runner", "late_grace"], runner.late_grace) ?? 0,
      stopGraceMs: readDuration(given, ["runner", "stop_grace"], runner.stop_grace) ?? 0,
      factsEveryMs: readFactsEvery(given, runner.facts_every),
      shutdownGraceMs: readDuration(given, ["runner", "shutdown_grace"], runner.shutdown_grace) ?? 0,
      priorityScheduling: runner.priority_scheduling,
    },
    git: {
      remote: git.remote,
      branch: git.branch,
      pollMs: readDuration(given, ["git", "poll"], git.poll) ?? 0,
      paths: git.paths,
      allowRewind: git.allow_rewind,
      requireSigned: [git.require_signed].flat().filter((path) => path !== ""),
      revokedSigners: git.revoked_signers,
      maxRemoved: git.max_removed,
      sshKey: git.ssh_key,
      maintenance: git.maintenance,
    },
    reports: {
      branch: reports.branch,
      remote: reports.remote,
      push: reports.push,
      logBytes: readSize(given, ["reports", "log_bytes"], reports.log_bytes),
      rawLogs: readSize(given, ["reports", "raw_logs"], reports.raw_logs),
      author: { name: author?.[1] ?? "", email: author?.[2] ?? "" },
      signKey: reports.sign_key,
    },
    forge: {
      kind: forge.kind === "auto" ? undefined : (forge.kind as ForgeKind),
      url: forge.url,
      repository: forge.repository,
      tokenEnv: forge.token_env,
      tokenFile: forge.token_file,
      link: forge.link,
    },
    rollback: {
      maxPoints: rollback.max_points,
      maxBytes: readSize(given, ["rollback", "max_bytes"], rollback.max_bytes),
      keepMs: readDuration(given, ["rollback", "keep"], rollback.keep) ?? 0,
    },
    priority: {
      weights: {
        impact: priority.weights.impact,
        urgency: priority.weights.urgency,
        effort: priority.weights.effort,
        successRate: priority.weights.success_rate,
      },
      categories: new Map(Object.entries(priority.categories)),
      agingMs: priority.aging === "none" ? undefined : readDuration(given, ["priority", "aging"], priority.aging),
    },
    locks: new Map(Object.entries(locks)),
    secrets: readSecrets(given, secrets),
    attention: new Map(Object.entries(attention).map(([id, silence]) => [id, readSilence(silence)])),
    host,
  };
}

function readSilence(written: WrittenSilence): { reason: string; tasks: readonly string[] | undefined } {
  return typeof written === "string"
    ? { reason: written, tasks: undefined }
    : { reason: written.reason, tasks: written.tasks };
}

export function normalizeHost(written: WrittenHost): HostSettings {
  const { python, node, bash, sh } = written;
  return {
    name: written.name,
    labels: written.labels,
    stateDir: written.state_dir,
    interpreters: {
      ...(python !== undefined && { python3: python }),
      ...(node !== undefined && { node }),
      ...(bash !== undefined && { bash }),
      ...(sh !== undefined && { sh }),
    },
    trustWriters: written.trust_writers,
    logLevel: written.log_level,
    logFormat: written.log_format,
  };
}

/** More often would be all that the runner does. */
function readFactsEvery(given: Given, text: string): number {
  const everyMs = readDuration(given, ["runner", "facts_every"], text) ?? 1000;
  if (everyMs >= 1000) return everyMs;
  const of = { key: "runner.facts_every", wanted: "at least 1s", got: text };
  given.report(outOfRange(given.merged.locate(["runner", "facts_every"], "value"), of));
  return 1000;
}

function checkPaths({ merged, report }: Given, paths: readonly string[]): void {
  for (const [i, path] of paths.entries()) {
    const resolved = resolvePath(path);
    if (resolved.ok) continue;
    report(outsideRepository(merged.locate(["git", "paths", i], "value"), path, resolved.error));
  }
}

function readSize({ merged, report }: Given, path: readonly [string, string], text: string): number {
  const bytes = parseSize(text);
  if (bytes !== undefined) return bytes;
  const hint = `${builtInSizes[path.join(".")]} is a good choice.`;
  report(
    badSize(merged.locate(path, "value"), { key: path.join("."), wanted: "a smaller size", got: `"${text}"`, hint }),
  );
  return 0;
}
