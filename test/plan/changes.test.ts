import { describe, expect, test } from "vitest";
import { diffCatalogs } from "../../src/plan/index.ts";
import { catalogOf, now } from "./catalog-of.ts";

/** `~ a: schedule 1 → 2 (why)`, a line for each field. */
function tell(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  changed: readonly string[] = [],
  named: ReadonlyMap<string, readonly string[]> = new Map(),
) {
  const changes = diffCatalogs({
    base: catalogOf(before),
    head: catalogOf(after),
    now,
    changedFiles: changed,
    named,
  });
  const signs = { added: "+", changed: "~", removed: "-", renamed: `=` };
  return changes.flatMap(({ task, change, from, fields }) => {
    const head = `${signs[change]} ${from === undefined ? "" : `${from} → `}${task}`;
    const lines = fields.map(
      (field) =>
        `${head}: ${field.name} ${field.before ?? "none"} → ${field.after ?? "none"}${field.consequence === undefined ? "" : ` (${field.consequence})`}`,
    );
    return lines.length === 0 ? [head] : lines;
  });
}

const task = (text: string): Record<string, string> => ({ "tasks.d/a.toml": `run = "true"\n${text}` });

describe("no change", () => {
  test.each<[name: string, before: Record<string, string>, after: Record<string, string>]>([
    ["written otherwise", task('schedule = "daily at 02:00"'), task('# better\nschedule   = "0 2 * * *"')],
    ["moved to another file", task(""), { "tasks.d/x/a.toml": 'run = "true"' }],
    ["TOML to YAML", task('timeout = "60m"'), { "tasks.d/a.yaml": "run: 'true'\ntimeout: 1h\n" }],
    [
      "one file split in two",
      { "tasks.d/all.toml": '[[tasks]]\nid = "a"\nrun = "x"\n[[tasks]]\nid = "b"\nrun = "y"\n' },
      { "tasks.d/a.toml": 'run = "x"', "tasks.d/b.toml": 'run = "y"' },
    ],
    ["a default given", task(""), task('overlap = "skip"\nkill_after = "10s"')],
    [
      "a default moved to the settings",
      task('timeout = "5m"'),
      { ...task(""), "runner.toml": '[defaults]\ntimeout = "5m"' },
    ],
    [
      "the defaults of a file written out",
      { "tasks.d/all.yaml": "defaults: {timeout: 5m}\ntasks: [{id: a, run: x}, {id: b, run: y, timeout: 1m}]\n" },
      { "tasks.d/a.yaml": "run: x\ntimeout: 300s\n", "tasks.d/b.toml": 'run = "y"\ntimeout = "1m"' },
    ],
    [
      "another order, where none is meant",
      task(
        'schedule = ["hourly", "daily at 02:00"]\nlocks = ["x", "y"]\nhosts = ["a*", "!b"]\ninherit_env = ["A", "B"]',
      ),
      task('schedule = ["0 2 * * *", "0 * * * *"]\nlocks = ["y", "x"]\nhosts = ["!b", "a*"]\ninherit_env = ["B", "A"]'),
    ],
    ["texts for people", task(""), task('description = "new"\nowner = "me"\ntags = ["x"]')],
  ])("%s", (_, before, after) => expect(tell(before, after)).toEqual([]));
});

