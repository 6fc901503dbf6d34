import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeFolder } from "./folder.ts";
import { runBin } from "./run-bin.ts";
import { makeTaskRepository } from "./task-repository.ts";

const backup = 'schedule = "daily at 02:00"\ntimezone = "Europe/Berlin"\nrun = "true"\n';
const typo = 'schedul = "daily"\nrun = "true"\n';

test("nothing wrong: one line, exit code 0", async () => {
  const folder = makeFolder({ "runner.toml": "", "tasks.d/a.toml": backup, "tasks.d/b.yaml": "run: 'true'\n" });
  expect(await folder.call(["validate"])).toEqual({ code: 0, out: "2 tasks in 2 files, no problems\n", err: "" });
});

test("a problem for people: what, where, the line, what to do, and the count", async () => {
  const folder = makeFolder({ "tasks.d/a.toml": typo });
  const { code, out } = await folder.call(["validate"]);
  expect(code).toBe(2);
  expect(out).toBe(`error[unknown-key]: \`schedul\` is not a key of a task.
  --> tasks.d/a.toml:1:1
   |
1  | schedul = "daily"
   | ^^^^^^^
  = hint: Did you mean \`schedule\`?

1 task in 1 file, 1 error
`);
});

test("a problem for machines", async () => {
  const folder = makeFolder({ "tasks.d/a.toml": typo });
  expect(await folder.json(["validate"])).toEqual({
    ok: false,
    tasks: 1,
    problems: [
      {
        code: "unknown-key",
        severity: "error",
        message: "`schedul` is not a key of a task.",
        file: "tasks.d/a.toml",
        line: 1,
        column: 1,
        hint: "Did you mean `schedule`?",
        related: [],
      },
    ],
  });
});

