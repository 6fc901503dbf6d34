import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseInstant } from "../../src/model/instant.ts";
import { runBin } from "./run-bin.ts";
import { makeTaskRepository } from "./task-repository.ts";

const noon = parseInstant("2026-11-20T12:00Z")!;
const runId = /\d{8}T\d{6}Z-[0-9a-f]{10}/g;

describe("before any runner", () => {
  test("says what to do next", async () => {
    const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
    expect(await repository.call("status")).toEqual({
      code: 0,
      err: "",
      out: `runner    none has been here yet: \`runner start\` brings the newest commit into force and runs what is due
revision  none is in force yet
`,
    });
    expect(JSON.parse((await repository.call("status --json")).out)).toEqual({
      runner: { up: false },
      active: [],
      waiting: [],
      tasks: [],
      unpublished: 0,
    });
  });

  test("looking leaves no trace", async () => {
    const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
    await repository.call("status");
    await repository.call("explain hello");
    await repository.call("history");
    await repository.call("logs");
    expect(existsSync(join(repository.dir, ".git/runner"))).toBe(false);
  });
});

test("a folder that is no repository is told plainly", async () => {
  const repository = makeTaskRepository();
  const { code, err } = await repository.call("status --repo ..");
  expect(code).toBe(3);
  expect(err).toContain("Say which one with --repo DIR");
});

test("what people see: trouble first, then what is coming", async () => {
  const now = (): number => noon;
  const repository = makeTaskRepository({
    "tasks.d/all.toml": `
[[tasks]]
id = "backup"
schedule = "daily at 02:00"
run = ["no-such-program"]
[[tasks]]
id = "clean"
schedule = "every 6 hours"
run = "true"
[[tasks]]
id = "later"
run = "true"
suspend = { until = "2026-12-01T00:00Z", reason = "not yet" }
[[tasks]]
id = "off"
run = "true"
enabled = false
[[tasks]]
id = "other"
run = "true"
hosts = ["db-*"]
[[tasks]]
id = "quiet"
schedule = "hourly"
run = "true"
`,
  });
  const sha = repository.git("rev-parse", "HEAD");
  await repository.call("run backup --wait", { now });
  await repository.call("pause quiet --reason noisy", { now });
  const later = (): number => noon + 90_000;
  const { code, out, err } = await repository.call("status", { now: later });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out.replaceAll(sha.slice(0, 7), "COMMIT")).toMatchInlineSnapshot(`
    "runner    not running: \`runner start\` runs what is due
    revision  COMMIT "change", applied 1 m 30 s ago

    TASK    STATE          LAST                  WHEN          NEXT
    backup  failing        failed (unstartable)  1 m 30 s ago  in 13 h 58 m
    quiet   paused: noisy
    clean   ready                                              in 5 h 58 m
    later   suspended
    off     disabled
    other   elsewhere
    "
  `);
  const shown = JSON.parse((await repository.call("status backup --json", { now: later })).out) as unknown;
  expect(shown).toEqual({
    runner: { up: false },
    revision: { sha, subject: "change", since: "2026-11-20T12:00:00Z", worktree: false },
    active: [],
    waiting: [],
    tasks: [
      {
        id: "backup",
        state: "failing",
        failures: 1,
        last: {
          id: expect.stringMatching(runId),
          status: "failed",
          reason: "unstartable",
          at: "2026-11-20T12:00:00Z",
          durationMs: 0,
        },
        next: "2026-11-21T02:00:00Z",
      },
    ],
    unpublished: 0,
  });
});

test("an unknown task: did you mean", async () => {
  const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
  await repository.call("reconcile");
  expect(await repository.call("status hallo")).toEqual({
    code: 2,
    out: "",
    err: "runner: there is no task hallo in the revision in force\n  Did you mean hello?\n",
  });
});

test("a revision without tasks is in force: what to do", async () => {
  const repository = makeTaskRepository({ "runner.toml": "" });
  await repository.call("reconcile");
  expect((await repository.call("status")).out).toContain("`runner new task NAME` writes one");
});

describe("with a runner", () => {
  test("who it is, what runs with its process, what waits and for what", async () => {
    const repository = makeTaskRepository();
    const slow = repository.puppet("slow");
    repository.commit({
      "tasks.d/one.toml": `run = ${slow.run}\nlocks = ["door"]\n`,
      "tasks.d/two.toml": 'run = "true"\nlocks = ["door"]\n',
    });
    await repository.start();
    await repository.call("run one two");
    await slow.tell("it is up");
    const { out } = await repository.call("status --json");
    expect(JSON.parse(out)).toMatchObject({
      runner: { up: true, pid: process.pid, verb: "start", since: expect.any(String) },
      active: [{ task: "one", phase: "running", attempt: 1, pid: expect.any(Number) }],
      waiting: [{ task: "two", gate: "locks", reason: "lock door is held (1 of 1)" }],
      tasks: [
        { id: "one", state: "running" },
        { id: "two", state: "waiting" },
      ],
    });
    const text = (await repository.call("status")).out;
    expect(text).toContain(`runner    up: \`runner start\` (process ${process.pid}, since `);
    expect(text.replace(/ +/g, " ")).toMatch(/\none running now \d+ \d{8}T\S+\n/);
    expect(text.replace(/ +/g, " ")).toMatch(/\ntwo locks: lock door is held \(1 of 1\) now \d{8}T\S+\n/);
    await slow.tell("end");
  });

  test("a newer revision that was rejected, with its places; no longer when it is mended", async () => {
    const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
    const daemon = await repository.start();
    repository.commit({ "tasks.d/bad.toml": 'run = "true"\nrum = 1\n' });
    await daemon.says("revision rejected");
    const { out } = await repository.call("status");
    expect(out).toContain("rejected ");
    expect(out).toContain("tasks.d/bad.toml:2:1: ");
    expect(JSON.parse((await repository.call("status --json")).out)).toMatchObject({
      trouble: {
        state: "rejected",
        reason: "invalid",
        diagnostics: [{ file: "tasks.d/bad.toml", line: 2, column: 1 }],
      },
    });
    repository.commit({ "tasks.d/bad.toml": 'run = "true"\n' });
    await daemon.says('"added":["bad"]');
    expect(JSON.parse((await repository.call("status --json")).out)).not.toHaveProperty("trouble");
  });
});

test("on a terminal a table keeps to its width, and what tasks say cannot act", async () => {
  const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
  await repository.call("reconcile");
  await repository.call(`pause hello --reason \u001b[31m${"x".repeat(200)}`);
  const { out } = await repository.call("status", { columns: 60, env: { NO_COLOR: "1" } });
  const table = out.split("\n").filter((line) => line.startsWith("hello"));
  expect(table).toHaveLength(1);
  expect(table[0]!.length).toBeLessThanOrEqual(60);
  expect(table[0]).toContain("paused: \\x1b[31mxxx");
});

test("as a program, in a pipe: no colours", async () => {
  const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
  const { code, out, err } = await runBin(["status"], repository.dir).done;
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).not.toContain("\u001b");
});