test.each<[text: string, after: string, told: string[]]>([
  [
    'schedule = "daily at 02:00"',
    'schedule = "hourly"',
    ["~ a: schedule daily at 02:00 UTC → every hour UTC (7 → 168 runs a week)"],
  ],
  ['schedule = "hourly"', "", ["~ a: schedule every hour UTC → none (168 → 0 runs a week)"]],
  [
    'schedule = "daily at 02:00"',
    'schedule = "daily at 03:00"',
    ["~ a: schedule daily at 02:00 UTC → daily at 03:00 UTC"],
  ],
  [
    'schedule = "daily at 02:00"',
    'schedule = "daily at 02:00"\nenabled = false',
    ["~ a: enabled none → false (7 → 0 runs a week)"],
  ],
  [
    "",
    'schedule = { every = "6h", from = "finish" }',
    ["~ a: schedule none → every 6h after each run ends (0 → an unknown number of runs a week)"],
  ],
  ['timeout = "1h"', 'timeout = "2h30m"', ["~ a: timeout 1h → 2h30m (a run that hangs is ended 1h30m later)"]],
  ['timeout = "1h"', 'timeout = "none"', ["~ a: timeout 1h → none (a run that hangs is never ended)"]],
  ["", 'timeout = "90s"', ["~ a: timeout none → 1m30s (a run is ended after 1m30s)"]],
  ["", 'window = "02:00-04:00"', ["~ a: window none → 02:00-04:00 (no longer starts at any other time)"]],
  ['window = "02:00-04:00"', "", ["~ a: window 02:00-04:00 → none (may start at any time)"]],
  [
    "",
    'retry = { attempts = 3, delay = "30s" }',
    ["~ a: retry none → 3 attempts, delay 30s (a failure is tried up to 3 times, before: 1)"],
  ],
  ["", 'overlap = "allow"', ["~ a: overlap skip → allow (runs of it may go on beside each other)"]],
  ["", 'check = "test -e /x"', ["~ a: check none → test -e /x (runs only where this succeeds)"]],
  ["", 'on = ["boot"]', ["~ a: on none → boot"]],
  [
    "",
    'when = { disk_usage = { path = "/var", above = 90 } }',
    ["~ a: when none → disk_usage(/var) > 90 (starts only where this holds)"],
  ],
  ["", 'env = { A = "x y" }', ['~ a: env none → A="x y"']],
  [
    "",
    'locks = ["apt"]\npriority = "high"',
    [
      "~ a: locks none → apt (waits for others that hold apt)",
      "~ a: priority medium → high (starts before more of those that wait)",
    ],
  ],
  ["", 'category = "backup"', ["~ a: category none → backup"]],
  ["", 'user = "postgres:adm"', ["~ a: user none → postgres:adm (runs as postgres:adm, not as the runner)"]],
  ['user = "www-data"', 'user = "root"', ["~ a: user www-data → root (now runs as root)"]],
  ['user = "www-data"', "", ["~ a: user www-data → none (runs as whoever the runner is: as root, where that is root)"]],
  ['user = "a"', 'user = "b"', ["~ a: user a → b (no longer runs as a)"]],
  ["", "network = false", ["~ a: network none → false (may not use the network any more)"]],
  ["network = false", "network = true", ["~ a: network false → none (may use the network)"]],
  ["network = true", "", []],
  ['read_only = ["/"]', "", ["~ a: read_only / → none (may change every file that its user may change)"]],
  [
    'read_only = ["/"]\nwritable = ["/a"]',
    'read_only = ["/"]\nwritable = ["/b/"]',
    ["~ a: writable /a → /b (may change /b; may not change /a any more)"],
  ],
  ["", "no_new_privileges = true", ["~ a: no_new_privileges none → true (sudo and the like have no effect)"]],
  ["", 'umask = "027"', ["~ a: umask none → 027"]],
  [
    'limits = { memory = "500M", nice = 5 }',
    'limits = { memory = "524288001B", cpu = 1.5, io = "idle", max_cpu_time = "2h/d" }',
    ["~ a: limits memory 500 MiB, nice 5 → memory 500.0 MiB (524288001 B), cpu 150%, io idle, max_cpu_time 2h/d"],
  ],
  ['limits = { cpu = "50%" }', "limits = { cpu = 0.5 }", []],
  ["", 'hosts = ["web-*"]', ["~ a: hosts none → web-* (runs on these hosts alone)"]],
  [
    "",
    'requires = ["tar"]',
    ["~ a: requires none → tar (starts only where the host has these tools in these versions)"],
  ],
  ['requires = ["tar"]', "", ["~ a: requires tar → none (starts whatever tools the host has)"]],
  ['hosts = ["a"]', 'hosts = ["b"]', ["~ a: hosts a → b (runs on other hosts)"]],
  ['hosts = ["a"]', "", ["~ a: hosts a → none (runs on every host)"]],
  [
    'locks = ["a", "b"]',
    'locks = ["b", "c"]',
    ["~ a: locks a, b → b, c (waits for others that hold c; may go on beside others that hold a)"],
  ],
  ['priority = "high"', 'priority = "low"', ["~ a: priority high → low (starts after more of those that wait)"]],
  ["", 'cooldown = "1h"', ["~ a: cooldown none → 1h (no run starts within 1h of the end of the one before)"]],
  ['cooldown = "1h"', "", ["~ a: cooldown 1h → none (the next run may start as soon as one has ended)"]],
  ["", 'rate = "3/h"', ["~ a: rate none → 3/h (at most 3/h starts)"]],
  ['rate = "3/h"', 'rate = "5/h"', ["~ a: rate 3/h → 5/h (at most 5/h starts, before: 3/h)"]],
  ['rate = "3/h"', "", ["~ a: rate 3/h → none (it may start as often as it is wanted)"]],
  ['when = { file = "/x" }', "", ["~ a: when file(/x) → none (starts whatever the host is like)"]],
  ["", 'otherwise = "wait"', ["~ a: otherwise none → wait (waits until it may start, instead of being skipped)"]],
  ['otherwise = "wait"', "", ["~ a: otherwise wait → none (is skipped when it may not start, instead of waiting)"]],
  ["", 'jitter = "10m"', ["~ a: jitter none → 10m (starts up to 10m later, each time as much on each host)"]],
  ['jitter = "10m"', "", ["~ a: jitter 10m → none (starts on the dot)"]],
  [
    "",
    'catch_up = "last"',
    ["~ a: catch_up none → last (the last one missed while the runner was away is made up for)"],
  ],
  [
    'catch_up = "last"',
    'catch_up = "all"',
    ["~ a: catch_up last → all (every one missed while the runner was away is made up for)"],
  ],
  ['catch_up = "all"', "", ["~ a: catch_up all → none (what was missed while the runner was away is not made up for)"]],
  ["", 'start_deadline = "5m"', ["~ a: start_deadline none → 5m (is skipped when it cannot start within 5m)"]],
  ['start_deadline = "5m"', "", ["~ a: start_deadline 5m → none (starts however late it has become)"]],
  ["", 'kill_after = "1m"', ["~ a: kill_after 10s → 1m (has 1m to end by itself when it is told to)"]],
  ["", "pause_after_failures = 3", ["~ a: pause_after_failures none → 3 (is paused after 3 failures in a row)"]],
  ["pause_after_failures = 3", "", ["~ a: pause_after_failures 3 → none (goes on however often it fails)"]],
  [
    "",
    'workspace = "worktree"',
    ["~ a: workspace snapshot → worktree (runs in a git work tree of its own that it may write to)"],
  ],
  ['workspace = "worktree"', "", ["~ a: workspace worktree → snapshot (runs in a copy that it cannot write to)"]],
  ["", 'report = "digest"', ["~ a: report none → digest (its successes share one commit an hour)"]],
  ['report = "digest"', 'report = "each"', ["~ a: report digest → none (each success is a commit of its own)"]],
  ["", "success_exit_codes = [0, 1]", ["~ a: success_exit_codes 0 → 0, 1 (exit code 1 counts as success)"]],
  [
    "success_exit_codes = [0, 1]",
    "success_exit_codes = [0, 3]",
    ["~ a: success_exit_codes 0, 1 → 0, 3 (exit code 3 counts as success; exit code 1 counts as failure)"],
  ],
  [
    "",
    'suspend = { until = "2026-12-01", reason = "moving" }',
    ["~ a: suspend none → until 2026-12-01T00:00:00Z: moving (does not run until then)"],
  ],
  [
    'suspend = { until = "2026-12-01", reason = "moving" }',
    "",
    ["~ a: suspend until 2026-12-01T00:00:00Z: moving → none (runs again)"],
  ],
  ["", 'blackout = "02:00-04:00"', ["~ a: blackout none → 02:00-04:00 (does not start in these times)"]],
  ['blackout = "02:00-04:00"', "", ["~ a: blackout 02:00-04:00 → none (no time forbids its start any more)"]],
  [
    'protect = ["/a", "/b"]',
    'protect = ["/b", "/c"]',
    ["~ a: protect /a, /b → /b, /c (/c is copied before each run, and can be put back; /a can no longer be put back)"],
  ],
  [
    'protect = ["/a"]',
    'protect = ["/a"]\nrollback_on = "never"',
    ["~ a: rollback_on none → never (what it protects stays as a failure has left it, until somebody rolls it back)"],
  ],
  [
    'protect = ["/a"]\nrollback_on = "never"',
    'protect = ["/a"]',
    ["~ a: rollback_on never → none (what it protects is put back when it fails)"],
  ],
])("%s becomes %s", (before, after, told) => expect(tell(task(before), task(after))).toEqual(told));

