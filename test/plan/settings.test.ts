import { expect, test } from "vitest";
import { diffSettings } from "../../src/plan/index.ts";
import { catalogOf } from "./catalog-of.ts";

test.each<[before: string, after: string, told: string[]]>([
  ["", "[runner]\nmax_concurrent = 3\n[git]\npoll = '30s'", []],
  ["", "[runner]\ntimezone = 'Asia/Tokyo'\n[defaults]\ntimeout = '1m'\n[locks]\nx = 2", []],
  [
    "",
    "[runner]\nmax_concurrent = 1",
    ["runner.max_concurrent: 3 → 1 (fewer runs go on at once: others wait longer for a place)"],
  ],
  ["[runner]\nmax_queued = 5", "", ["runner.max_queued: 5 → 100 (more may wait before any is skipped)"]],
  ["", "[runner]\nlate_grace = '1m'", ["runner.late_grace: 5m → 1m (how late a due moment still runs as if in time)"]],
  [
    "",
    "[runner]\nstop_grace = '30s'",
    ["runner.stop_grace: 0s → 30s (how long a daemon that is stopped waits for its runs)"],
  ],
  ["", "[runner]\nfacts_every = '5s'", ["runner.facts_every: 15s → 5s (conditions are looked at more often)"]],
  [
    "",
    "[runner]\nshutdown_grace = '1m'",
    ["runner.shutdown_grace: 1m30s → 1m (how long tasks that are due at shutdown may take)"],
  ],
  [
    "",
    "[runner]\npriority_scheduling = false",
    ["runner.priority_scheduling: true → false (first come, first served)"],
  ],
  ["", "[git]\nremote = 'up'", ["git.remote: origin → up (tasks come from another remote)"]],
  ["", "[git]\nbranch = 'live'", ["git.branch: main → live (tasks come from another branch)"]],
  ["", "[git]\npoll = '5m'", ["git.poll: 30s → 5m (changes are noticed later)"]],
  ["[git]\npaths = ['a', 'b']", "[git]\npaths = ['b', 'a']", []],
  ["", "[git]\npaths = ['b', 'a']", ["git.paths: none → a, b (other files make a new revision)"]],
  ["", "[git]\nallow_rewind = true", ["git.allow_rewind: false → true (a rewritten history is followed)"]],
  [
    "",
    "[git]\nmax_removed = 100",
    ["git.max_removed: 50 % → 100 % (a revision may remove more tasks before it is held)"],
  ],
  ["", "[git]\nssh_key = '/k'", ["git.ssh_key: none → /k (another key is shown to the remote)"]],
  ["", "[reports]\nbranch = 'r'", ["reports.branch: runner/reports → r (reports go to another branch)"]],
  ["", "[reports]\nremote = 'up'", ["reports.remote: origin → up (reports go to another remote)"]],
  ["", "[reports]\npush = false", ["reports.push: true → false (reports stay on the host)"]],
  ["", "[reports]\nlog_bytes = '1K'", ["reports.log_bytes: 65536 B → 1024 B (less of each run's output is committed)"]],
  [
    "",
    "[reports]\nraw_logs = '10M'",
    ["reports.raw_logs: 1048576000 B → 10485760 B (what runs have printed stays on the disk for fewer of them)"],
  ],
  ["", "[rollback]\nmax_points = 5", ["rollback.max_points: 50 → 5 (fewer runs can be undone)"]],
  [
    "",
    "[rollback]\nmax_bytes = '2000M'",
    ["rollback.max_bytes: 1048576000 B → 2097152000 B (larger rollback points are made, and more of them stay)"],
  ],
  ["", "[rollback]\nkeep = '60d'", ["rollback.keep: 30d → 60d (more runs can be undone)"]],
  ["", "[reports]\nauthor = 'a <b@c>'", ["reports.author: runner <runner@localhost> → a <b@c>"]],
  [
    "",
    "[priority.weights]\nimpact = 0.9",
    ["priority.weights.impact: 0.4 → 0.9 (the order changes in which waiting runs go)"],
  ],
  [
    "",
    "[priority.categories]\nbackup = 2.0",
    ["priority.categories.backup: 1.3 → 2 (the order changes in which waiting runs go)"],
  ],
  ["", "[priority]\naging = 'none'", ["priority.aging: 1h → none (whoever waits never moves up a class)"]],
  [
    "",
    "[attention]\nrm-variable = 'why not'",
    ["attention.rm-variable: none → why not (a plan does not call attention to it)"],
  ],
  [
    "[attention]\nrm-variable = 'x'",
    "[attention]\nrm-variable = { reason = 'x', tasks = ['b', 'a'] }",
    ["attention.rm-variable: x → x (of a, b) (a plan does not call attention to it)"],
  ],
  ["[attention]\nrm-variable = 'x'", "", ["attention.rm-variable: x → none (a plan calls attention to it again)"]],
])("%j becomes %j", (before, after, told) => {
  const [old, now] = [before, after].map((text) => catalogOf({ "runner.toml": text }).settings);
  const changes = diffSettings(old!, now!);
  expect(
    changes.map(
      ({ name, before: was = "none", after: is = "none", consequence }) =>
        `${name}: ${was} → ${is}${consequence === undefined ? "" : ` (${consequence})`}`,
    ),
  ).toEqual(told);
});

/** Each key that is there must be told, or be told of tasks: a new one that nobody thought of fails here. */
test("no setting is forgotten", () => {
  const { settings } = catalogOf({});
  const ofTasks = ["runner.timezone"];
  const keys = (["runner", "git", "reports", "rollback"] as const).flatMap((table) =>
    Object.keys(settings[table]).map((key) => [table, key] as const),
  );
  const other = (value: unknown): unknown =>
    typeof value === "number"
      ? value + 1
      : typeof value === "boolean"
        ? !value
        : Array.isArray(value)
          ? ["x"]
          : typeof value === "string"
            ? `${value}x`
            : { name: "x", email: "x" };
  const silent = keys.filter(([table, key]) => {
    const changed = { ...settings, [table]: { ...settings[table], [key]: other((settings[table] as never)[key]) } };
    return diffSettings(settings, changed).length === 0;
  });
  expect(silent.map(([table, key]) => `${table}.${key}`)).toEqual(ofTasks);
});