test("a warning alone is exit code 0, and ok", async () => {
  const folder = makeFolder({ "tasks.d/a.toml": 'schedule = "at 2020-01-01T03:00"\nrun = "true"\n' });
  const { code, out } = await folder.call(["validate"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^warning\[.*\n1 task in 1 file, 1 warning\n$/s);
  expect(await folder.json(["validate"])).toMatchObject({ ok: true, problems: [{ severity: "warning" }] });
});

test("a text that its interpreter cannot read: in its own line", async () => {
  const folder = makeFolder({ "tasks.d/a.yaml": "run: |\n  if true; then\n    echo a\n" });
  const { code, out } = await folder.call(["validate"]);
  expect(code).toBe(2);
  expect(out).toBe(`error[program-syntax]: bash cannot read this: syntax error: unexpected end of file
  --> tasks.d/a.yaml:3:5
   |
3  |     echo a
   |     ^^^^^^
  = hint: Mend it. Nothing of it has been executed: it was only parsed.

1 task in 1 file, 1 error
`);
});

test("a script of the repository, through a link as well", async () => {
  const folder = makeFolder({ "tasks.d/a.toml": 'run = { script = "scripts/x" }\n', "scripts/real": "fi\n" });
  symlinkSync("real", join(folder.dir, "scripts/x"));
  chmodSync(join(folder.dir, "scripts/real"), 0o644);
  expect(await folder.json(["validate"])).toMatchObject({ ok: true });
  folder.write({ "scripts/real": "#!/bin/sh\nfi\n" });
  expect(await folder.json(["validate"])).toMatchObject({
    ok: false,
    problems: [{ code: "program-syntax", file: "scripts/x", line: 2, related: [{ file: "tasks.d/a.toml", line: 1 }] }],
  });
});

describe("paths", () => {
  const files = { "tasks.d/a.toml": typo, "tasks.d/sub/b.toml": backup, "tasks.d/_draft.toml": "=" };

  test.each([
    ["a file", "tasks.d/a.toml", 2],
    ["another file", "tasks.d/sub/b.toml", 0],
    ["a folder", "tasks.d/sub", 0],
    ["the folder with all", "tasks.d", 2],
    ["the repository", ".", 2],
  ])("%s", async (_, path, code) => {
    expect((await makeFolder(files).call(["validate", path])).code).toBe(code);
  });

  test("all is read: a need in a file that was not named is found", async () => {
    const folder = makeFolder({ "tasks.d/a.toml": 'needs = ["b"]\nrun = "true"\n', "tasks.d/b.toml": backup });
    expect((await folder.call(["validate", "tasks.d/a.toml"])).code).toBe(0);
  });

  test("what is wrong elsewhere is counted, not shown, and does not count", async () => {
    const { out } = await makeFolder(files).call(["validate", "tasks.d/sub"]);
    expect(out).toBe("2 tasks in 2 files, no problems\nand 1 problem elsewhere: `runner validate` shows all\n");
  });

  test("the other half of a problem is shown too", async () => {
    const folder = makeFolder({
      "tasks.d/a.toml": 'id = "x"\nrun = "true"\n',
      "tasks.d/b.toml": 'id = "x"\nrun = "true"\n',
    });
    for (const path of ["tasks.d/a.toml", "tasks.d/b.toml"]) {
      expect((await folder.call(["validate", path])).out).toContain("error[duplicate-id]");
    }
  });

  test.each([
    ["nowhere", "tasks.d/c.toml", "runner: tasks.d/c.toml: there is no such file\n"],
    ["outside", "/etc", /^runner: \/etc: it is outside of the repository /],
  ])("%s", async (_, path, said) => {
    const { code, out, err } = await makeFolder(files).call(["validate", path]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(said);
  });

  test("a file that is none of the repository's task files is told of", async () => {
    const { code, err } = await makeFolder(files).call(["validate", "tasks.d/_draft.toml"]);
    expect(code).toBe(0);
    expect(err).toContain("tasks.d/_draft.toml defines no tasks");
  });
});

describe("where", () => {
  test("from a folder below, paths are meant from there", async () => {
    const folder = makeFolder({ "tasks.d/sub/a.toml": typo });
    const { code, out } = await folder.call(["validate", "a.toml"], { cwd: `${folder.dir}/tasks.d/sub` });
    expect(code).toBe(2);
    expect(out).toContain("--> tasks.d/sub/a.toml:1:1");
  });

  test("a folder without tasks says so and what to do", async () => {
    const folder = makeFolder({ "readme.md": "" });
    const { code, out, err } = await folder.call(["validate"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(`${folder.dir} is no task repository`);
    expect(err).toContain("runner init DIR");
    expect(await folder.json(["validate"])).toMatchObject({
      ok: false,
      tasks: 0,
      problems: [{ code: "no-task-repository" }],
    });
  });

  test("it is not looked for beyond the top of the git work tree", async () => {
    const folder = makeFolder({ "tasks.d/a.toml": backup, "project/.git/HEAD": "" });
    expect((await folder.call(["validate"], { cwd: `${folder.dir}/project` })).code).toBe(2);
  });

  test("settings without tasks are a repository, and the next step is told", async () => {
    const { code, out } = await makeFolder({ "runner.toml": "" }).call(["validate"]);
    expect(code).toBe(0);
    expect(out).toBe("0 tasks in 0 files, no problems\n`runner new task NAME` writes a first one\n");
  });
});

test("on a terminal there are colours, unless they are not wanted", async () => {
  const folder = makeFolder({ "tasks.d/a.toml": typo });
  expect((await folder.call(["validate"], { columns: 80 })).out).toContain("\x1b[");
  expect((await folder.call(["validate"], { columns: 80, env: { NO_COLOR: "1" } })).out).not.toContain("\x1b[");
});

test("as a program: problems on standard output, exit code, TOML and YAML, from the file that is published", async () => {
  const folder = makeFolder({ "tasks.d/a.toml": backup, "tasks.d/b.yaml": "schedule: dayly\nrun: 'true'\n" });
  const { code, out, err } = await runBin(["validate", "--json"], folder.dir).done;
  expect({ code, err }).toEqual({ code: 2, err: "" });
  expect(JSON.parse(out)).toMatchObject({
    ok: false,
    tasks: 2,
    problems: [{ file: "tasks.d/b.yaml", line: 1, column: 11 }],
  });
});

test("a file whose ending looks like a slip is a warning, here and in the commit that is applied", async () => {
  const files = {
    "tasks.d/good.toml": 'run = "true"\n',
    "tasks.d/backup.tml": 'run = "true"\n',
    "tasks.d/README.md": "",
  };
  const repository = makeTaskRepository(files);
  const { code, out } = await repository.call("validate");
  expect(code).toBe(0);
  expect(out).toBe(`warning[stray-file]: This is no task file: those end in .toml, .yaml or .yml. It is left alone.
  --> tasks.d/backup.tml:1:1
  = hint: Rename it to backup.toml. If no task is meant, put "_" in front of its name.

1 task in 1 file, 1 warning
`);
  expect((await repository.call("reconcile")).out).toMatch(/ applied$/m);
  const path = `hosts/web-1/revisions/${repository.git("rev-parse", "HEAD")}.json`;
  expect(JSON.parse(repository.git("show", `runner/reports:${path}`))).toMatchObject({
    state: "applied",
    diagnostics: [{ code: "stray-file", file: "tasks.d/backup.tml" }],
  });
});
