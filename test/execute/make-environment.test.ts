import { expect, test } from "vitest";
import type { EnvironmentSource } from "../../src/execute/index.ts";
import { makeEnvironment } from "../../src/execute/index.ts";
import { factKeyOf } from "../../src/model/condition.ts";
import { runId, sha, taskId } from "../../src/model/ids.ts";
import type { Trigger } from "../../src/model/run.ts";

const source: EnvironmentSource = {
  task: { id: taskId("backup"), timezone: "Europe/Berlin", env: new Map(), inheritEnv: [], dryRun: false },
  wanted: { id: runId("20261120T020000Z-0123456789"), slot: Date.UTC(2026, 10, 20, 2), trigger: { kind: "schedule" } },
  attempt: 2,
  revision: sha("a".repeat(40)),
  repository: "/srv/ops",
  runner: { PATH: "/opt/bin:/bin", LANG: "de_DE.UTF-8", SECRET: "s", TZ: "Asia/Tokyo", HOME: "/other" },
  user: { name: "ops", home: "/home/ops", shell: "/bin/bash" },
};

const whole = {
  PATH: "/opt/bin:/bin",
  HOME: "/home/ops",
  USER: "ops",
  LOGNAME: "ops",
  SHELL: "/bin/bash",
  LANG: "de_DE.UTF-8",
  TZ: "Europe/Berlin",
  RUNNER_TASK: "backup",
  RUNNER_RUN_ID: "20261120T020000Z-0123456789",
  RUNNER_SLOT: "2026-11-20T02:00:00Z",
  RUNNER_ATTEMPT: "2",
  RUNNER_PARAMS: "{}",
  RUNNER_TRIGGER: '{"kind":"schedule"}',
  RUNNER_REVISION: "a".repeat(40),
  RUNNER_REPO: "/srv/ops",
  RUNNER_DRY_RUN: "",
};

const bare = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8" };
const request = { kind: "request", id: "r1", by: "ann", reason: 'said "now"' } as const;
const task = source.task;

test.each<{ name: string; change: Partial<EnvironmentSource>; differs: Record<string, string> }>([
  { name: "clean", change: {}, differs: {} },
  { name: "a dry run", change: { task: { ...task, dryRun: true } }, differs: { RUNNER_DRY_RUN: "1" } },
  {
    name: "a dry run that was asked for",
    change: { wanted: { ...source.wanted, trigger: { ...request, dryRun: true } } },
    differs: { RUNNER_DRY_RUN: "1", RUNNER_TRIGGER: JSON.stringify(request) },
  },
  { name: "a runner with nothing", change: { runner: {} }, differs: bare },
  {
    name: "inherited, if there",
    change: { task: { ...task, inheritEnv: ["SECRET", "NOPE"] } },
    differs: { SECRET: "s" },
  },
  { name: "inherited over the base", change: { task: { ...task, inheritEnv: ["TZ"] } }, differs: { TZ: "Asia/Tokyo" } },
  {
    name: "the task's own over the inherited",
    change: { task: { ...task, inheritEnv: ["SECRET"], env: new Map([["SECRET", ""]]) } },
    differs: { SECRET: "" },
  },
  {
    name: "the runner's words over the task's own",
    change: { task: { ...task, env: new Map([["RUNNER_TASK", "x"]]) } },
    differs: {},
  },
  {
    name: "a request",
    change: { wanted: { id: source.wanted.id, slot: undefined, trigger: request } },
    differs: { RUNNER_SLOT: "", RUNNER_TRIGGER: '{"kind":"request","id":"r1","by":"ann","reason":"said \\"now\\""}' },
  },
  {
    name: "parameters, over the task's own",
    change: {
      task: { ...task, env: new Map([["PARAM_KEEP_DAYS", "x"]]) },
      params: { "keep-days": 7, path: 'a "b"', list: [true, null] },
    },
    differs: {
      PARAM_KEEP_DAYS: "7",
      PARAM_PATH: 'a "b"',
      PARAM_LIST: "[true,null]",
      RUNNER_PARAMS: '{"keep-days":7,"path":"a \\"b\\"","list":[true,null]}',
    },
  },
])("$name", ({ change, differs }) => {
  expect(Object.fromEntries(makeEnvironment({ ...source, ...change }))).toEqual({ ...whole, ...differs });
});

const at = Date.UTC(2026, 10, 20, 2, 0, 0, 250);
const run = runId("20261120T010000Z-aaaaaaaaaa");

/** `told` where a script reads it otherwise than the runner has it. */
test.each<{ trigger: Trigger; told?: object }>([
  { trigger: { kind: "schedule" } },
  { trigger: { kind: "catch-up" } },
  { trigger: { ...request, category: "Device Slow", confidence: 0.8 } },
  { trigger: { kind: "needed-by", task: taskId("report"), run } },
  { trigger: { kind: "boot", bootId: "5f2c" } },
  { trigger: { kind: "shutdown" } },
  { trigger: { kind: "login", user: "ada", line: "pts/0" } },
  {
    trigger: {
      kind: "task",
      task: taskId("dump"),
      run,
      status: "failed",
      reason: "exit-1",
      detail: "The command ended with exit code 1",
      endedAt: at,
      durationMs: 12_300,
      failures: 2,
    },
    told: {
      kind: "task",
      task: "dump",
      run,
      status: "failed",
      reason: "exit-1",
      detail: "The command ended with exit code 1",
      endedAt: "2026-11-20T02:00:00.250Z",
      durationMs: 12_300,
      failures: 2,
    },
  },
  // A script is to open it: not a letter of it may change.
  { trigger: { kind: "file-changed", path: "/srv/in/a  b\n\u202e.csv" } },
  {
    trigger: { kind: "changed", paths: Array.from({ length: 21 }, (_, i) => `p${i}`) },
    told: { kind: "changed", paths: Array.from({ length: 20 }, (_, i) => `p${i}`), count: 21 },
  },
  {
    trigger: {
      kind: "condition",
      condition: "disk_usage(/var) is above 90",
      facts: [
        { key: factKeyOf({ kind: "disk_usage", path: "/var" }), value: { kind: "number", value: 93.1 }, at },
        { key: factKeyOf({ kind: "process", name: "apt" }), value: { kind: "boolean", value: false }, at },
        { key: factKeyOf({ kind: "file", path: "/x" }), value: { kind: "unknown", why: "permission denied" }, at },
      ],
    },
    told: {
      kind: "condition",
      condition: "disk_usage(/var) is above 90",
      facts: [
        { fact: "disk_usage(/var)", value: 93.1, at: "2026-11-20T02:00:00.250Z" },
        { fact: "process(apt)", value: false, at: "2026-11-20T02:00:00.250Z" },
        { fact: "file(/x)", unknown: "permission denied", at: "2026-11-20T02:00:00.250Z" },
      ],
    },
  },
])("RUNNER_TRIGGER tells $trigger.kind", ({ trigger, told = trigger }) => {
  const text = makeEnvironment({ ...source, wanted: { ...source.wanted, trigger } }).get("RUNNER_TRIGGER")!;
  expect(text).not.toMatch(/[\n\0]/);
  expect(JSON.parse(text)).toEqual(told);
});

test("RUNNER_TRIGGER fits into an environment, whatever changed", () => {
  // MAX_ARG_STRLEN of execve(2).
  const paths = Array.from({ length: 10_000 }, () => "x".repeat(4095));
  const wanted = { ...source.wanted, trigger: { kind: "changed", paths } as const };
  expect(makeEnvironment({ ...source, wanted }).get("RUNNER_TRIGGER")!.length).toBeLessThan(131_072);
});
