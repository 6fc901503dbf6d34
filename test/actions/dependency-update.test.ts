import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isGone } from "./is-gone.ts";
import { cargoEnvironment, git, makeRepository } from "./make-repository.ts";
import { needProgram } from "./need-tools.ts";
import { makeCrates, makeModules, serveNpm, servePython } from "./package-registry.ts";
import { pathOf } from "./path-of.ts";
import { makeFolder, runAction, snapshot } from "./run-action.ts";

const branch = "dependency-update/20261120T020000Z-test";
const released = {
  left: ["1.2.3", "1.2.9", "1.5.0", "2.1.0", "3.0.0-beta.1"],
  right: ["0.3.1", "0.3.4", "0.9.0"],
  tester: ["4.0.0", "4.1.0"],
};

async function makeShop(test = "exit 0"): Promise<string> {
  const registry = await serveNpm(released);
  const root = makeRepository({
    ".gitignore": "node_modules\n",
    ".npmrc": `registry=${registry}\nfetch-retries=0\n`,
    "package.json": `${JSON.stringify(
      {
        name: "shop",
        version: "1.0.0",
        scripts: { test },
        dependencies: { left: "1.2.3", right: "^0.3.1", own: "file:own" },
        devDependencies: { tester: "~4.0.0" },
      },
      undefined,
      4,
    )}\n`,
    "own/package.json": '{ "name": "own", "version": "1.0.0" }\n',
  });
  // As it was when these were the newest.
  const exact = { left: "1.2.3", right: "0.3.1", tester: "4.0.0" };
  const before = readFileSync(join(root, "package.json"), "utf8");
  const packages = JSON.parse(before) as { dependencies: object; devDependencies: object };
  packages.dependencies = { ...packages.dependencies, right: exact.right };
  packages.devDependencies = { tester: exact.tester };
  writeFileSync(join(root, "package.json"), JSON.stringify(packages));
  const options = ["--package-lock-only", "--no-audit", "--no-fund", "--cache", makeFolder()];
  // The registry is this process, which may not stand still meanwhile.
  const [code] = (await once(spawn("npm", ["install", ...options], { cwd: root }), "close")) as [number];
  expect(code).toBe(0);
  writeFileSync(join(root, "package.json"), before);
  git(root, "add", "--all");
  git(root, "commit", "--quiet", "--message", "lock file");
  return root;
}

const on = (root: string, file: string): Record<string, never> =>
  JSON.parse(git(root, "show", `${branch}:${file}`)) as Record<string, never>;