test("a new task, one that is gone, and one that is called otherwise", () => {
  const before = { "tasks.d/gone.toml": 'run = "x"', "tasks.d/old.toml": 'run = "date"\ntimeout = "1m"' };
  const after = {
    "tasks.d/new.toml": 'run = "date"\ntimeout = "1m"',
    "tasks.d/more.toml": 'run = "y"\nschedule = "hourly"',
  };
  expect(tell(before, after)).toEqual([
    "- gone",
    "+ more: schedule none → every hour UTC (168 runs a week)",
    "+ more: run none → y",
    "= old → new",
  ]);
});

test("what reads alike and means something else is told as it is written", () => {
  const on = (globs: string): Record<string, string> => task(`on = [{ changed = ${globs} }]`);
  expect(tell(on('["a, b"]'), on('["a", "b"]'))).toEqual(['~ a: on [{"changed":["a, b"]}] → [{"changed":["a","b"]}]']);
});

test("a list of words is not the text that they make", () => {
  const words = { "tasks.d/a.toml": 'run = ["a", "b"]' };
  expect(tell(words, { "tasks.d/a.toml": 'run = "a b"' })).toEqual(['~ a: run ["a", "b"] → a b']);
});

test("needs say who waits for whom", () => {
  const others = { "tasks.d/b.toml": 'run = "b"', "tasks.d/c.toml": 'run = "c"' };
  expect(tell({ ...others, ...task('needs = ["b"]') }, { ...others, ...task('needs = ["c"]') })).toEqual([
    "~ a: needs b → c (waits for c; no longer waits for b)",
  ]);
});

