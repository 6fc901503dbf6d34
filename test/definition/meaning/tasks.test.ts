import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Task } from "../../../src/model/task.ts";
import { defineFiles, defineOne, listProblems, taskOf } from "../define-files.ts";

const toml = "tasks.d/x.toml";
const script = { path: "scripts/x.sh", kind: "executable" } as const;

function taskFrom(text: string): Task {
  return taskOf({
    files: { [toml]: text },
    entries: [script, { path: "s.sh", kind: "symlink", target: "scripts/x.sh" }],
  });
}

test("what counts where nobody says otherwise", () => {
  expect(taskFrom('run = "x"')).toEqual({
    id: "x",
    name: undefined,
    description: undefined,
    owner: undefined,
    tags: [],
    category: undefined,
    enabled: true,
    suspend: undefined,
    schedules: [],
    timezone: "UTC",
    catchUp: { policy: "none", withinMs: undefined },
    startDeadlineMs: undefined,
    needs: [],
    command: { kind: "text", text: "x" },
    shell: ["bash", "-euo", "pipefail", "{}"],
    workspace: "snapshot",
    workdir: ".",
    env: new Map(),
    inheritEnv: [],
    check: undefined,
    timeoutMs: undefined,
    killAfterMs: 10_000,
    retry: {
      attempts: 1,
      delayMs: 0,
      backoff: "fixed",
      maxDelayMs: undefined,
      jitter: 0,
      onExit: undefined,
      onLost: false,
    },
    overlap: "skip",
    pauseAfterFailures: undefined,
    locks: [],
    priority: "medium",
    successExitCodes: [0],
    hosts: [],
    file: toml,
    line: 1,
    digest: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
    written: { run: "x" },
  });
});

test("the schema tells the same defaults", () => {
  const schema = JSON.parse(readFileSync(new URL("../../../schemas/task.schema.json", import.meta.url), "utf8")) as {
    $defs: { task: { properties: Record<string, { default?: unknown }> } };
  };
  const defaults = Object.entries(schema.$defs.task.properties).filter(([, key]) => key.default !== undefined);
  expect(defaults.length).toBeGreaterThan(10);
  const written = JSON.stringify(Object.fromEntries(defaults.map(([name, key]) => [name, key.default])));
  const explicit = taskOf({ files: { "tasks.d/x.yaml": `{ run: x, ${written.slice(1)}` } });
  expect(explicit.digest).toBe(taskFrom('run = "x"').digest);
});

