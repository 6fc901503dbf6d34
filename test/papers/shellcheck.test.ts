import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { builtInActions } from "../../src/cli/built-in-actions.ts";
import { readFromDisk } from "../../src/cli/inspect-tree.ts";
import { define } from "../../src/definition/index.ts";
import { toProblem } from "../../src/diagnostics/index.ts";
import { inspect, lintShell } from "../../src/inspect/index.ts";
import { readFolder } from "../../src/repository/index.ts";
import { needProgram } from "../actions/need-tools.ts";
import { makeFolder } from "../cli/folder.ts";

// All shell and Python that the project has or writes for others: ShellCheck has nothing to say of the one, and the oldest
// Python that actions ask for can read the other.

const project = fileURLToPath(new URL("../..", import.meta.url));
const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: project, encoding: "utf8" })
  .split("\0")
  .filter((path) => path !== "" && existsSync(join(project, path)));
const path = process.env["PATH"]!;

beforeEach(() => {
  needProgram("shellcheck", "shellcheck");
  needProgram("python3", "python3");
});

function shellcheck(shell: "bash" | "sh", text: string): string {
  const { stdout, stderr } = spawnSync("shellcheck", ["--norc", `--shell=${shell}`, "--severity=info", "-"], {
    input: text,
    encoding: "utf8",
  });
  return stdout + stderr;
}

const isShell = /^#!.*\b(ba|da)?sh\b/;

test("each shell script of the project", () => {
  const scripts = tracked
    .map((name) => ({ name, text: readFileSync(join(project, name), "latin1") }))
    .filter(({ name, text }) => name.endsWith(".sh") || isShell.test(text.split("\n")[0]!));
  expect(scripts.map(({ name }) => name)).toEqual(expect.arrayContaining([".ci/run"]));
  const told = scripts.map(({ text }) => shellcheck(/\bsh$/.test(text.split("\n")[0]!) ? "sh" : "bash", text));
  expect(told.join("")).toBe("");
});

test("each Python script of the project can be read by Python 3.8", () => {
  const scripts = tracked.filter((name) => name.endsWith(".py"));
  expect(scripts.length).toBeGreaterThan(23);
  const code = `import ast, sys
for path in sys.argv[1:]:
    ast.parse(open(path, encoding="utf-8").read(), path, feature_version=(3, 8))`;
  const { status, stderr } = spawnSync("python3", ["-c", code, ...scripts], { cwd: project, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

/** What ShellCheck and the interpreters say of what the tasks of a repository execute. */
async function remarksOn(folder: string): Promise<readonly unknown[]> {
  const host = { name: "host", file: undefined, env: {}, builtIn: builtInActions() };
  const { programs } = define({ files: readFolder(folder), now: Date.UTC(2026, 10, 20), host });
  expect(programs.length).toBeGreaterThan(0);
  const edges = { path, readScripts: readFromDisk(folder), limitMs: 60_000 };
  const { diagnostics, unchecked } = await inspect(programs, { ...edges, interpreters: {} });
  return [...diagnostics.map(toProblem), ...unchecked, ...(await lintShell(programs, edges)).values()];
}

test.each([
  ".",
  ...readdirSync(join(project, "examples"))
    .filter((name) => existsSync(join(project, "examples", name, "tasks.d")))
    .map((name) => `examples/${name}`),
])("what the tasks of %s execute", async (name) => {
  expect(await remarksOn(join(project, name))).toEqual([]);
});

test("what the tasks of a new repository execute", async () => {
  const folder = makeFolder();
  expect(await folder.call(["init", "ops"])).toMatchObject({ code: 0 });
  expect(await remarksOn(join(folder.dir, "ops"))).toEqual([]);
});

describe("what `init --ci` writes", () => {
  /** Every text under `run` or `script`, at any depth. */
  function scriptsIn(value: unknown): readonly string[] {
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]): readonly string[] => {
      const lines = [inner].flat().filter((line) => typeof line === "string");
      return (key === "run" || key === "script") && lines.length > 0 ? [lines.join("\n")] : scriptsIn(inner);
    });
  }

  test.each([
    ["github", ".github/workflows/runner-plan.yml"],
    ["forgejo", ".forgejo/workflows/runner-plan.yml"],
    ["gitea", ".gitea/workflows/runner-plan.yml"],
    ["gitlab", ".gitlab-ci.yml"],
  ])("%s", async (ci, file) => {
    const folder = makeFolder({ "tasks.d/a.toml": 'run = "true"\n' });
    await folder.call(["init"]);
    await folder.call(["init", "--ci", ci]);
    const scripts = scriptsIn(parse(folder.read(file)));
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.map((script) => shellcheck("bash", script)).join("")).toBe("");
  });

  test("hook", async () => {
    const folder = makeFolder();
    execFileSync("git", ["init", "--quiet", "--bare", join(folder.dir, "ops.git")]);
    expect(await folder.call(["init", "--ci", "hook", join(folder.dir, "ops.git")])).toMatchObject({ code: 0 });
    const text = folder.read("ops.git/hooks/pre-receive");
    expect(text).toMatch(isShell);
    expect(shellcheck(/\bsh$/.test(text.split("\n")[0]!) ? "sh" : "bash", text)).toBe("");
  });
});