test("needs in another order: they are asked for in theirs, and one that is skipped may spare the rest", () => {
  const others = { "tasks.d/b.toml": 'run = "b"', "tasks.d/c.toml": 'run = "c"' };
  expect(tell({ ...others, ...task('needs = ["b", "c"]') }, { ...others, ...task('needs = ["c", "b"]') })).toEqual([
    "~ a: needs b, c → c, b",
  ]);
});

test("a change of the settings' defaults is a change of each task that has none of its own", () => {
  const files = { ...task(""), "tasks.d/b.toml": 'run = "b"\ntimeout = "5m"' };
  expect(tell(files, { ...files, "runner.toml": '[defaults]\ntimeout = "1m"' })).toEqual([
    "~ a: timeout none → 1m (a run is ended after 1m)",
  ]);
});

test("a changed script is a change of all that execute it, and of nobody else", () => {
  const files = {
    "tasks.d/script.toml": 'run = { script = "scripts/x.sh" }',
    "tasks.d/list.toml": 'run = ["./scripts/x.sh", "--all"]',
    "tasks.d/text.toml": 'run = "cd /tmp && \\"$RUNNER_REPO\\"/scripts/x.sh || exit 1"',
    "tasks.d/inside.toml": 'run = ["./x.sh"]\nworkdir = "scripts"',
    "tasks.d/check.toml": 'run = "true"\ncheck = { script = "scripts/x.sh" }',
    "tasks.d/other.toml": 'run = "scripts/x.sh.old; my-scripts/x.sh"',
  };
  const told = tell(files, files, ["scripts/x.sh", "README.md"]);
  expect(told.map((line) => line.split(":")[0])).toEqual(["~ check", "~ inside", "~ list", "~ script", "~ text"]);
  expect(told[0]).toBe("~ check: scripts/x.sh none → none (what it executes has changed; affects 5 tasks)");
});