describe("npm", () => {
  test("compatible updates are tested on a branch of their own, and the work tree stays as it is", async () => {
    const root = await makeShop(`node -e 'if (require("left") !== "1.5.0") process.exit(1)'`);
    writeFileSync(join(root, "untracked"), "mine\n");
    const before = snapshot(join(root, "own"));
    const status = git(root, "status", "--short", "--branch");
    const run = await runAction("dependency-update", { path: root });
    expect(run.code, run.log).toBe(0);
    expect(run.outputs.data!["updates"]).toMatchObject([
      { package: "left", old: "1.2.3", new: "1.5.0", range: "1.5.0", level: "minor" },
      { package: "right", old: "0.3.1", new: "0.3.4", range: "", level: "patch" },
      { package: "tester", old: "4.0.0", new: "4.1.0", range: "~4.1.0", level: "minor" },
    ]);
    expect(run.outputs.data).toMatchObject({
      branch,
      tested_with: ["npm test"],
      left_alone: ["own: its range is file:own"],
    });
    expect(run.outputs.metrics).toMatchObject({ updates_available: 3, updates_installed: 3 });
    expect(on(root, "package.json")).toMatchObject({
      dependencies: { left: "1.5.0", right: "^0.3.1", own: "file:own" },
      devDependencies: { tester: "~4.1.0" },
    });
    expect(on(root, "package-lock.json")).toMatchObject({
      packages: {
        "": { dependencies: { left: "1.5.0", right: "^0.3.1" } },
        "node_modules/right": { version: "0.3.4" },
      },
    });
    expect(git(root, "show", `${branch}:package.json`)).toMatch(/^\{\n {4}"name"/);
    expect(git(root, "log", "-1", "--format=%s%n%P", branch)).toBe(
      `Update 3 dependencies\n${git(root, "rev-parse", "HEAD")}`,
    );
    expect(git(root, "show", "--stat", "--format=", branch)).toContain("2 files changed");
    expect(git(root, "status", "--short", "--branch")).toBe(status);
    expect(snapshot(join(root, "own"))).toEqual(before);
    expect(git(root, "worktree", "list").trim().split("\n")).toHaveLength(1);
    expect(readFileSync(run.outputs.artifacts![0]!.path, "utf8")).toContain("- left: 1.2.3 → 1.5.0 (npm, minor)");
  });

  test.each([
    { level: "patch", include_dev: false, expected: ["left 1.2.9", "right 0.3.4"] },
    { level: "major", include_dev: true, expected: ["left 2.1.0", "right 0.9.0", "tester 4.1.0"] },
  ])("level $level in a dry run, which changes nothing", async ({ level, include_dev, expected }) => {
    const root = await makeShop();
    const home = makeFolder();
    const before = [snapshot(root, "with times"), snapshot(home, "with times")];
    const how = { dryRun: true, env: { HOME: home } };
    const run = await runAction("dependency-update", { path: root, level, include_dev }, how);
    expect(run.code, run.log).toBe(0);
    const updates = run.outputs.data!["updates"] as { package: string; new: string }[];
    expect(updates.map((each) => `${each.package} ${each.new}`)).toEqual(expected);
    expect(run.log).toContain("would update left from 1.2.3 to");
    expect(run.outputs.changes).toBeUndefined();
    expect([snapshot(root, "with times"), snapshot(home, "with times")]).toEqual(before);
  });

  test("updates with which the tests fail leave no branch", async () => {
    const root = await makeShop("echo left is too new; exit 1");
    const run = await runAction("dependency-update", { path: root });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("npm test fails with the updates:");
    expect(run.outputs.data!["test_output"]).toContain("left is too new");
    expect(run.outputs.metrics).toMatchObject({ updates_available: 3, updates_installed: 0 });
    expect(git(root, "branch", "--list", "--format=%(refname:short)")).toBe("main\n");
    expect(git(root, "worktree", "list").trim().split("\n")).toHaveLength(1);
  });

  test("the same updates once more need no second branch; a rollback removes the first", async () => {
    const root = await makeShop();
    const params = { path: root, test_command: ["true"] };
    await runAction("dependency-update", params);
    const again = await runAction("dependency-update", params, { env: { RUNNER_RUN_ID: "20261121T020000Z-next" } });
    expect(again).toMatchObject({ code: 0, outputs: { data: { branch, tested_with: ["true"] } } });
    expect(again.outputs.summary).toBe(`Update 3 dependencies: on branch ${branch}, as before`);
    expect(again.outputs.changes).toBeUndefined();
    const env = { RUNNER_ROLLBACK_OF: branch.split("/")[1]! };
    const undone = await runAction("dependency-update", params, { which: "rollback", env });
    expect(undone).toMatchObject({ code: 0, outputs: { summary: `branch ${branch} is removed` } });
    expect(git(root, "branch", "--list", "--format=%(refname:short)")).toBe("main\n");
  });

  test("a rollback leaves a branch on which somebody has gone on", async () => {
    const root = await makeShop();
    const params = { path: root, test_command: ["true"] };
    await runAction("dependency-update", params);
    git(root, "checkout", "--quiet", branch);
    git(root, "commit", "--quiet", "--allow-empty", "--message", "by hand");
    git(root, "checkout", "--quiet", "main");
    const env = { RUNNER_ROLLBACK_OF: branch.split("/")[1]! };
    const undone = await runAction("dependency-update", params, { which: "rollback", env });
    expect(undone.code).toBe(1);
    expect(undone.outputs.summary).toContain("has commits that are not of that run");
    expect(git(root, "log", "-1", "--format=%s", branch)).toBe("by hand\n");
  });
});

test.each([
  { lock: "yarn.lock", file: "package.json", text: '{ "dependencies": { "left": "^1.0.0" } }\n', whose: "yarn" },
  { lock: "pnpm-lock.yaml", file: "package.json", text: '{ "dependencies": { "left": "^1.0.0" } }\n', whose: "pnpm" },
  { lock: "uv.lock", file: "pyproject.toml", text: '[project]\ndependencies = ["left==1.0"]\n', whose: "uv" },
])("what goes with a lock file of others is left to them: $lock", async ({ lock, file, text, whose }) => {
  const root = makeRepository({ [file]: text, [lock]: "" });
  const run = await runAction("dependency-update", { path: root });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { updates_available: 0 } } });
  const told = `${file}: ${lock} goes with it, which is for ${whose} to renew`;
  expect(run.outputs.data!["left_alone"]).toEqual([told]);
  expect(git(root, "branch", "--list", "--format=%(refname:short)")).toBe("main\n");
});

test("what is no dependency is left alone", async () => {
  const odd = {
    workspaces: ["own"],
    dependencies: { "--global": "1.0.0", left: 7 },
    devDependencies: ["left"],
    scripts: [],
  };
  const root = makeRepository({ "package.json": JSON.stringify(odd), "package-lock.json": "{}\n" });
  const run = await runAction("dependency-update", { path: root });
  expect(run.code, run.log).toBe(0);
  expect(run.outputs.data!["left_alone"]).toEqual([
    "workspaces: only what the package.json of this folder asks for is looked at",
    "--global: npm would take it for an option",
    "left: its range is 7",
  ]);
});

