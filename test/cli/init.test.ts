import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Folder } from "./folder.ts";
import { makeFolder } from "./folder.ts";
import { runBin } from "./run-bin.ts";

const starter = [
  ".gitignore",
  "runner.toml",
  "schemas",
  "schemas/action.schema.json",
  "schemas/calendar.schema.json",
  "schemas/runner.schema.json",
  "schemas/task.schema.json",
  "tasks.d",
  "tasks.d/disk-space.yaml",
  "tasks.d/hello.toml",
];

describe("a new repository", () => {
  test("has settings, two tasks, schemas; says the next steps; commits nothing", async () => {
    const folder = makeFolder();
    const { code, out } = await folder.call(["init", "ops"]);
    expect(code).toBe(0);
    expect(out).toBe(`a new git repository in ops:
  + runner.toml
  + tasks.d/hello.toml
  + tasks.d/disk-space.yaml
  + .gitignore
  + schemas/task.schema.json
  + schemas/runner.schema.json
  + schemas/calendar.schema.json
  + schemas/action.schema.json

Next:
  cd ops
  git add . && git commit -m "First tasks"  only what is committed runs
  runner run hello                          one run at once; its report is a commit
  runner start                              from now on what is due runs, until Ctrl-C
`);
    expect(folder.list()).toEqual(["ops", ...starter.map((path) => `ops/${path}`)]);
    expect(git(folder, "ops", "symbolic-ref", "HEAD")).toBe("refs/heads/main");
    expect(git(folder, "ops", "status", "--short")).not.toBe("");
  });

  test("its definitions hold, its schemas are the runner's, and its first task shows something", async () => {
    const folder = makeFolder();
    await folder.call(["init"]);
    expect(await folder.json(["validate"])).toEqual({ ok: true, tasks: 2, problems: [] });
    git(folder, ".", "add", ".");
    git(folder, ".", "commit", "--quiet", "--message=First tasks");
    expect(await folder.json(["run", "hello", "--wait"])).toMatchObject([{ task: "hello", status: "success" }]);
    expect((await folder.call(["logs", "hello"])).out).toContain("hello from");
  });

  test("each task file names a schema that is there", async () => {
    const folder = makeFolder();
    await folder.call(["init"]);
    expect(folder.read("runner.toml")).toMatch(/^#:schema schemas\/runner\.schema\.json\n/);
    expect(folder.read("tasks.d/hello.toml")).toMatch(/^#:schema \.\.\/schemas\/task\.schema\.json\n/);
    expect(folder.read("tasks.d/disk-space.yaml")).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/schemas\/task\.schema\.json\n/,
    );
    const installed = execFileSync("cat", [new URL("../../schemas/task.schema.json", import.meta.url).pathname], {
      encoding: "utf8",
    });
    expect(folder.read("schemas/task.schema.json")).toBe(installed);
  });
});

describe("what is there stays", () => {
  test("files", async () => {
    const folder = makeFolder({ ".gitignore": "mine\n" });
    const { out } = await folder.call(["init"]);
    expect(out).toContain(".gitignore (was there, stays as it is)");
    expect(folder.read(".gitignore")).toBe("mine\n");
  });

  test("a git repository, whose branch is the one to follow", async () => {
    const folder = makeFolder();
    git(folder, ".", "init", "--quiet", "--initial-branch=trunk");
    expect(await folder.json(["init"])).toMatchObject({ dir: folder.dir, madeRepository: false, kept: [] });
    expect(await folder.json(["config", "git.branch"])).toMatchObject([{ value: "trunk" }]);
  });

  test("tasks: only what editors need is added, once", async () => {
    const folder = makeFolder({ "tasks.d/a.toml": 'run = "true"\n' });
    expect(await folder.json(["init"])).toMatchObject({
      written: [
        "schemas/task.schema.json",
        "schemas/runner.schema.json",
        "schemas/calendar.schema.json",
        "schemas/action.schema.json",
      ],
    });
    expect((await folder.call(["init"])).out).toMatch(/nothing to add\n$/);
  });
});

describe("refused, with nothing written", () => {
  test("a folder inside of a repository", async () => {
    const folder = makeFolder();
    git(folder, ".", "init", "--quiet");
    const { code, err } = await folder.call(["init", "sub/ops"]);
    expect(code).toBe(3);
    expect(err).toContain(`${folder.dir}/sub/ops is inside of the git repository ${folder.dir}`);
    expect(folder.list()).toEqual([]);
  });

  test("an example that does not exist", async () => {
    const folder = makeFolder();
    const { code, err } = await folder.call(["init", "ops", "--from", "quikstart"]);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^runner: there is no example "quikstart"\. Did you mean "quickstart"\? There are: .*quickstart/,
    );
    expect(folder.list()).toEqual([]);
  });

  test("a file where a folder is needed", async () => {
    const folder = makeFolder({ "tasks.d": "a file\n" });
    const { code, err } = await folder.call(["init", "--from", "quickstart"]);
    expect(code).toBe(3);
    expect(err).toContain("tasks.d");
  });
});

test("from an example: its files, its scripts executable, its schema hints leading to the copies", async () => {
  const folder = makeFolder();
  expect((await folder.call(["init", "--from", "quickstart"])).code).toBe(0);
  expect(await folder.json(["validate"])).toMatchObject({ ok: true });
  expect(statSync(`${folder.dir}/scripts/backup-notes.sh`).mode & 0o100).toBe(0o100);
  expect(folder.read("tasks.d/nightly.yaml")).toMatch(/\$schema=\.\.\/schemas\/task\.schema\.json\n/);
  expect(folder.read("runner.toml")).toMatch(/^#:schema schemas\/runner\.schema\.json\n/);
});

test("from an example: the next steps change names first, and try a task without changing anything", async () => {
  const { out } = await makeFolder().call(["init", "ops", "--from", "workstation"]);
  expect(out.split("Next:\n")[1]).toMatch(
    /^ {2}cd ops\n.*\{EDITOR:-vi\} runner\.toml {2,}.*README\.md.*\n.*git commit .*\n {2}runner run [a-z-]+ --dry-run {2,}.*nothing is changed\n/,
  );
});

test("as a program, from the file that is published", async () => {
  const folder = makeFolder();
  const { code, out, err } = await runBin(["init", "--json"], folder.dir).done;
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(JSON.parse(out)).toMatchObject({ dir: folder.dir, madeRepository: true });
  expect(folder.list()).toEqual(starter);
});

function git(folder: Folder, dir: string, ...args: string[]): string {
  const who = { GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@x", GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@x" };
  const env = { PATH: process.env["PATH"], HOME: folder.dir, GIT_CONFIG_NOSYSTEM: "1", ...who };
  return execFileSync("git", args, { cwd: `${folder.dir}/${dir}`, encoding: "utf8", env }).trim();
}
