import { expect, test } from "vitest";
import { suggestCondition } from "../../../src/definition/conditions/suggest-condition.ts";
import type { Condition, FactQuery, Test } from "../../../src/model/condition.ts";
import { taskOf } from "../define-files.ts";

const fact = (query: FactQuery, asked: Test = { kind: "is-true" }): Condition => ({ kind: "fact", query, test: asked });
const between = (above?: number, below?: number): Test => ({ kind: "between", above, below });

function whenToml(written: string): Condition | undefined {
  return taskOf({ files: { "tasks.d/x.toml": `run = "x"\nwhen = ${written}` } }).when;
}

function whenYaml(written: string): Condition | undefined {
  return taskOf({ files: { "tasks.d/x.yaml": `run: x\nwhen: ${written}` } }).when;
}

test.each<[toml: string, yaml: string, condition: Condition]>([
  ["{ system_load = 0.8 }", "{ system_load: 0.8 }", fact({ kind: "system_load" }, between(0.8))],
  [
    "{ cpu_usage = { below = 50 } }",
    "{ cpu_usage: { below: 50 } }",
    fact({ kind: "cpu_usage" }, between(undefined, 50)),
  ],
  ["{ memory_usage = 85 }", "{ memory_usage: 85 }", fact({ kind: "memory_usage" }, between(85))],
  ["{ disk_usage = 90 }", "{ disk_usage: 90 }", fact({ kind: "disk_usage", path: "/" }, between(90))],
  [
    "{ disk_usage = { above = 90 } }",
    "{ disk_usage: { above: 90 } }",
    fact({ kind: "disk_usage", path: "/" }, between(90)),
  ],
  [
    '{ disk_usage = { path = "/var", above = 50, below = 95.5 } }',
    "{ disk_usage: { path: /var, above: 50, below: 95.5 } }",
    fact({ kind: "disk_usage", path: "/var" }, between(50, 95.5)),
  ],
  ['{ process = "apt" }', "{ process: apt }", fact({ kind: "process", name: "apt" })],
  ['{ file = "/run/mounted" }', "{ file: /run/mounted }", fact({ kind: "file", path: "/run/mounted" })],
  ['{ service = "nginx" }', "{ service: nginx }", fact({ kind: "service", name: "nginx" })],
  ["{ port = 22 }", "{ port: 22 }", fact({ kind: "port", host: "localhost", port: 22 })],
  [
    '{ port = { host = "db", port = 5432 } }',
    "{ port: { host: db, port: 5432 } }",
    fact({ kind: "port", host: "db", port: 5432 }),
  ],
  ['{ http = "http://x/y" }', "{ http: 'http://x/y' }", fact({ kind: "http", url: "http://x/y", status: 200 })],
  [
    '{ http = { url = "https://x", status = 204 } }',
    "{ http: { url: 'https://x', status: 204 } }",
    fact({ kind: "http", url: "https://x", status: 204 }),
  ],
  ['{ command = "test -e /x" }', "{ command: test -e /x }", fact({ kind: "command", command: "test -e /x" })],
  [
    '{ command = ["test", "-e", "/x"] }',
    "{ command: [test, -e, /x] }",
    fact({ kind: "command", command: ["test", "-e", "/x"] }),
  ],
  [
    '{ age = { file = "/b", above = "2d" } }',
    "{ age: { file: /b, above: 2d } }",
    fact({ kind: "age", file: "/b" }, between(172_800_000)),
  ],
  [
    '{ not = { process = "apt" } }',
    "{ not: { process: apt } }",
    { kind: "not", of: fact({ kind: "process", name: "apt" }) },
  ],
  [
    '{ all = [{ file = "/a" }, { any = [{ file = "/b" }, { port = 1 }] }] }',
    "{ all: [{ file: /a }, { any: [{ file: /b }, { port: 1 }] }] }",
    {
      kind: "all",
      of: [
        fact({ kind: "file", path: "/a" }),
        { kind: "any", of: [fact({ kind: "file", path: "/b" }), fact({ kind: "port", host: "localhost", port: 1 })] },
      ],
    },
  ],
])("%s", (toml, yaml, condition) => {
  expect(whenToml(toml)).toEqual(condition);
  expect(whenYaml(yaml)).toEqual(condition);
});

test("a table of its own below [when]", () => {
  const when = taskOf({ files: { "tasks.d/x.toml": 'run = "x"\n[when.disk_usage]\npath = "/var"\nabove = 9' } }).when;
  expect(when).toEqual(fact({ kind: "disk_usage", path: "/var" }, between(9)));
});

test("a default condition is replaced as a whole", () => {
  const files = {
    "runner.toml": '[defaults]\nwhen = { file = "/x" }',
    "tasks.d/x.toml": 'run = "x"\nwhen = { process = "y" }',
  };
  expect(taskOf({ files }).when).toEqual(fact({ kind: "process", name: "y" }));
});

test("16 deep", () => {
  expect(whenToml(`${"{ not = ".repeat(15)}{ port = 1 }${" }".repeat(15)}`)?.kind).toBe("not");
});

test.each<[string, object | undefined]>([
  ["disk_usage > 90", { disk_usage: { above: 90 } }],
  ["disk usage", undefined],
  ["disk_usage:/var > 90", { disk_usage: { path: "/var", above: 90 } }],
  ["disk(/var) >= 90 %", { disk_usage: { path: "/var", above: 90 } }],
  ["load below 0.5", { system_load: { below: 0.5 } }],
  ["condition:process:apt", { process: "apt" }],
  ["file:/x", { file: "/x" }],
  ["https://example.org", { http: "https://example.org" }],
  ["/run/mounted", { file: "/run/mounted" }],
  ["toString > 5", undefined],
])("%s was meant to be", (text, meant) => {
  expect(suggestCondition(text)).toEqual(meant);
});