test("the next five times, by both definitions", () => {
  const [change] = diffCatalogs({
    base: catalogOf(task('schedule = "daily at 02:00"')),
    head: catalogOf(task('schedule = "daily at 02:00"\ntimezone = "Europe/Berlin"')),
    now,
    changedFiles: [],
    named: new Map(),
  });
  const due = change!.fields[0]!.due!;
  expect(due.before).toEqual([21, 22, 23, 24, 25].map((day) => Date.UTC(2026, 10, day, 2)));
  expect(due.after).toEqual([21, 22, 23, 24, 25].map((day) => Date.UTC(2026, 10, day, 1)));
});

test("what means the same is not told because something else has changed", () => {
  const before = task(
    'schedule = "daily at 02:00"\nwindow = "02:00-04:00"\nlocks = ["x", "y"]\nwhen = { all = [{ file = "/a" }, { file = "/b" }] }',
  );
  const after = task(
    'schedule = "0 2 * * *"\nwindow = { hours = [2, 3] }\nlocks = ["y", "x"]\nwhen = { all = [{ file = "/b" }, { file = "/a" }] }\nenv = { A = "1" }',
  );
  expect(tell(before, after)).toEqual(["~ a: env none → A=1"]);
});

test("a lock that more may hold is a change of all that need it", () => {
  const files = { ...task('locks = ["apt"]'), "tasks.d/b.toml": 'run = "b"\nlocks = ["db"]' };
  expect(tell(files, { ...files, "runner.toml": "[locks]\napt = 2\nother = 3" })).toEqual([
    "~ a: locks.apt 1 → 2 (up to 2 runs hold it at once)",
  ]);
});

test("the runner's zone is a change of each task that has none of its own", () => {
  const files = { ...task('schedule = "daily at 02:00"'), "tasks.d/b.toml": 'run = "b"\ntimezone = "UTC"' };
  expect(tell(files, { ...files, "runner.toml": '[runner]\ntimezone = "Asia/Tokyo"' })).toEqual([
    "~ a: schedule daily at 02:00 UTC → daily at 02:00 Asia/Tokyo",
    "~ a: timezone UTC → Asia/Tokyo",
  ]);
});

describe("a calendar's days", () => {
  const files = {
    ...task('schedule = "daily at 02:00"\nblackout = "holidays"'),
    "tasks.d/b.toml": 'run = "b"\nschedule = "hourly"',
  };
  const days = (list: string): Record<string, string> => ({ "calendars/holidays.toml": `dates = [${list}]` });

  test("are a change of the tasks that name it", () => {
    const before = { ...files, ...days('"2026-11-21", "2026-12-24"') };
    expect(tell(before, { ...files, ...days('"2026-11-22", "2026-11-23", "2026-12-24"') })).toEqual([
      "~ a: calendars/holidays 2026-11-21 → 2026-11-22, 2026-11-23 (blacks out 2 days more, no longer blacks out 1 day: 3 days in all)",
    ]);
    expect(tell(before, { ...files, "calendars/holidays.yaml": "dates: [2026-12-24, 2026-11-21]" })).toEqual([]);
  });

  test("are left out of the times to come", () => {
    const [change] = diffCatalogs({
      base: catalogOf({ ...files, ...days('"2026-11-21"') }),
      head: catalogOf({ ...files, ...days('"2026-11-22", "2026-11-23"') }),
      now,
      changedFiles: [],
      named: new Map(),
    });
    const due = change!.fields[0]!.due!;
    expect(due.before).toEqual([22, 23, 24, 25, 26].map((day) => Date.UTC(2026, 10, day, 2)));
    expect(due.after).toEqual([21, 24, 25, 26, 27].map((day) => Date.UTC(2026, 10, day, 2)));
  });
});