test("Python: pins are moved, ranges kept, and the tests run where the new ones are installed", async () => {
  const index = await servePython({ left: ["1.2.3", "1.4.0", "2.0.0", "1.9.0rc1"], right: ["3.1", "3.2"] });
  const root = makeRepository({
    "requirements.txt": "# what it needs\nleft==1.2.3  # the best\nright~=3.1 ; python_version > '3'\nother>=1\n",
    "test_it.py":
      "import unittest, left\n\n\nclass It(unittest.TestCase):\n    def test_new(self):\n        self.assertEqual(left.version, '1.4.0')\n",
  });
  const env = { PIP_INDEX_URL: `${index}/simple`, PIP_CONFIG_FILE: "/dev/null" };
  git(root, "rm", "--quiet", "--cached", "requirements.txt");
  writeFileSync(
    join(root, "requirements.txt"),
    "# what it needs\nleft==1.2.3  # the best\nright~=3.1 ; python_version > '3'\n",
  );
  git(root, "add", "--all");
  git(root, "commit", "--quiet", "--message", "requirements");
  const run = await runAction("dependency-update", { path: root }, { env });
  expect(run.code, run.log).toBe(0);
  expect(run.outputs.data).toMatchObject({
    updates: [{ package: "left", old: "1.2.3", new: "1.4.0", range: "==1.4.0" }],
    tested_with: ["python3 -m unittest discover"],
  });
  expect(git(root, "show", `${branch}:requirements.txt`)).toBe(
    "# what it needs\nleft==1.4.0  # the best\nright~=3.1 ; python_version > '3'\n",
  );
});

test("Rust: cargo chooses within the level, and Cargo.toml keeps its ranges", async () => {
  const env = cargoEnvironment();
  const crates = { left: ["1.2.3", "1.2.9", "1.5.0", "2.1.0"], right: ["0.3.1", "0.3.4", "0.9.0"] };
  const config = makeCrates(crates);
  const entry = (name: string, version: string): string =>
    `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n\n`;
  const root = makeRepository({
    ".cargo/config.toml": config,
    "Cargo.toml":
      '[package]\nname = "tool"\nversion = "0.1.0"\nedition = "2018"\n\n[dependencies]\nleft = "=1.2.3"\nright = { version = "0.3" }\n',
    "src/lib.rs": '#[test]\nfn is_new() { assert_eq!((left::VERSION, right::VERSION), ("2.1.0", "0.9.0")); }\n',
    "Cargo.lock": `version = 3\n\n${entry("left", "1.2.3")}${entry("right", "0.3.1")}[[package]]\nname = "tool"\nversion = "0.1.0"\ndependencies = [\n "left",\n "right",\n]\n`,
  });
  const home = makeFolder();
  const before = [snapshot(root, "with times"), snapshot(home, "with times")];
  const how = { env: { ...env, HOME: home }, dryRun: true };
  const dry = await runAction("dependency-update", { path: root }, how);
  expect(dry.outputs.data!["updates"], dry.log).toMatchObject([
    { package: "left", new: "1.5.0", range: "=1.5.0" },
    { package: "right", new: "0.3.4", range: "" },
  ]);
  expect([snapshot(root, "with times"), snapshot(home, "with times")]).toEqual(before);
  const run = await runAction("dependency-update", { path: root, level: "major" }, { env });
  expect(run.code, run.log).toBe(0);
  expect(run.outputs.data!["tested_with"]).toEqual(["cargo test --quiet"]);
  expect(git(root, "show", `${branch}:Cargo.toml`)).toContain('left = "=2.1.0"\nright = { version = "0.9" }\n');
  expect(git(root, "show", `${branch}:Cargo.lock`)).toContain('name = "left"\nversion = "2.1.0"\n');
});

test("Go: within the same major version", async () => {
  needProgram("go", "golang-go");
  const env = makeModules({ "example.org/left": ["v1.2.3", "v1.2.9", "v1.5.0"] });
  const root = makeRepository({
    "go.mod": "module example.org/tool\n\ngo 1.19\n\nrequire example.org/left v1.2.3\n",
    "tool.go": 'package tool\n\nimport "example.org/left"\n\nvar Used = left.Version\n',
  });
  const home = makeFolder();
  const before = [snapshot(root, "with times"), snapshot(home, "with times")];
  const params = { path: root, level: "patch", test_command: ["true"] };
  const dry = await runAction("dependency-update", params, { env: { ...env, HOME: home, GOFLAGS: "" }, dryRun: true });
  expect(dry.outputs.data!["updates"], dry.log).toMatchObject([{ package: "example.org/left", new: "v1.2.9" }]);
  expect([snapshot(root, "with times"), snapshot(home, "with times")]).toEqual(before);
  const run = await runAction("dependency-update", params, { env });
  expect(run.code, run.log).toBe(0);
  expect(run.outputs.data!["updates"]).toMatchObject([{ package: "example.org/left", old: "v1.2.3", new: "v1.2.9" }]);
  expect(git(root, "show", `${branch}:go.mod`)).toContain("example.org/left v1.2.9");
});

