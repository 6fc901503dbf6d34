import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { builtInActions } from "../../src/cli/built-in-actions.ts";
import { define } from "../../src/definition/index.ts";
import { toProblem } from "../../src/diagnostics/to-problem.ts";
import type { Task } from "../../src/model/task.ts";
import { emptySnapshot } from "../../src/model/memory.ts";
import { call } from "../cli/call.ts";
import { forecast } from "../../src/plan/index.ts";
import { readFolder } from "../../src/repository/index.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const now = Date.UTC(2026, 10, 20, 12, 30);
const eightDaysMs = 8 * 86_400_000;

const gatesOfTime = ["window", "blackout", "cooldown", "rate"];

const repositories = [
  ".",
  ...readdirSync(join(project, "examples"))
    .filter((name) => existsSync(join(project, "examples", name, "tasks.d")))
    .map((name) => `examples/${name}`),
];

describe.each(repositories)("the task repository %s", (path) => {
  const files = readFolder(join(project, path));
  const host = { name: "host", file: undefined, env: {}, builtIn: builtInActions() };
  const definition = define({ files, now, host });

  test("has no problems, not even warnings", () => {
    expect(definition.diagnostics.map(toProblem)).toEqual([]);
    expect(definition.taskCount).toBeGreaterThan(0);
  });

  test("runs each of its tasks that has a schedule within eight days", () => {
    const catalog = definition.catalog!;
    const scheduled = [...catalog.tasks.values()].filter(({ schedules }) => schedules.length > 0).map(({ id }) => id);
    const { entries } = forecast({
      catalog,
      revision: undefined,
      snapshot: emptySnapshot,
      host: { name: host.name, labels: [] },
      now,
      forMs: eightDaysMs,
    });
    const ran = new Set(entries.filter(({ decision }) => decision === "run").map(({ task }) => task));
    expect([...ran].sort()).toEqual(expect.arrayContaining(scheduled.sort()));
    // What its author holds back is no surprise.
    const surprising = entries.filter(({ decision, reason }) => decision === "skip" && !gatesOfTime.includes(reason));
    expect(surprising).toEqual([]);
  });
});

test("examples/when shows every event and every gate, and its facts let its conditions come true", async () => {
  const dir = join(project, "examples/when");
  const { catalog } = define({ files: readFolder(dir), now, host: { name: "host", file: undefined, env: {} } });
  const tasks = [...catalog!.tasks.values()];
  const events = new Set(tasks.flatMap(({ triggers }) => triggers.map(({ kind }) => kind)));
  expect([...events].sort()).toEqual(
    ["boot", "changed", "condition", "file-changed", "login", "request", "shutdown", "task"].sort(),
  );
  const shows: Readonly<Record<string, (task: Task) => boolean>> = {
    window: ({ windows }) => windows.length > 0,
    overrun: ({ windows }) => windows.some(({ overrun }) => overrun === "cancel"),
    blackout: ({ blackouts }) => blackouts.some(({ dates }) => dates === undefined),
    calendar: ({ blackouts }) => blackouts.some(({ dates }) => dates !== undefined),
    cooldown: ({ cooldownMs }) => cooldownMs > 0,
    rate: ({ rate }) => rate !== undefined,
    jitter: ({ jitterMs }) => jitterMs > 0,
    when: ({ when }) => when !== undefined,
    otherwise: ({ otherwise }) => otherwise === "wait",
    needs: ({ needs }) => needs.some(({ maxAgeMs }) => maxAgeMs !== undefined),
    locks: ({ locks }) => locks.length > 0,
    impact: ({ impact }) => impact.length > 0,
  };
  expect(Object.entries(shows).filter(([, isShown]) => !tasks.some(isShown))).toEqual([]);

  const words = [
    "simulate",
    "--from",
    "2026-11-20T00:00Z",
    "--to",
    "2026-11-22T00:00Z",
    "--facts",
    "facts.json",
    "--json",
  ];
  const { code, out } = await call([...words, "--repo", dir], { cwd: dir });
  expect(code).toBe(0);
  const ran = (JSON.parse(out) as { forecast: { task: string; decision: string }[] }).forecast
    .filter(({ decision }) => decision === "run")
    .map(({ task }) => task);
  expect([...new Set(ran)].sort()).toEqual(
    ["backup", "clean-var", "copy-offsite", "reindex", "security-updates", "verify-backup"].sort(),
  );
});

test("this repository's own chores are written in TOML and in YAML", () => {
  const endings = readdirSync(join(project, "tasks.d")).map((name) => name.split(".").at(-1));
  expect(new Set(endings)).toEqual(new Set(["toml", "yaml"]));
});
