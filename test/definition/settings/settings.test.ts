import { expect, test } from "vitest";
import { defineHost } from "../../../src/definition/index.ts";
import { defineFiles, listProblems } from "../define-files.ts";

function settingsOf(given: { toml?: string; env?: Record<string, string>; hostToml?: string }) {
  const { toml = "", env = {}, hostToml } = given;
  const definition = defineFiles({
    files: { "runner.toml": toml },
    env,
    ...(hostToml === undefined ? {} : { hostToml }),
  });
  return { ...definition, settings: definition.catalog?.settings, problems: listProblems(definition) };
}

test("what counts where nobody says otherwise", () => {
  expect(settingsOf({}).settings).toEqual({
    runner: {
      maxConcurrent: 3,
      maxQueued: 100,
      timezone: "UTC",
      lateGraceMs: 300_000,
      stopGraceMs: 0,
      factsEveryMs: 15_000,
      shutdownGraceMs: 90_000,
      priorityScheduling: true,
    },
    git: {
      remote: "origin",
      branch: "main",
      pollMs: 30_000,
      paths: [],
      allowRewind: false,
      maxRemoved: 50,
      requireSigned: [],
      revokedSigners: "",
      sshKey: "",
      maintenance: true,
    },
    reports: {
      branch: "runner/reports",
      remote: "origin",
      push: true,
      logBytes: 65_536,
      rawLogs: 1_048_576_000,
      author: { name: "runner", email: "runner@localhost" },
      signKey: "",
    },
    forge: { kind: undefined, url: "", repository: "", tokenEnv: "RUNNER_FORGE_TOKEN", tokenFile: "", link: "" },
    rollback: { maxPoints: 50, maxBytes: 1_048_576_000, keepMs: 30 * 24 * 3_600_000 },
    priority: {
      weights: { impact: 0.4, urgency: 0.3, effort: 0.2, successRate: 0.1 },
      categories: new Map([
        ["security", 1.5],
        ["backup", 1.3],
        ["update", 1.2],
        ["monitoring", 1.1],
      ]),
      agingMs: 3_600_000,
    },
    locks: new Map(),
    secrets: new Map(),
    attention: new Map(),
    host: {
      name: "web-1",
      labels: [],
      stateDir: undefined,
      interpreters: {},
      trustWriters: false,
      logLevel: "info",
      logFormat: "auto",
    },
  });
});

test("every setting can be given in runner.toml", () => {
  const toml = `
    [runner]
    max_concurrent = 5
    max_queued = 0
    timezone = "Europe/Berlin"
    late_grace = "PT1M"
    stop_grace = "10s"
    facts_every = "1s"
    shutdown_grace = "5m"
    priority_scheduling = false
    [git]
    remote = "upstream"
    branch = "live"
    poll = "1m"
    paths = ["lib"]
    allow_rewind = true
    max_removed = 12.5
    ssh_key = "/etc/key"
    [reports]
    branch = "runner/reports/{host}"
    remote = "reports"
    push = false
    log_bytes = "1MiB"
    raw_logs = "2MB"
    author = "The Runner <r@example.org>"
    sign_key = "/etc/runner/key"
    [rollback]
    max_points = 5
    max_bytes = "1MB"
    keep = "1h"
    [priority]
    weights = { impact = 0.5, success_rate = 0 }
    categories = { "code-quality" = 2, security = 1, "custom:billing" = 3 }
    aging = "none"
    [locks]
    apt = 2`;
  expect(settingsOf({ toml }).settings).toMatchObject({
    runner: {
      maxConcurrent: 5,
      maxQueued: 0,
      timezone: "Europe/Berlin",
      lateGraceMs: 60_000,
      stopGraceMs: 10_000,
      factsEveryMs: 1000,
      shutdownGraceMs: 300_000,
      priorityScheduling: false,
    },
    git: {
      remote: "upstream",
      branch: "live",
      pollMs: 60_000,
      paths: ["lib"],
      allowRewind: true,
      maxRemoved: 12.5,
      sshKey: "/etc/key",
    },
    reports: {
      branch: "runner/reports/{host}",
      remote: "reports",
      push: false,
      logBytes: 1_048_576,
      rawLogs: 2_000_000,
      author: { name: "The Runner", email: "r@example.org" },
      signKey: "/etc/runner/key",
    },
    rollback: { maxPoints: 5, maxBytes: 1_000_000, keepMs: 3_600_000 },
    priority: {
      weights: { impact: 0.5, urgency: 0.3, effort: 0.2, successRate: 0 },
      categories: new Map([
        ["security", 1],
        ["backup", 1.3],
        ["update", 1.2],
        ["monitoring", 1.1],
        ["code-quality", 2],
        ["custom:billing", 3],
      ]),
      agingMs: undefined,
    },
    locks: new Map([["apt", 2]]),
  });
});

