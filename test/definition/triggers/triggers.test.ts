import { expect, test } from "vitest";
import type { EventTrigger } from "../../../src/model/trigger.ts";
import { defineFiles, listProblems } from "../define-files.ts";

/** The triggers of a task beside another one, `y`. */
function triggersOf(path: string, text: string): readonly EventTrigger[] {
  const definition = defineFiles({ files: { [path]: text, "tasks.d/y.toml": 'run = "y"' } });
  const task = [...(definition.catalog?.tasks.values() ?? [])].find(({ id }) => id === "x");
  if (task === undefined) throw new Error(listProblems(definition).join("\n"));
  return task.triggers;
}

const disk = (path: string, above: number) => ({
  kind: "fact",
  query: { kind: "disk_usage", path },
  test: { kind: "between", above, below: undefined },
});

test.each<[toml: string, yaml: string, triggers: readonly object[]]>([
  ['"boot"', "boot", [{ key: "boot", kind: "boot", delayMs: 0 }]],
  ['"boot + 5m"', "boot+5m", [{ key: "boot+300000ms", kind: "boot", delayMs: 300_000 }]],
  ['{ boot = { delay = "5m" } }', "{ boot: { delay: 5m } }", [{ key: "boot+300000ms" }]],
  ['"shutdown"', "Shutdown", [{ key: "shutdown", kind: "shutdown" }]],
  ['["login"]', "[login]", [{ key: "login", kind: "login", user: undefined }]],
  ['{ login = { user = "ann" } }', "{ login: { user: ann } }", [{ key: "login ann", kind: "login", user: "ann" }]],
  ['[{ task = "y" }]', "[{ task: y }]", [{ key: "task y success", kind: "task", task: "y", status: "success" }]],
  [
    '{ task = "*", status = "failed" }',
    "{ task: '*', status: failed }",
    [{ kind: "task", task: "*", status: "failed" }],
  ],
  ['{ file_changed = "/etc/**" }', "{ file_changed: /etc/** }", [{ kind: "file-changed", glob: "/etc/**" }]],
  ['{ changed = "scripts/**" }', "{ changed: scripts/** }", [{ kind: "changed", globs: ["scripts/**"] }]],
  ['{ changed = ["b", "./a", "a"] }', "{ changed: [b, ./a, a] }", [{ key: 'changed ["a","b"]', globs: ["a", "b"] }]],
  [
    '{ request = { category = "Device Slow", min_confidence = 0.8 } }',
    "{ request: { category: Device Slow, min_confidence: 0.8 } }",
    [{ key: "request deviceslow 0.8", kind: "request", category: "Device Slow", minConfidence: 0.8 }],
  ],
  [
    '{ condition = { disk_usage = { path = "/var", above = 90 } }, for = "5m", repeat = "1h" }',
    "{ condition: { disk_usage: { path: /var, above: 90 } }, for: 5m, repeat: 1h }",
    [{ kind: "condition", condition: disk("/var", 90), forMs: 300_000, repeatMs: 3_600_000 }],
  ],
  [
    '"condition:disk_usage:/var:90"',
    "condition:disk_usage:/var:90",
    [{ kind: "condition", condition: disk("/var", 90), forMs: 0, repeatMs: undefined }],
  ],
  ['"condition:disk_usage:90"', "condition:disk_usage:90", [{ condition: disk("/", 90) }]],
  ['"condition:system_load:0.8"', "condition:system_load:0.8", [{ condition: { test: { above: 0.8 } } }]],
  ['"condition:memory_usage:85"', "condition:memory_usage:85", [{ condition: { query: { kind: "memory_usage" } } }]],
  ['"condition:cpu_usage:90"', "condition:cpu_usage:90", [{ condition: { query: { kind: "cpu_usage" } } }]],
  [
    '"condition:process:MyApp"',
    "condition:process:MyApp",
    [{ condition: { query: { kind: "process", name: "MyApp" } } }],
  ],
  ['"condition:file:/a:b"', "condition:file:/a:b", [{ condition: { query: { kind: "file", path: "/a:b" } } }]],
  [
    '"condition:service:nginx"',
    "condition:service:nginx",
    [{ condition: { query: { kind: "service", name: "nginx" } } }],
  ],
])("on %s", (toml, yaml, triggers) => {
  expect(triggersOf("tasks.d/x.toml", `run = "x"\non = ${toml}`)).toMatchObject(triggers);
  expect(triggersOf("tasks.d/x.yaml", `run: x\non: ${yaml}`)).toMatchObject(triggers);
});

test.each([
  ["TOML", "tasks.d/x.toml", 'run = "x"\nschedule = ["daily", "boot+5m", "condition:file:/x"]\non = ["boot+300s"]'],
  ["YAML", "tasks.d/x.yaml", "run: x\nschedule: [daily, boot+5m, 'condition:file:/x']\non: [boot+300s]"],
])("events among schedules, the same one written twice being one, %s", (_, path, text) => {
  expect(triggersOf(path, text).map(({ key }) => key)).toEqual(["boot+300000ms", 'condition "file(/x)"']);
});

