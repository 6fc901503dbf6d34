import type { Settings } from "../../model/settings.ts";
import { duration, list } from "./show.ts";

/** A setting that belongs to no task and changes what the runner does. */
export interface SettingChange {
  /** `git.poll`, as in runner.toml. */
  readonly name: string;
  /** As people read it; undefined: none. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** What follows from it, in a few words; undefined: it speaks for itself. */
  readonly consequence: string | undefined;
}

interface Setting {
  readonly name: string;
  readonly show: (settings: Settings) => string | undefined;
  readonly consequence?: (before: Settings, after: Settings) => string | undefined;
}

/**
 * In the order in which they are told. `runner.timezone`, `[defaults]` and `[locks]` are not here: they are told of the
 * tasks that they change. The host's own settings are the same on both sides.
 */
const settings: readonly Setting[] = [
  {
    name: "runner.max_concurrent",
    show: ({ runner }) => String(runner.maxConcurrent),
    consequence: (before, after) =>
      after.runner.maxConcurrent > before.runner.maxConcurrent
        ? "more runs go on at once"
        : "fewer runs go on at once: others wait longer for a place",
  },
  {
    name: "runner.max_queued",
    show: ({ runner }) => String(runner.maxQueued),
    consequence: (before, after) =>
      after.runner.maxQueued > before.runner.maxQueued
        ? "more may wait before any is skipped"
        : "runs are skipped sooner when many wait",
  },
  {
    name: "runner.late_grace",
    show: ({ runner }) => time(runner.lateGraceMs),
    consequence: () => "how late a due moment still runs as if in time",
  },
  {
    name: "runner.stop_grace",
    show: ({ runner }) => time(runner.stopGraceMs),
    consequence: () => "how long a daemon that is stopped waits for its runs",
  },
  {
    name: "runner.facts_every",
    show: ({ runner }) => time(runner.factsEveryMs),
    consequence: (before, after) =>
      `conditions are looked at ${after.runner.factsEveryMs < before.runner.factsEveryMs ? "more" : "less"} often`,
  },
  {
    name: "runner.shutdown_grace",
    show: ({ runner }) => time(runner.shutdownGraceMs),
    consequence: () => "how long tasks that are due at shutdown may take",
  },
  {
    name: "runner.priority_scheduling",
    show: ({ runner }) => String(runner.priorityScheduling),
    consequence: (_, after) =>
      after.runner.priorityScheduling ? "the better score goes first" : "first come, first served",
  },
  {
    name: "git.remote",
    show: ({ git }) => git.remote,
    consequence: () => "tasks come from another remote",
  },
  {
    name: "git.branch",
    show: ({ git }) => git.branch,
    consequence: () => "tasks come from another branch",
  },
  {
    name: "git.poll",
    show: ({ git }) => time(git.pollMs),
    consequence: (before, after) => `changes are noticed ${after.git.pollMs < before.git.pollMs ? "sooner" : "later"}`,
  },
  {
    name: "git.paths",
    show: ({ git }) => list(git.paths.toSorted()),
    consequence: () => "other files make a new revision",
  },
  {
    name: "git.allow_rewind",
    show: ({ git }) => String(git.allowRewind),
    consequence: (_, after) =>
      after.git.allowRewind ? "a rewritten history is followed" : "a rewritten history is refused",
  },
  {
    name: "git.maintenance",
    show: ({ git }) => String(git.maintenance),
    consequence: (_, after) =>
      after.git.maintenance ? "git tidies clones up at quiet times" : "clones are not tidied up",
  },
  {
    name: "git.require_signed",
    show: ({ git }) => list(git.requireSigned),
    consequence: ({ git }, after) =>
      after.git.requireSigned.length === 0
        ? "anybody who can push decides what runs"
        : git.requireSigned.length === 0
          ? "only commits that somebody on the list has signed come into force"
          : "another list says whose commits come into force",
  },
  {
    name: "git.revoked_signers",
    show: ({ git }) => git.revokedSigners || undefined,
    consequence: () => "another list says whose signatures count no more",
  },
  {
    name: "git.max_removed",
    show: ({ git }) => `${git.maxRemoved} %`,
    consequence: (before, after) =>
      after.git.maxRemoved > before.git.maxRemoved
        ? "a revision may remove more tasks before it is held"
        : "a revision that removes fewer tasks is held already",
  },
  {
    name: "git.ssh_key",
    show: ({ git }) => git.sshKey || undefined,
    consequence: () => "another key is shown to the remote",
  },
  {
    name: "reports.branch",
    show: ({ reports }) => reports.branch,
    consequence: () => "reports go to another branch",
  },
  {
    name: "reports.remote",
    show: ({ reports }) => reports.remote,
    consequence: () => "reports go to another remote",
  },
  {
    name: "reports.push",
    show: ({ reports }) => String(reports.push),
    consequence: (_, after) => (after.reports.push ? "reports are pushed" : "reports stay on the host"),
  },
  {
    name: "reports.log_bytes",
    show: ({ reports }) => `${reports.logBytes} B`,
    consequence: (before, after) =>
      `${after.reports.logBytes > before.reports.logBytes ? "more" : "less"} of each run's output is committed`,
  },
  {
    name: "reports.raw_logs",
    show: ({ reports }) => `${reports.rawLogs} B`,
    consequence: (before, after) =>
      `what runs have printed stays on the disk for ${after.reports.rawLogs > before.reports.rawLogs ? "more" : "fewer"} of them`,
  },
  {
    name: "reports.sign_key",
    show: ({ reports }) => reports.signKey || undefined,
    consequence: (_, after) =>
      after.reports.signKey === "" ? "reports are no longer signed" : "reports are signed with it",
  },
  { name: "reports.author", show: ({ reports: { author } }) => `${author.name} <${author.email}>` },
  {
    name: "rollback.max_points",
    show: ({ rollback }) => String(rollback.maxPoints),
    consequence: fewerOrMore(({ maxPoints }) => maxPoints),
  },
  {
    name: "rollback.max_bytes",
    show: ({ rollback }) => `${rollback.maxBytes} B`,
    consequence: (before, after) =>
      after.rollback.maxBytes > before.rollback.maxBytes
        ? "larger rollback points are made, and more of them stay"
        : "a run whose protected paths hold more does not start, and fewer runs can be undone",
  },
  {
    name: "rollback.keep",
    show: ({ rollback }) => time(rollback.keepMs),
    consequence: fewerOrMore(({ keepMs }) => keepMs),
  },
  { name: "priority.weights.impact", show: ({ priority }) => String(priority.weights.impact), consequence: order },
  { name: "priority.weights.urgency", show: ({ priority }) => String(priority.weights.urgency), consequence: order },
  { name: "priority.weights.effort", show: ({ priority }) => String(priority.weights.effort), consequence: order },
  {
    name: "priority.weights.success_rate",
    show: ({ priority }) => String(priority.weights.successRate),
    consequence: order,
  },
  {
    name: "priority.aging",
    show: ({ priority }) => duration(priority.agingMs) ?? "none",
    consequence: (_, after) =>
      after.priority.agingMs === undefined ? "whoever waits never moves up a class" : undefined,
  },
];