describe("bad input", () => {
  const manifest = { "package.json": '{ "dependencies": { "left": "1.2.3" } }' };

  test("parameters", async () => {
    await expect(runAction("dependency-update", { level: "all" })).rejects.toThrow("level");
    await expect(runAction("dependency-update", { test_command: "make" })).rejects.toThrow("test_command");
    await expect(runAction("dependency-update", { dev: true })).rejects.toThrow("dev");
  });

  test("a path that is not there, one that is no git work tree, one without a commit", async () => {
    const says = async (path: string) => (await runAction("dependency-update", { path })).outputs.summary;
    expect(await says("/no/such/place")).toContain("is no folder");
    const folder = makeFolder();
    writeFileSync(join(folder, "package.json"), "{}");
    expect(await says(folder)).toContain("is no git work tree");
    git(folder, "init", "--quiet");
    expect(await says(folder)).toBe(`${folder} has no commit yet: commit what is to be updated`);
  });

  test("no rights", async () => {
    const root = makeRepository(manifest);
    chmodSync(root, 0o700);
    const run = await runAction("dependency-update", { path: root }, { uid: 65534, env: { PATH: pathOf("git") } });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("not allowed");
  });

  test("a tool that is not installed, and a registry that is not there", async () => {
    const root = makeRepository({ ...manifest, ".npmrc": "registry=http://127.0.0.1:1/\nfetch-retries=0\n" });
    const without = await runAction("dependency-update", { path: root }, { env: { PATH: pathOf("git") } });
    expect(without.outputs.summary).toContain("npm is not installed");
    const refused = await runAction("dependency-update", { path: root });
    expect(refused.code).toBe(1);
    expect(refused.outputs.summary).toContain("npm update does not work:");
    expect(refused.outputs.summary).toContain("ECONNREFUSED");
    expect(git(root, "worktree", "list").trim().split("\n")).toHaveLength(1);
  });

  test("a second run at the same time", async () => {
    const root = makeRepository(manifest);
    const holder = spawn("flock", [root, "sh", "-c", "echo held; read _"], { stdio: ["pipe", "pipe", "inherit"] });
    await once(holder.stdout, "data");
    const run = await runAction("dependency-update", { path: root });
    holder.stdin.end("\n");
    await once(holder, "close");
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain(`another run works on ${root}`);
  });

  test("a disk that is full", async () => {
    const root = makeRepository({ ...manifest, large: "x".repeat(100_000) });
    const small = makeFolder();
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", small]);
    try {
      const run = await runAction("dependency-update", { path: root }, { env: { RUNNER_TMP: small } });
      expect(run.code).toBe(1);
      expect(run.outputs.summary).toContain(`the disk is full: ${small}`);
    } finally {
      execFileSync("umount", [small]);
    }
    expect(git(root, "worktree", "list").trim().split("\n")).toHaveLength(1);
    expect(git(root, "status", "--short")).toBe("");
  });

  test("one that is stopped in the middle leaves nothing", async () => {
    const root = makeRepository({ ...manifest, "package-lock.json": '{ "lockfileVersion": 3, "packages": {} }' });
    const folder = makeFolder();
    const fifo = join(folder, "reached");
    execFileSync("mkfifo", [fifo]);
    // An npm that never ends, and says when it has begun.
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin/npm"), `#!/bin/sh\necho $$ > ${fifo}\nexec sleep 600\n`, { mode: 0o755 });
    let pid = 0;
    const env = { PATH: `${join(folder, "bin")}:${process.env["PATH"]}` };
    const ended = runAction("dependency-update", { path: root }, { env, onStart: (started) => (pid = started) });
    const reader = spawn("cat", [fifo], { stdio: ["ignore", "pipe", "inherit"] });
    const [npm] = (await once(reader.stdout, "data")) as [Buffer];
    process.kill(pid, "SIGTERM");
    const run = await ended;
    expect(run).toMatchObject({ code: 1, outputs: { summary: "it was stopped before it was done" } });
    expect(isGone(npm.toString().trim())).toBe(true);
    expect(git(root, "worktree", "list").trim().split("\n")).toHaveLength(1);
    expect(git(root, "branch", "--list", "--format=%(refname:short)")).toBe("main\n");
  });
});