test.each<[string, Record<string, string>, object]>([
  ["a setting", { RUNNER_GIT_POLL: "5s" }, { git: { pollMs: 5000 } }],
  ["a number", { RUNNER_RUNNER_MAX_CONCURRENT: "7" }, { runner: { maxConcurrent: 7 } }],
  ["the short name for [runner]", { RUNNER_MAX_CONCURRENT: "7" }, { runner: { maxConcurrent: 7 } }],
  ["both names", { RUNNER_MAX_CONCURRENT: "7", RUNNER_RUNNER_MAX_CONCURRENT: "8" }, { runner: { maxConcurrent: 8 } }],
  ["how often facts are read", { RUNNER_FACTS_EVERY: "30s" }, { runner: { factsEveryMs: 30_000 } }],
  ["whether scores count", { RUNNER_PRIORITY_SCHEDULING: "false" }, { runner: { priorityScheduling: false } }],
  ["aging", { RUNNER_PRIORITY_AGING: "30m" }, { priority: { agingMs: 1_800_000 } }],
  [
    "one weight, as JSON",
    { RUNNER_PRIORITY_WEIGHTS: '{"impact": 1}' },
    { priority: { weights: { impact: 1, urgency: 0.3 } } },
  ],
  ["true or false", { RUNNER_REPORTS_PUSH: "false" }, { reports: { push: false } }],
  ["a list with commas", { RUNNER_GIT_PATHS: "lib, config" }, { git: { paths: ["lib", "config"] } }],
  ["a list as JSON", { RUNNER_GIT_PATHS: '["a,b"]' }, { git: { paths: ["a,b"] } }],
  ["a lock", { RUNNER_LOCKS_APT: "4" }, { locks: new Map([["apt", 4]]) }],
  [
    "a lock whose name has other letters",
    { RUNNER_LOCKS_BIG_DISK: "4" },
    {
      locks: new Map([
        ["apt", 1],
        ["Big-disk", 4],
      ]),
    },
  ],
  ["the host's name", { RUNNER_HOST_NAME: "db-1" }, { host: { name: "db-1" } }],
  ["the host's labels", { RUNNER_HOST_LABELS: "db,eu" }, { host: { labels: ["db", "eu"] } }],
  [
    "short names for the host",
    { RUNNER_STATE_DIR: "/s", RUNNER_LOG_LEVEL: "debug" },
    { host: { stateDir: "/s", logLevel: "debug" } },
  ],
  ["nothing: as if not set", { RUNNER_GIT_POLL: "" }, { git: { pollMs: 60_000 } }],
  [
    "what is set for tasks",
    { RUNNER_TASK: "x", RUNNER_RUN_ID: "y", RUNNER_TMP: "/t", RUNNER_OUTPUT: "/o", RUNNER_REPO: "/r" },
    {},
  ],
  [
    "what CI services set",
    { RUNNER_NAME: "GitHub Actions 3", RUNNER_OS: "Linux", RUNNER_TEMP: "/t" },
    { host: { name: "web-1" } },
  ],
])("from the environment: %s", (_, env, expected) => {
  const toml = '[git]\npoll = "1m"\n[locks]\napt = 1\n"Big-disk" = 1';
  const { settings, problems } = settingsOf({ toml: Object.hasOwn(env, "RUNNER_LOCKS_APT") ? "" : toml, env });
  expect(problems).toEqual([]);
  expect(settings).toMatchObject(expected);
});