function order(): string {
  return "the order changes in which waiting runs go";
}

function fewerOrMore(of: (rollback: Settings["rollback"]) => number) {
  return (before: Settings, after: Settings): string =>
    of(after.rollback) > of(before.rollback) ? "more runs can be undone" : "fewer runs can be undone";
}

function time(ms: number): string {
  return duration(ms) ?? "0s";
}

/** What differs, in the order of the table; then multipliers by category, then what is silenced, by name. */
export function diffSettings(before: Settings, after: Settings): readonly SettingChange[] {
  const plain = settings.flatMap(({ name, show, consequence }) => {
    const values = { before: show(before), after: show(after) };
    return values.before === values.after ? [] : [{ name, ...values, consequence: consequence?.(before, after) }];
  });
  const categories = diffMaps(before.priority.categories, after.priority.categories, String).map(
    ({ name, ...values }) => ({ name: `priority.categories.${name}`, ...values, consequence: order() }),
  );
  const silenced = diffMaps(before.attention, after.attention, ({ reason, tasks }) =>
    tasks === undefined ? reason : `${reason} (of ${tasks.toSorted().join(", ")})`,
  ).map(({ name, ...values }) => {
    const consequence =
      values.after === undefined ? "a plan calls attention to it again" : "a plan does not call attention to it";
    return { name: `attention.${name}`, ...values, consequence };
  });
  return [...plain, ...categories, ...silenced];
}

/** The entries in which two tables differ, by name. */
function diffMaps<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  show: (value: T) => string,
): readonly { name: string; before: string | undefined; after: string | undefined }[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)].map((value) =>
      value === undefined ? undefined : show(value),
    );
    return old === now ? [] : [{ name, before: old, after: now }];
  });
}