test.each<[string, string, Partial<Task>]>([
  [
    "a command as text",
    'run = """\r\necho a\r\necho b\r\n"""',
    { command: { kind: "text", text: "echo a\necho b\n" } },
  ],
  [
    "a command as a list",
    'run = ["/opt/My App/run", "a b"]',
    { command: { kind: "argv", argv: ["/opt/My App/run", "a b"] } },
  ],
  [
    "a script",
    'run = { script = "./scripts//x.sh", args = ["-v"] }',
    { command: { kind: "script", path: "scripts/x.sh", args: ["-v"] } },
  ],
  ["a script behind a link", 'run = { script = "s.sh" }', { command: { kind: "script", path: "s.sh", args: [] } }],
  ["a check", 'run = "x"\ncheck = ["test", "-e", "/x"]', { check: { kind: "argv", argv: ["test", "-e", "/x"] } }],
  ["sh", 'run = "x"\nshell = "sh"', { shell: ["sh", "-eu", "{}"] }],
  ["python3", 'run = "x"\nshell = "python3"', { shell: ["python3", "{}"] }],
  ["a shell of one's own", 'run = "x"\nshell = ["perl", "-w", "{}"]', { shell: ["perl", "-w", "{}"] }],
  [
    "a schedule",
    'run = "x"\nschedule = "daily at 02:00"\ntimezone = "Europe/Berlin"',
    {
      timezone: "Europe/Berlin",
      schedules: [expect.objectContaining({ kind: "cron", zone: "Europe/Berlin" }) as never],
    },
  ],
  [
    "a TOML time where a time is meant",
    'run = "x"\nschedule = { daily = 03:00:00 }',
    { schedules: [expect.objectContaining({ kind: "cron" }) as never] },
  ],
  [
    "a TOML time in a weekly table",
    'run = "x"\nschedule = { weekly = { day = "sunday", at = 03:00:00 } }',
    { schedules: [expect.objectContaining({ kind: "cron" }) as never] },
  ],
  [
    "an anchor as a TOML date",
    'run = "x"\nschedule = { every = "6h", anchor = 2026-01-01T00:00:00Z }',
    { schedules: [expect.objectContaining({ kind: "every", anchor: Date.UTC(2026, 0, 1) }) as never] },
  ],
  [
    "schedules, one of them twice",
    'run = "x"\nschedule = ["daily at 02:00", "0 2 * * *", "hourly"]',
    { schedules: [expect.anything() as never, expect.anything() as never] },
  ],
  [
    "catch-up",
    'run = "x"\ncatch_up = { policy = "all", within = "7d" }',
    { catchUp: { policy: "all", withinMs: 604_800_000 } },
  ],
  [
    "suspended until a date in the task's zone",
    'run = "x"\ntimezone = "Europe/Berlin"\nsuspend = { until = 2026-12-01, reason = "why" }',
    { suspend: { until: Date.UTC(2026, 10, 30, 23), reason: "why" } },
  ],
  [
    "suspended until a moment",
    'run = "x"\nsuspend = { until = "2026-12-01T03:00Z" }',
    { suspend: { until: Date.UTC(2026, 11, 1, 3), reason: "" } },
  ],
  [
    "suspended until a time of the zone",
    'run = "x"\nsuspend = { until = 2026-12-01 03:00:00 }',
    { suspend: { until: Date.UTC(2026, 11, 1, 3), reason: "" } },
  ],
  ["no timeout", 'run = "x"\ntimeout = "none"', { timeoutMs: undefined }],
  [
    "a retry",
    'run = "x"\nretry = { attempts = 3, delay = "30s", backoff = "exponential", max_delay = "5m", jitter = 0.5, on_exit = [75], on_lost = true }',
    {
      retry: {
        attempts: 3,
        delayMs: 30_000,
        backoff: "exponential",
        maxDelayMs: 300_000,
        jitter: 0.5,
        onExit: [75],
        onLost: true,
      },
    },
  ],
  ["a work folder", 'run = "x"\nworkdir = "site/./a/.."', { workdir: "site" }],
  ["a work folder of the host", 'run = "x"\nworkdir = "/var/www"', { workdir: "/var/www" }],
  ["a category of one's own", 'run = "x"\ncategory = "custom:billing"', { category: "custom:billing" }],
  ["host patterns", 'run = "x"\nhosts = ["web-*", "!web-3"]', { hosts: ["web-*", "!web-3"] }],
  ["a variable named like a key, inline", 'run = "x"\nenv = { timeout = "3h" }', { env: new Map([["timeout", "3h"]]) }],
])("%s", (_, text, expected) => {
  expect(taskFrom(text)).toMatchObject(expected);
});

test("needs", () => {
  const definition = defineFiles({
    files: {
      "tasks.d/a.toml": 'run = "x"\nneeds = ["b", { task = "c", status = "finished", max_age = "1d" }]',
      "tasks.d/b.yaml": "run: x",
      "tasks.d/c.yml": "run: x",
    },
  });
  expect(definition.catalog?.tasks.get("a" as never)?.needs).toEqual([
    { task: "b", status: "success", maxAgeMs: undefined },
    { task: "c", status: "finished", maxAgeMs: 86_400_000 },
  ]);
});

