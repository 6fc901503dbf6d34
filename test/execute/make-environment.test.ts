import { expect, test } from "vitest";
import type { EnvironmentSource } from "../../src/execute/index.ts";
import { makeEnvironment } from "../../src/execute/index.ts";
import { runId, sha, taskId } from "../../src/model/ids.ts";

const source: EnvironmentSource = {
  task: { id: taskId("backup"), timezone: "Europe/Berlin", env: new Map(), inheritEnv: [] },
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
  RUNNER_TRIGGER: '{"kind":"schedule"}',
  RUNNER_REVISION: "a".repeat(40),
  RUNNER_REPO: "/srv/ops",
};

const bare = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8" };
const request = { kind: "request", id: "r1", by: "ann", reason: 'said "now"' } as const;
const task = source.task;

test.each<{ name: string; change: Partial<EnvironmentSource>; differs: Record<string, string> }>([
  { name: "clean", change: {}, differs: {} },
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
])("$name", ({ change, differs }) => {
  expect(Object.fromEntries(makeEnvironment({ ...source, ...change }))).toEqual({ ...whole, ...differs });
});
