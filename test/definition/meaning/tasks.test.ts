import { expect, test } from "vitest";
import { defineFiles, defineOne, listProblems, taskOf } from "../define-files.ts";

const toml = "tasks.d/x.toml";

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

test.each([
  ["TOML", toml, `run = "x"\n[env]\n${Array.from({ length: 9_998 }, (_, i) => `A${i} = "x"\n`).join("")}`],
  ["YAML", "tasks.d/x.yaml", `run: x\nenv:\n${Array.from({ length: 9_998 }, (_, i) => `  A${i}: x\n`).join("")}`],
])("as many keys as a file may have, %s", (_, path, text) => {
  expect(taskOf({ files: { [path]: text } }).env.size).toBe(9_998);
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