test("which files count", () => {
  const task = 'run = "x"';
  const files = {
    "README.md": "x",
    "tasks.d/README.md": "x",
    "tasks.d/b.toml": task,
    "tasks.d/web/deep/a.toml": task,
    "tasks.d/_draft.toml": "?",
    "tasks.d/.hidden.toml": "?",
    "tasks.d/_old/c.toml": "?",
    "tasks.d/x.toml.bak": "?",
    "other/d.toml": "?",
  };
  const definition = defineFiles({ files });
  expect(listProblems(definition)).toEqual([]);
  expect([...definition.catalog!.tasks.keys()]).toEqual(["a", "b"]);
  expect(definition.taskCount).toBe(2);
});

test("no tasks at all", () => {
  expect(defineFiles({ files: {} })).toMatchObject({ catalog: { tasks: new Map() }, diagnostics: [], taskCount: 0 });
});

test.each([
  [
    "TOML",
    "tasks.d/x.toml",
    'defaults = { timeout = "1h" }\n[[tasks]]\nid = "a"\nrun = "x"\n\n[[tasks]]\nid = "b"\nrun = "y"\ntimeout = "2h"\n',
    [3, 7],
  ],
  [
    "YAML",
    "tasks.d/x.yaml",
    "defaults: { timeout: 1h }\ntasks:\n  - id: a\n    run: x\n  - { id: b, run: y, timeout: 2h }\n",
    [3, 5],
  ],
] as const)("several tasks in one file, %s", (_, path, text, [lineOfA, lineOfB]) => {
  const definition = defineOne(path, text);
  expect(listProblems(definition)).toEqual([]);
  expect([...definition.catalog!.tasks.values()]).toMatchObject([
    { id: "a", timeoutMs: 3_600_000, line: lineOfA - (path.endsWith("toml") ? 1 : 0) },
    { id: "b", timeoutMs: 7_200_000, line: lineOfB - (path.endsWith("toml") ? 1 : 0) },
  ]);
});

test("task before file before environment before settings before built-in; tables by key, lists as a whole", () => {
  const files = {
    "runner.toml": `[defaults]
      priority = "low"
      overlap = "queue"
      timeout = "1m"
      kill_after = "1m"
      locks = ["a", "b"]
      env = { A = "settings", B = "settings", C = "settings" }
      retry = { attempts = 3, delay = "5s" }
      schedule = { daily = "02:00" }`,
    "tasks.d/x.yaml": `
defaults: { timeout: 2m, env: { B: file, C: file } }
tasks:
  - { id: x, run: x, priority: high, locks: [c], env: { C: task }, retry: { delay: 1s }, schedule: { cron: 0 3 * * * } }`,
  };
  const task = taskOf({ files, env: { RUNNER_DEFAULTS_OVERLAP: "allow", RUNNER_DEFAULTS_TIMEOUT: "9m" } });
  expect(task).toMatchObject({
    priority: "high",
    overlap: "allow",
    timeoutMs: 120_000,
    killAfterMs: 60_000,
    locks: ["c"],
    env: new Map([
      ["A", "settings"],
      ["B", "file"],
      ["C", "task"],
    ]),
    retry: { attempts: 3, delayMs: 1000 },
    schedules: [{ kind: "cron" }],
  });
  expect(Object.keys(task.written)).toEqual(Object.keys(task.written).toSorted());
  expect(task.written["env"]).toEqual({ A: "settings", B: "file", C: "task" });
});

test("run may come from defaults; if settings cannot be read its lack is not told", () => {
  expect(taskOf({ files: { "runner.toml": '[defaults]\nrun = "x"', [toml]: "" } }).command).toEqual({
    kind: "text",
    text: "x",
  });
  expect(listProblems(defineFiles({ files: { "runner.toml": "[", [toml]: "" } }))).toEqual([
    "toml-syntax runner.toml:1:2",
  ]);
});

