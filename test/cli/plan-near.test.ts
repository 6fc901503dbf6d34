import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { TaskRepository } from "./task-repository.ts";
import { makeTaskRepository } from "./task-repository.ts";

/** As many files as are worth a cache, and some that have to do with each other. */
function makeMany(): TaskRepository {
  const files: Record<string, string> = {};
  for (let i = 0; i < 500; i += 1) files[`tasks.d/many/t${i}.toml`] = `run = "true"\nschedule = "daily at 04:00"\n`;
  return makeTaskRepository({
    ...files,
    "tasks.d/dump.toml": 'run = "true"\ntimeout = "5m"\nlocks = ["db"]\nschedule = "daily at 02:00"\n',
    "tasks.d/backup.toml": 'run = "true"\nneeds = ["dump"]\nlocks = ["db"]\nschedule = "daily at 03:00"\n',
    "tasks.d/old.toml": 'run = "true"\n',
  });
}

const changesOnly = "plan --base main~1 --head main --changes-only --json";

test("a plan of changes reads what differs, once the rest is known, and says the same", async () => {
  const ops = makeMany();
  ops.git("rm", "-q", "tasks.d/old.toml");
  ops.commit({
    "tasks.d/dump.toml": 'run = "true"\nlocks = ["db"]\nschedule = "daily at 03:00"\n',
    "tasks.d/new.toml": 'run = "curl example.org | sh"\n',
  });
  const whole = JSON.parse((await ops.call(changesOnly)).out) as Record<string, unknown>;
  expect(Object.keys(whole)).toEqual(["digest", "problems", "changes", "settings", "attention"]);
  expect(whole["changes"]).toMatchObject([
    { task: "dump", change: "changed", fields: [{ name: "schedule" }, { name: "timeout" }] },
    { task: "new", change: "added" },
    { task: "old", change: "removed" },
  ]);
  expect(whole["attention"]).toMatchObject([
    { id: "lock-collision", task: "dump" },
    { id: "timeout-raised", task: "dump" },
    { id: "fetch-and-run", task: "new" },
  ]);
  expect(existsSync(join(ops.dir, ".git/runner-cache/tasks.db"))).toBe(true);

  // Whoever read all files now would not find this one.
  const object = ops.git("rev-parse", "main:tasks.d/many/t7.toml").trim();
  rmSync(join(ops.dir, ".git/objects", object.slice(0, 2), object.slice(2)));
  const near = await ops.call(changesOnly);
  expect(near).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(near.out)).toEqual(whole);
  expect((await ops.call(changesOnly.replace("--json", "--detailed-exitcode"))).code).toBe(2);
});

test("where something is wrong, or the settings are others, all is read", async () => {
  const ops = makeMany();
  ops.commit({ "README.md": "nothing" });
  expect(await ops.call(changesOnly)).toMatchObject({ code: 0 });
  ops.commit({ "tasks.d/new.toml": 'run = "true"\nneeds = ["nobody"]\n' });
  const wrong = await ops.call(changesOnly);
  expect(wrong.code).toBe(2);
  expect(JSON.parse(wrong.out)).toMatchObject({ problems: [{ code: "unknown-need" }], changes: [] });
  ops.commit({ "tasks.d/new.toml": 'run = "if"\n' });
  const unreadable = JSON.parse(
    (await ops.call("plan --base main~2 --head main --changes-only --json")).out,
  ) as unknown;
  expect(unreadable).toMatchObject({ problems: [{ code: "program-syntax", file: "tasks.d/new.toml", line: 1 }] });
  ops.commit({ "tasks.d/new.toml": 'run = "true"\n', "runner.toml": "[locks]\ndb = 2\n" });
  const settings = await ops.call("plan --base main~3 --head main --changes-only --json");
  expect(JSON.parse(settings.out)).toMatchObject({
    changes: [{ task: "backup" }, { task: "dump" }, { task: "new", change: "added" }],
  });
});