test.each<[string, Record<string, string>, string]>([
  ["not a duration", { RUNNER_GIT_POLL: "often" }, "bad-duration $RUNNER_GIT_POLL:1:1"],
  ["not a number", { RUNNER_MAX_QUEUED: "many" }, "wrong-type $RUNNER_MAX_QUEUED:1:1"],
  ["not true or false", { RUNNER_REPORTS_PUSH: "yes" }, "wrong-type $RUNNER_REPORTS_PUSH:1:1"],
  ["not JSON", { RUNNER_GIT_PATHS: "[a" }, "wrong-type $RUNNER_GIT_PATHS:1:1"],
  ["out of bounds", { RUNNER_LOCKS_APT: "0" }, "out-of-range $RUNNER_LOCKS_APT:1:1"],
  ["no zone", { RUNNER_TIMEZONE: "Mars/Olympus" }, "unknown-zone $RUNNER_TIMEZONE:1:1"],
  ["no level", { RUNNER_LOG_LEVEL: "loud" }, "wrong-value $RUNNER_LOG_LEVEL:1:1"],
  ["no default for tasks", { RUNNER_DEFAULTS_TIMEOUT: "5" }, "bad-duration $RUNNER_DEFAULTS_TIMEOUT:1:1"],
  ["facts too often", { RUNNER_FACTS_EVERY: "500ms" }, "out-of-range $RUNNER_FACTS_EVERY:1:1"],
  ["no aging", { RUNNER_PRIORITY_AGING: "soon" }, "bad-duration $RUNNER_PRIORITY_AGING:1:1"],
  ["no weight", { RUNNER_PRIORITY_WEIGHTS: '{"impact": -1}' }, "out-of-range $RUNNER_PRIORITY_WEIGHTS:1:1"],
  ["no setting of [priority]", { RUNNER_PRIORITY_AGEING: "1h" }, "unknown-variable $RUNNER_PRIORITY_AGEING:1:1"],
  ["no setting", { RUNNER_GIT_POL: "5s" }, "unknown-variable $RUNNER_GIT_POL:1:1"],
])("a variable that is wrong is the source: %s", (_, env, problem) => {
  expect(settingsOf({ env }).problems).toEqual([problem]);
});

test.each<[string, string, string[]]>([
  ["an unknown table", "[gti]\npoll = 1", ["unknown-key runner.toml:1:2"]],
  ["an unknown key", '[git]\npol = "5s"', ["unknown-key runner.toml:2:1"]],
  ["a table that is none", "git = 5", ["wrong-type runner.toml:1:7"]],
  [
    "several keys of one table",
    '[runner]\nmax_concurrent = 0\ntimezone = "X"\nlate_grace = 5',
    ["out-of-range runner.toml:2:18", "unknown-zone runner.toml:3:12", "bad-duration runner.toml:4:14"],
  ],
  ["a path that leaves the repository", '[git]\npaths = ["lib", "../x"]', ["outside-repository runner.toml:2:17"]],
  ["no branch", '[git]\nbranch = "a b"', ["wrong-value runner.toml:2:10"]],
  ["no branch for git", '[reports]\nbranch = "a..b"', ["wrong-value runner.toml:2:10"]],
  ["reports among the tasks", '[reports]\nbranch = "main"', ["wrong-value runner.toml:2:10"]],
  ["no author", '[reports]\nauthor = "me"', ["wrong-value runner.toml:2:10"]],
  ["a lock for nobody", "[locks]\napt = 0", ["out-of-range runner.toml:2:7"]],
  ["a lock with a bad name", '[locks]\n"a b" = 1', ["wrong-value runner.toml:2:1"]],
  ["facts read too often", '[runner]\nfacts_every = "10ms"', ["out-of-range runner.toml:2:15"]],
  ["a weight below 0", "[priority]\nweights = { impact = -1 }", ["out-of-range runner.toml:2:22"]],
  ["a weight of something else", "[priority]\nweights = { urgent = 1 }", ["unknown-key runner.toml:2:13"]],
  ["no category", "[priority]\ncategories = { secruity = 2 }", ["unknown-key runner.toml:2:16"]],
  ["aging without a unit", "[priority]\naging = 60", ["bad-duration runner.toml:2:9"]],
  ["a bad default", "[defaults]\ntimeout = 30", ["bad-duration runner.toml:2:11"]],
  ["an id as a default", '[defaults]\nid = "x"', ["unknown-key runner.toml:2:1"]],
  ["a later version's key", '[runner]\nnotify_every = "15s"', ["unknown-key runner.toml:2:1"]],
])("wrong settings: %s", (_, toml, problems) => {
  expect(settingsOf({ toml }).problems).toEqual(problems);
});

