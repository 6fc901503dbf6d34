import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { gitEnvironment } from "../../../src/repository/git/git-environment.ts";
import { runGit } from "../../../src/repository/git/run-git.ts";
import { open, scratch, workTree } from "../scratch.ts";

test("a git that leaves before it has read its input", async () => {
  const answer = await runGit({ cwd: scratch(), args: ["version"], input: Buffer.alloc(20_000_000) });
  expect(answer).toMatchObject({ kind: "exited", code: 0 });
});

test("a folder that is gone is not a missing git", async () => {
  const dir = workTree();
  const repository = await open(dir);
  rmSync(dir, { recursive: true });
  expect(await repository.localTip("main")).toMatchObject({
    ok: false,
    error: { kind: "transient", what: expect.stringContaining(`the folder ${dir} is gone`) },
  });
});

test("no git on the PATH", async () => {
  const path = process.env["PATH"];
  process.env["PATH"] = "/nonexistent";
  try {
    expect(await runGit({ cwd: "/", args: ["version"] })).toMatchObject({ kind: "unstartable" });
  } finally {
    process.env["PATH"] = path;
  }
});

test("of git's variables, those that say how to get somewhere survive; those that say where we are do not", () => {
  const from = {
    PATH: "/bin",
    GIT_DIR: "/x",
    GIT_INDEX_FILE: "/x",
    GIT_SSH_COMMAND: "ssh",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "a.b",
    GIT_CONFIG_VALUE_0: "c",
    GIT_TERMINAL_PROMPT: "1",
    SSH_ASKPASS: "/ask",
    LANGUAGE: "de",
    LC_ALL: "de_DE",
  };
  expect(gitEnvironment(from, { GIT_WORK_TREE: "/w" })).toEqual({
    PATH: "/bin",
    GIT_SSH_COMMAND: "ssh",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "a.b",
    GIT_CONFIG_VALUE_0: "c",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_GRAFT_FILE: "/dev/null/none",
    GIT_NO_REPLACE_OBJECTS: "1",
    SSH_ASKPASS_REQUIRE: "never",
    LC_ALL: "C",
    GIT_WORK_TREE: "/w",
  });
});