describe("a file that a script uses", () => {
  const files = {
    "tasks.d/a.toml": 'run = { script = "scripts/a.sh" }',
    "tasks.d/b.toml": 'run = "scripts/b.sh"',
    "tasks.d/c.toml": 'run = "scripts/c.sh"',
  };
  const named = new Map([
    ["scripts/a.sh", ["scripts/lib.sh"]],
    ["scripts/b.sh", ["scripts/a.sh", "scripts/b.sh"]],
    ["scripts/c.sh", ["scripts/other.sh"]],
    ["scripts/lib.sh", ["scripts/a.sh"]],
  ]);

  test("is a change of the tasks that use the script, however far it is", () => {
    expect(tell(files, files, ["scripts/lib.sh"], named)).toEqual([
      "~ a: scripts/lib.sh none → none (what it executes has changed, by way of scripts/a.sh; affects 2 tasks)",
      "~ b: scripts/lib.sh none → none (what it executes has changed, by way of scripts/a.sh; affects 2 tasks)",
    ]);
  });

  test("is told once, and as near as can be", () => {
    expect(
      tell(files, files, ["scripts/a.sh", "scripts/lib.sh"], named).filter((line) => line.startsWith("~ a")),
    ).toEqual([
      "~ a: scripts/a.sh none → none (what it executes has changed; affects 2 tasks)",
      "~ a: scripts/lib.sh none → none (what it executes has changed, by way of scripts/a.sh; affects 2 tasks)",
    ]);
  });
});

describe("a new name", () => {
  test("that others follow is no change of theirs", () => {
    const before = {
      "tasks.d/old.toml": 'run = "x"\nschedule = "hourly"',
      ...task('needs = ["old"]\non = [{ task = "old" }]'),
    };
    const after = {
      "tasks.d/new.toml": 'run = "x"\nschedule = "hourly"',
      ...task('needs = ["new"]\non = [{ task = "new" }]'),
    };
    expect(tell(before, after)).toEqual(["= old → new"]);
    expect(
      tell(before, { ...after, ...task('needs = [{ task = "new", status = "finished" }]\non = [{ task = "new" }]') }),
    ).toEqual(["~ a: needs new → new (finished)", "= old → new"]);
  });

  test("for two that need each other's", () => {
    const before = { "tasks.d/a1.toml": 'run = "x"', "tasks.d/b1.toml": 'run = "y"\nneeds = ["a1"]' };
    const after = { "tasks.d/a2.toml": 'run = "x"', "tasks.d/b2.toml": 'run = "y"\nneeds = ["a2"]' };
    expect(tell(before, after)).toEqual(["= a1 → a2", "= b1 → b2"]);
  });

  test("and a little else: told as one, with what else", () => {
    expect(
      tell(
        { "tasks.d/old.toml": 'run = "date"\ntimeout = "1m"' },
        { "tasks.d/new.toml": 'run = "date"\ntimeout = "2m"' },
      ),
    ).toEqual(["= old → new: timeout 1m → 2m (a run that hangs is ended 1m later)"]);
    const at = (id: string, run: string) => ({
      "tasks.d/x.toml": `id = "${id}"\nschedule = "hourly"\nlocks = ["y"]\nrun = "${run}"`,
    });
    expect(tell(at("old", "date"), at("new", "date -u"))).toEqual(["= old → new: run date → date -u"]);
  });

  test("is not made up where several could be meant, or little is the same", () => {
    expect(
      tell(
        { "tasks.d/a.toml": 'run = "x"\ntimeout = "1m"', "tasks.d/b.toml": 'run = "x"\ntimeout = "2m"' },
        { "tasks.d/c.toml": 'run = "x"\ntimeout = "3m"' },
      ),
    ).toEqual(["- a", "- b", "+ c: run none → x", "+ c: timeout none → 3m"]);
    const hourly = (id: string) => ({ "tasks.d/x.toml": `id = "${id}"\nschedule = "hourly"\nrun = "${id}"` });
    expect(tell(hourly("a"), hourly("b")).map((line) => line.split(":")[0])).toEqual(["- a", "+ b", "+ b"]);
    expect(tell({ "tasks.d/x.toml": 'id = "a"\nrun = "x"' }, { "tasks.d/x.toml": 'id = "b"\nrun = "y"' })).toEqual([
      "- a",
      "+ b: run none → y",
    ]);
  });
});