test.each<[string, string, string[]]>([
  ["a list that is there", 'require_signed = "allowed_signers"\nrevoked_signers = "revoked"', []],
  ["a list that is not there", 'require_signed = "alowed_signers"', ["missing-signers runner.toml:2:18"]],
  ["one of two", 'require_signed = ["allowed_signers", "keys.gpg"]', ["missing-signers runner.toml:2:38"]],
  ["a folder", 'require_signed = "lists"', ["missing-signers runner.toml:2:18"]],
  ["a link", 'require_signed = "link"', ["missing-signers runner.toml:2:18"]],
  [
    "no list of the revoked",
    'require_signed = "allowed_signers"\nrevoked_signers = "rvoked"',
    ["missing-signers runner.toml:3:19"],
  ],
  ["of the revoked, where nobody has to sign", 'revoked_signers = "rvoked"', []],
  ["a list of the host's", 'require_signed = "/etc/runner/allowed_signers"', []],
])("who may sign: %s", (_, keys, problems) => {
  const entries = ["allowed_signers", "revoked"].map((path) => ({ path, kind: "file" as const }));
  const link = { path: "link", kind: "symlink" as const, target: "allowed_signers" };
  const files = { "runner.toml": `[git]\n${keys}` };
  expect(listProblems(defineFiles({ files, entries: [...entries, link] }))).toEqual(problems);
});

test("a wrong default is told once, however many tasks would have it", () => {
  const files = {
    "runner.toml": '[defaults]\ntimezone = "X"',
    "tasks.d/a.toml": 'run = "x"',
    "tasks.d/b.toml": 'run = "x"',
  };
  expect(listProblems(defineFiles({ files }))).toEqual(["unknown-zone runner.toml:2:12"]);
});

test("which programs the names of shells mean here", () => {
  const hostToml = 'python = "/opt/py/bin/python3"\nsh = "dash"';
  const env = { RUNNER_SH: "/bin/sh", RUNNER_NODE: "node24" };
  const interpreters = { python3: "/opt/py/bin/python3", sh: "/bin/sh", node: "node24" };
  expect(settingsOf({ hostToml, env }).settings?.host.interpreters).toEqual(interpreters);
  expect(settingsOf({ hostToml: 'python = "./python3"' }).problems).toEqual(["wrong-value /etc/runner/host.toml:1:10"]);
});

test("host.toml", () => {
  const hostToml =
    'name = "db-1"\nlabels = ["db"]\nstate_dir = "/var/lib/runner"\nlog_level = "warn"\nlog_format = "json"';
  const host = {
    name: "db-1",
    labels: ["db"],
    stateDir: "/var/lib/runner",
    interpreters: {},
    trustWriters: false,
    logLevel: "warn",
    logFormat: "json",
  };
  expect(settingsOf({ hostToml }).settings?.host).toEqual(host);
  expect(settingsOf({ hostToml, env: { RUNNER_HOST_NAME: "x" } }).settings?.host).toEqual({ ...host, name: "x" });
  expect(settingsOf({ hostToml: "nmae = 'x'\nlog_level = 'loud'" }).problems).toEqual([
    "unknown-key /etc/runner/host.toml:1:1",
    "wrong-value /etc/runner/host.toml:2:13",
  ]);
});

test("the host alone: what is wrong has its default, and a name that is none is made one", () => {
  const file = { path: "/etc/runner/host.toml", bytes: new TextEncoder().encode('log_level = "loud"\nlabels = ["a"]') };
  const { settings, diagnostics } = defineHost({ name: "my host.", file, env: {} });
  expect(settings).toEqual({
    name: "my-host.",
    labels: ["a"],
    stateDir: undefined,
    interpreters: {},
    trustWriters: false,
    logLevel: "info",
    logFormat: "auto",
  });
  expect(listProblems({ diagnostics })).toEqual(["wrong-value /etc/runner/host.toml:1:13"]);
});

test("where each value comes from", () => {
  const toml = '[git]\npoll = "1m"\n[defaults]\ntimeout = "30m"\n[locks]\napt = 2';
  const { origins } = settingsOf({ toml, env: { RUNNER_GIT_BRANCH: "live" }, hostToml: 'name = "db-1"' });
  expect(origins).toEqual(
    expect.arrayContaining([
      { key: "defaults.timeout", value: "30m", from: "runner.toml:4" },
      { key: "git.branch", value: "live", from: "RUNNER_GIT_BRANCH" },
      { key: "git.poll", value: "1m", from: "runner.toml:2" },
      { key: "git.remote", value: "origin", from: "default" },
      { key: "priority.aging", value: "1h", from: "default" },
      {
        key: "priority.categories",
        value: '{"security":1.5,"backup":1.3,"update":1.2,"monitoring":1.1}',
        from: "default",
      },
      { key: "runner.facts_every", value: "15s", from: "default" },
      { key: "host.name", value: "db-1", from: "/etc/runner/host.toml:1" },
      { key: "locks.apt", value: "2", from: "runner.toml:6" },
    ]),
  );
});
