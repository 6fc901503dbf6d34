import { mkdirSync, mkdtempSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { removeTree } from "../../src/repository/index.ts";
import type { Called } from "./call.ts";
import { call } from "./call.ts";

/** A folder with a task in it that is in no git repository, and the command line called there. */
function plainFolder(): { dir: string; call: (...words: string[]) => Promise<Called> } {
  const top = realpathSync(mkdtempSync(join(tmpdir(), "runner-plain-")));
  onTestFinished(() => removeTree(top));
  const dir = join(top, "tasks");
  mkdirSync(join(dir, "tasks.d"), { recursive: true });
  writeFileSync(join(dir, "tasks.d/hello.toml"), 'run = "echo hello from $RUNNER_REPO"\n');
  const env = { HOME: top, GIT_CEILING_DIRECTORIES: tmpdir() };
  return { dir, call: (...words) => call(words, { cwd: dir, env }) };
}

test("tasks in a folder that is no repository run with --worktree; state and reports stand elsewhere", async () => {
  const { dir, call } = plainFolder();
  const run = await call("run", "hello", "--worktree", "--wait", "--json");
  expect(run).toMatchObject({ code: 0 });
  expect(JSON.parse(run.out)).toMatchObject([{ task: "hello", status: "success" }]);
  expect(readdirSync(dir)).toEqual(["tasks.d"]);
  expect((await call("logs", "hello")).out).toBe(`hello from ${dir}\n`);
  expect(JSON.parse((await call("history", "--json")).out)).toMatchObject([{ task: "hello", status: "success" }]);
});

test("a change of its files is taken at the next run", async () => {
  const { dir, call } = plainFolder();
  await call("run", "hello", "--worktree");
  writeFileSync(join(dir, "tasks.d/hello.toml"), 'run = "echo another"\n');
  await call("run", "hello", "--worktree");
  expect((await call("logs", "hello")).out).toBe("another\n");
});

test("without --worktree it says what to do", async () => {
  const { dir, call } = plainFolder();
  const run = await call("run", "hello");
  expect(run.code).toBe(3);
  expect(run.err).toContain(`${dir} holds tasks and is no git repository`);
  expect(run.err).toContain("--worktree");
});