test("zone of the settings where a task has none", () => {
  const files = { "runner.toml": '[runner]\ntimezone = "Asia/Tokyo"', [toml]: 'run = "x"\nschedule = "daily"' };
  expect(taskOf({ files })).toMatchObject({ timezone: "Asia/Tokyo", schedules: [{ zone: "Asia/Tokyo" }] });
});

test.each([
  ["a description", 'run = "x"\ndescription = "y"', true],
  ["a category", 'run = "x"\ncategory = "backup"', true],
  ["another wording of the schedule", 'run = "x"\nschedule = "daily at 02:00"', false],
  ["a variable", 'run = "x"\nenv = { A = "b" }', false],
  ["the command", 'run = "y"', false],
  ["a default spelled out", 'run = "x"\noverlap = "skip"\nenv = {}', true],
  ["a timeout", 'run = "x"\ntimeout = "1h"', false],
])("%s: same meaning? %#", (_, text, same) => {
  expect(taskFrom(text).digest === taskFrom('run = "x"').digest).toBe(same);
});

test("two wordings of one schedule mean the same", () => {
  const [a, b] = ['"daily at 02:00"', '"0 2 * * *"'].map((schedule) => taskFrom(`run = "x"\nschedule = ${schedule}`));
  expect(a!.digest).toBe(b!.digest);
  expect(a!.written).not.toEqual(b!.written);
});

test("one id in two files: both places, whatever the order of files", () => {
  const files = [
    ["tasks.d/a/x.toml", 'run = "x"'],
    ["tasks.d/b/x.yaml", "run: x"],
  ] as const;
  for (const order of [files, files.toReversed()]) {
    const { diagnostics } = defineFiles({ files: Object.fromEntries(order) });
    expect(diagnostics).toMatchObject([
      {
        code: "duplicate-id",
        span: { source: { path: "tasks.d/b/x.yaml" } },
        related: [{ span: { source: { path: "tasks.d/a/x.toml" } } }],
      },
    ]);
  }
});

test("a circle over files shows every hop", () => {
  const needing = (id: string): string => `run = "x"\nneeds = ["${id}"]`;
  const { diagnostics } = defineFiles({
    files: { "tasks.d/a.toml": needing("b"), "tasks.d/b.toml": needing("c"), "tasks.d/c.toml": needing("a") },
  });
  expect(diagnostics).toMatchObject([
    {
      code: "need-cycle",
      message: "These tasks need each other in a circle: a → b → c → a.",
      span: { source: { path: "tasks.d/a.toml" } },
      related: [
        { message: '"b" needs "c"', span: { source: { path: "tasks.d/b.toml" } } },
        { message: '"c" needs "a"', span: { source: { path: "tasks.d/c.toml" } } },
      ],
    },
  ]);
});

test("a task of a file that cannot be read is not missing as well", () => {
  const files = { "tasks.d/a.toml": 'run = "x"\nneeds = ["b"]', "tasks.d/b.toml": "run = " };
  expect(listProblems(defineFiles({ files }))).toEqual(["toml-syntax tasks.d/b.toml:1:7"]);
});

test("all problems of all files, in order of path and place", () => {
  const files = {
    "tasks.d/b.toml": 'timeout = 5\nrun = ["echo hi"]\nfoo = 1\nneeds = ["nobody"]\nschedule = "x"',
    "tasks.d/a.yaml": "enabled: yes\nrun: { script: none.sh }\n",
    "runner.toml": "[git]\npol = 1",
  };
  expect(listProblems(defineFiles({ files }))).toEqual([
    "unknown-key runner.toml:2:1",
    "wrong-type tasks.d/a.yaml:1:10",
    "missing-script tasks.d/a.yaml:2:16",
    "bad-duration tasks.d/b.toml:1:11",
    "text-in-list tasks.d/b.toml:2:7",
    "unknown-key tasks.d/b.toml:3:1",
    "unknown-need tasks.d/b.toml:4:10",
    "unknown-schedule tasks.d/b.toml:5:12",
  ]);
});
