import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { define } from "../../src/definition/index.ts";
import { toProblem } from "../../src/diagnostics/to-problem.ts";
import { emptySnapshot } from "../../src/model/memory.ts";
import { forecast } from "../../src/plan/index.ts";
import { readFolder } from "../../src/repository/index.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const now = Date.UTC(2026, 10, 20, 12, 30);
const eightDaysMs = 8 * 86_400_000;

const repositories = [
  ".",
  ...readdirSync(join(project, "examples"))
    .filter((name) => existsSync(join(project, "examples", name, "tasks.d")))
    .map((name) => `examples/${name}`),
];

describe.each(repositories)("the task repository %s", (path) => {
  const files = readFolder(join(project, path));
  const host = { name: "host", file: undefined, env: {} };
  const definition = define({ files, now, host });

  test("has no problems, not even warnings", () => {
    expect(definition.diagnostics.map(toProblem)).toEqual([]);
    expect(definition.taskCount).toBeGreaterThan(0);
  });

  test("runs each of its tasks within eight days", () => {
    const catalog = definition.catalog!;
    const { entries } = forecast({
      catalog,
      revision: undefined,
      snapshot: emptySnapshot,
      host: { name: host.name, labels: [] },
      now,
      forMs: eightDaysMs,
    });
    const ran = new Set(entries.filter(({ decision }) => decision === "run").map(({ task }) => task));
    expect([...ran].sort()).toEqual([...catalog.tasks.keys()].sort());
    expect(entries.filter(({ decision }) => decision === "skip")).toEqual([]);
  });
});

test("this repository's own chores are written in TOML and in YAML", () => {
  const endings = readdirSync(join(project, "tasks.d")).map((name) => name.split(".").at(-1));
  expect(new Set(endings)).toEqual(new Set(["toml", "yaml"]));
});