test("a schedule that is but an event leaves no schedule", () => {
  const { catalog } = defineFiles({ files: { "tasks.d/x.toml": 'run = "x"\nschedule = "login"' } });
  expect([...catalog!.tasks.values()]).toMatchObject([{ schedules: [], triggers: [{ kind: "login" }] }]);
});

test.each([
  ["the order of all", '{ all = [{ file = "/a" }, { port = 1 }] }', '{ all = [{ port = 1 }, { file = "/a" }] }', true],
  ["all of one", '{ all = [{ file = "/a" }] }', '{ file = "/a" }', true],
  ["the same twice", '{ any = [{ file = "/a" }, { file = "/a" }] }', '{ file = "/a" }', true],
  ["a default spelled out", "{ port = 1 }", '{ port = { host = "localhost", port = 1 } }', true],
  ["all and any", '{ all = [{ file = "/a" }, { port = 1 }] }', '{ any = [{ file = "/a" }, { port = 1 }] }', false],
  ["not", '{ file = "/a" }', '{ not = { file = "/a" } }', false],
  ["above and below", "{ cpu_usage = { above = 5 } }", "{ cpu_usage = { below = 5 } }", false],
])("equal conditions have equal keys: %s", (_, one, other, same) => {
  const [a, b] = [one, other].map((condition) => {
    return triggersOf("tasks.d/x.toml", `run = "x"\non = [{ condition = ${condition} }]`)[0]!.key;
  });
  expect(a === b).toBe(same);
});

test.each<[string, Record<string, string>, string[]]>([
  [
    "two after each other",
    { a: 'run = "x"\non = [{ task = "b" }]', b: 'run = "x"\non = { task = "a", status = "finished" }' },
    ["trigger-cycle tasks.d/a.toml:2:16"],
  ],
  ["any task is no circle", { a: 'run = "x"\non = [{ task = "*", status = "failed" }]' }, []],
  ["a need and an event are no circle", { a: 'run = "x"\nneeds = ["b"]', b: 'run = "x"\non = [{ task = "a" }]' }, []],
  [
    "after what it starts itself",
    { a: 'run = "x"\non = [{ task = "b" }]\nneeds = ["b"]', b: 'run = "x"' },
    ["trigger-cycle tasks.d/a.toml:2:16"],
  ],
  [
    "after what is started for one that starts it",
    {
      a: 'run = "x"\non = [{ task = "c" }]',
      b: 'run = "x"\non = [{ task = "a" }]\nneeds = ["c"]',
      c: 'run = "x"\non = [{ request = { category = "X" } }]',
    },
    ["trigger-cycle tasks.d/a.toml:2:16"],
  ],
  [
    "after what runs by itself",
    { a: 'run = "x"\non = [{ task = "b" }]\nneeds = ["b"]', b: 'run = "x"\nschedule = "hourly"' },
    [],
  ],
  [
    "a slip",
    { a: 'run = "x"\non = [{ task = "db-dmup" }]', "db-dump": 'run = "x"' },
    ["unknown-trigger tasks.d/a.toml:2:16"],
  ],
  [
    "a file that cannot be read",
    { a: 'run = "x"\non = [{ task = "b" }]', b: "run = x" },
    ["toml-syntax tasks.d/b.toml:1:7"],
  ],
])("tasks after tasks: %s", (_, texts, problems) => {
  const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [`tasks.d/${name}.toml`, text]));
  expect(listProblems(defineFiles({ files }))).toEqual(problems);
});

test("a circle of both kinds is told with every hop", () => {
  const files = {
    "tasks.d/a.toml": 'run = "x"\non = [{ task = "c" }]',
    "tasks.d/b.toml": 'run = "x"\non = [{ task = "a" }]\nneeds = ["c"]',
    "tasks.d/c.toml": 'run = "x"',
  };
  expect(defineFiles({ files }).diagnostics).toMatchObject([
    {
      message: 'These tasks start each other in a circle, for ever: "a" runs after "c", and so on back to it.',
      related: [{ message: '"c" is started for "b"' }, { message: '"b" runs after "a"' }],
    },
  ]);
});

test("a circle is told with every hop, a slip with what was meant", () => {
  const files = {
    "tasks.d/a.toml": 'run = "x"\non = [{ task = "b" }]',
    "tasks.d/b.toml": 'run = "x"\non = [{ task = "a" }, { task = "aa" }]',
  };
  expect(defineFiles({ files }).diagnostics).toMatchObject([
    { message: expect.stringContaining("a → b → a") as string, related: [{ message: '"b" runs after "a"' }] },
    { code: "unknown-trigger", hint: 'Did you mean "a"?' },
  ]);
});
