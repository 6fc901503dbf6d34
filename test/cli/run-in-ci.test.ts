import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { removeTree } from "../../src/repository/index.ts";
import { makeTaskRepository } from "./task-repository.ts";

const bin = new URL("../../bin/runner.js", import.meta.url).pathname;
const files = {
  "tasks.d/test.toml": 'run = "echo twelve tests; exit $(cat code)"\n',
  "tasks.d/lint.toml": 'run = "echo clean"\n',
  code: "0\n",
};

/** A shallow clone at no branch, as CI services make them. */
function checkOut(more: Readonly<Record<string, string>> = {}): { dir: string; git: (...args: string[]) => string } {
  const from = makeTaskRepository(files);
  from.commit({ "README.md": "A history of two commits, of which the clone has one.\n", ...more });
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "runner-checkout-")));
  onTestFinished(() => removeTree(dir));
  const git = (...args: string[]): string => execFileSync("git", args, { cwd: dir, encoding: "utf8", stdio: "pipe" });
  git("clone", "--quiet", "--depth", "1", `file://${from.dir}`, ".");
  git("checkout", "--quiet", "--detach");
  git("branch", "--quiet", "-D", "main");
  git("remote", "remove", "origin");
  return { dir, git };
}

/**
 * With nothing in the environment that a CI service need not give: no identity for git, no name of a user. What is
 * remembered outside of the clone is not to stay on this machine.
 */
function run(dir: string, words: string, env: Readonly<Record<string, string>>) {
  const state = mkdtempSync(join(tmpdir(), "runner-state-"));
  onTestFinished(() => rmSync(state, { recursive: true }));
  const path = `${dirname(process.execPath)}:/usr/bin:/bin`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...words.split(" ")], {
    cwd: dir,
    encoding: "utf8",
    env: { PATH: path, CI: "true", GIT_CONFIG_NOSYSTEM: "1", XDG_STATE_HOME: state, ...env },
  });
  return { code: status, out: stdout.replace(/in [\d.]+ m?s/, "in N ms"), err: stderr };
}

test.each([
  ["no home folder", {}],
  ["an empty home folder's name", { HOME: "" }],
  ["a home folder that is not there", { HOME: "/nowhere/at/all" }],
])("a task runs and shows what it has printed: %s", (_, env) => {
  const { dir, git } = checkOut();
  const done = run(dir, "run test --wait", env);
  expect(done).toEqual({ code: 0, out: "twelve tests\ntest: success in N ms\n", err: "" });
  expect(git("status", "--porcelain")).toBe("");
});

test("its failure is the job's", () => {
  const { dir } = checkOut({ code: "3\n" });
  const { code, out } = run(dir, "run test --wait", {});
  expect(code).toBe(1);
  expect(out).toMatch(/^twelve tests\ntest: failed \(exit 3\) in N ms\n/);
});

test("of several, whose line is whose", () => {
  const { dir } = checkOut();
  const { code, out } = run(dir, "run test lint --wait", {});
  expect(code).toBe(0);
  expect(out.split("\n").slice(0, 2)).toEqual(["test | twelve tests", "lint | clean"]);
});

test("with --worktree a remote that cannot be reached is none of its business", () => {
  const { dir, git } = checkOut();
  git("remote", "add", "origin", "/nowhere.git");
  const done = run(dir, "run test --wait --worktree", { RUNNER_REPORTS_PUSH: "false" });
  expect(done).toEqual({ code: 0, out: "twelve tests\ntest: success in N ms\n", err: "" });
});

test("elsewhere, and with --json, the output is shown when asked for", async () => {
  const repository = makeTaskRepository(files);
  expect((await repository.call("run lint --wait")).out).toMatch(/^lint: success/);
  expect((await repository.call("run lint --wait --log")).out).toMatch(/^clean\nlint: success/);
  const json = await repository.call("run lint --wait --json", { env: { CI: "true" } });
  expect(JSON.parse(json.out)).toMatchObject([{ status: "success" }]);
});
