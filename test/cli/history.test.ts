import { expect, test } from "vitest";
import { parseInstant } from "../../src/model/instant.ts";
import { runBin } from "./run-bin.ts";
import { makeTaskRepository } from "./task-repository.ts";

const noon = parseInstant("2026-11-20T12:00Z")!;

test("newest first, as people see it; narrowed by task, status, age and number", async () => {
  // Programs that are not there end at the very moment they start: the clock of the test is the only one.
  const repository = makeTaskRepository({
    "tasks.d/backup.toml": 'run = ["no-such-program"]\nschedule = "hourly"\n',
    "tasks.d/clean.toml": 'run = ["no-such-program"]\n',
  });
  const at = (hours: number) => ({ now: () => noon + hours * 3_600_000 });
  await repository.call("reconcile", at(0));
  await repository.call("run clean", at(0.5));
  await repository.call("reconcile", at(2));
  await repository.call("pause clean --reason x", at(2));
  await repository.call("run clean", at(2.5));

  const { code, out, err } = await repository.call("history");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(
    out
      .replace(/-[0-9a-f]{10}\n/g, "-HASH\n")
      .replace(/request of \S+@/g, "request of ada@")
      .replace(/ {2,}/g, "  "),
  ).toMatchInlineSnapshot(`
    "ENDED  TASK  RESULT  WANTED BY  RUN
    2026-11-20T14:30:00Z  clean  skipped (paused)  request of ada@web-1  20261120T143000Z-HASH
    2026-11-20T14:00:00Z  backup  failed (unstartable)  schedule  20261120T140000Z-HASH
    2026-11-20T14:00:00Z  backup  skipped (missed)  schedule  20261120T130000Z-HASH
    2026-11-20T12:30:00Z  clean  failed (unstartable)  request of ada@web-1  20261120T123000Z-HASH
    "
  `);

  const narrow = await repository.call("history", { columns: 80, env: { NO_COLOR: "1" } });
  expect(narrow.out.replace(/-[0-9a-f]{10}\n/g, "-HASHHASHHA\n")).toMatchInlineSnapshot(`
    "ENDED                 TASK    RESULT                RUN
    2026-11-20T14:30:00Z  clean   skipped (paused)      20261120T143000Z-HASHHASHHA
    2026-11-20T14:00:00Z  backup  failed (unstartable)  20261120T140000Z-HASHHASHHA
    2026-11-20T14:00:00Z  backup  skipped (missed)      20261120T130000Z-HASHHASHHA
    2026-11-20T12:30:00Z  clean   failed (unstartable)  20261120T123000Z-HASHHASHHA
    "
  `);

  async function narrowed(words: string): Promise<readonly string[]> {
    const called = await repository.call(`history ${words} --json`, at(3));
    const runs = JSON.parse(called.out) as { task: string; status: string; reason: string }[];
    return runs.map(({ task, status, reason }) => `${task} ${status} ${reason}`);
  }
  expect(await narrowed("clean")).toEqual(["clean skipped paused", "clean failed unstartable"]);
  expect(await narrowed("--status skipped")).toEqual(["clean skipped paused", "backup skipped missed"]);
  expect(await narrowed("--limit 1")).toEqual(["clean skipped paused"]);
  expect(await narrowed("--since 30m")).toEqual(["clean skipped paused"]);
  expect(await narrowed("--since 2026-11-20T14:00Z --status failed")).toEqual(["backup failed unstartable"]);
  expect(await narrowed("backup --since 1m")).toEqual([]);
  expect((await repository.call("history backup --since 1m", at(3))).out).toBe(
    "no run fits; try without --since and --status\n",
  );
});

test("a task that is gone keeps its past", async () => {
  const repository = makeTaskRepository({ "tasks.d/a.toml": 'run = "true"\n', "tasks.d/b.toml": 'run = "true"\n' });
  await repository.call("run a b --wait");
  repository.git("rm", "--quiet", "tasks.d/a.toml");
  repository.commit({});
  await repository.call("reconcile");
  expect((await repository.call("history a")).out).toContain("success");
  expect(await repository.call("history a --status failed")).toMatchObject({ code: 0 });
});

test("nothing yet: what to do", async () => {
  const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
  expect(await repository.call("history")).toMatchObject({
    code: 0,
    out: "nothing has run here yet: `runner start` runs what is due, `runner run TASK` runs one now\n",
  });
  expect((await repository.call("history --json")).out).toBe("[]\n");
  await repository.call("reconcile");
  expect((await repository.call("history")).out).toContain("`runner next` shows what is due when");
  expect((await repository.call("history hello")).out).toContain("`runner explain hello` says why");
});

test.each([
  ["history hallo", "there is no task hallo", "Did you mean hello?"],
  ["history --status faild", '--status: there is no "faild"', "Did you mean failed?"],
  ["history --status x", "It is one of success, failed, cancelled, lost, skipped", ""],
  ["history --since yesterday", "neither a length of time nor a moment", "2026-11-20T00:00Z"],
  ["history --limit none", "--limit", "whole number"],
])("%s: exit code 2, with advice", async (words, what, advice) => {
  const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
  await repository.call("reconcile");
  const { code, out, err } = await repository.call(words);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(what);
  expect(err).toContain(advice);
});

test("as a program", async () => {
  const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
  await repository.call("run hello");
  const { code, out, err } = await runBin(["history", "--json"], repository.dir).done;
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(JSON.parse(out)).toMatchObject([{ task: "hello", status: "success" }]);
});
