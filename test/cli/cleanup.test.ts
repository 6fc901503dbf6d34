import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { TaskRepository } from "./task-repository.ts";
import { makeTaskRepository } from "./task-repository.ts";

const dayMs = 86_400_000;
/** Noon of today: what a run ends at is told by its shim, whose clock is the real one. */
const start = Math.floor(Date.now() / dayMs) * dayMs + dayMs / 2;
const at = (days: number): { now: () => number } => ({ now: () => start + days * dayMs });

const tasks = {
  "tasks.d/short.toml": 'run = "echo short"\nkeep = { reports = "10d", logs = "3d" }\n',
  "tasks.d/long.toml": 'run = "echo long"\n',
};

function day(days: number, separator = "-"): string {
  return new Date(start + days * dayMs).toISOString().slice(0, 10).replaceAll("-", separator);
}

interface Cleaned {
  readonly dryRun: boolean;
  readonly reports: readonly string[];
  readonly runs: readonly string[];
  readonly folders: readonly string[];
  readonly revisions: readonly string[];
  readonly rollbackPoints: readonly string[];
}

async function cleanup(repository: TaskRepository, words: string, days: number): Promise<Cleaned> {
  const { code, out, err } = await repository.call(`cleanup --json${words}`, at(days));
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out) as Cleaned;
}

function onTip(repository: TaskRepository): readonly string[] {
  const listed = repository.git("ls-tree", "-r", "--name-only", "runner/reports", "--", "runs/");
  return listed.split("\n").filter((path) => path !== "");
}

/** Three runs of a task that is kept for ten days, on days 0, 8 and 9, and one of another. */
async function withPast(): Promise<TaskRepository> {
  const repository = makeTaskRepository(tasks);
  for (const [task, day] of [
    ["short", 0],
    ["long", 0],
    ["short", 8],
    ["short", 9],
  ] as const)
    expect((await repository.call(`run ${task} --wait`, at(day))).code).toBe(0);
  return repository;
}

test("reports and logs that are older than they are kept leave the tip in one commit, which the audit accepts", async () => {
  const repository = await withPast();
  const commits = Number(repository.git("rev-list", "--count", "runner/reports"));
  expect(onTip(repository)).toHaveLength(8);

  const foretold = await cleanup(repository, " --dry-run", 12);
  expect(onTip(repository)).toHaveLength(8);
  const done = await cleanup(repository, "", 12);
  expect(done).toEqual({ ...foretold, dryRun: false });
  // Of day 0 the report with its log, of day 8 the log; that of day 9 is the last success.
  expect(done.reports.map((path) => path.replace(/[^/]*\./, "."))).toEqual([
    `runs/${day(0, "/")}/short/.json`,
    `runs/${day(0, "/")}/short/.log`,
    `runs/${day(8, "/")}/short/.log`,
  ]);
  expect(onTip(repository)).toHaveLength(5);
  expect(Number(repository.git("rev-list", "--count", "runner/reports"))).toBe(commits + 1);
  const message = repository.git("log", "-1", "--format=%B", "runner/reports");
  expect(message).toMatch(/^retention: 3 files removed\n/);
  expect(message).toContain(
    `\nRetention: reports of short before ${day(2)}\nRetention: logs of short before ${day(9)}\nRemoved: 3 files, sha256 `,
  );

  const audit = await repository.call("audit --verify --json", at(12));
  expect(JSON.parse(audit.out)).toMatchObject({ findings: [], reports: 4 });
  expect(audit.code).toBe(0);
  // It stays in the history.
  expect(
    (JSON.parse((await repository.call("audit --task short --json")).out) as { runs: unknown[] }).runs,
  ).toHaveLength(3);

  const again = await repository.call("cleanup", at(12));
  expect(again).toEqual({ code: 0, out: "nothing is older than it is kept\n", err: "" });
});

test("the last run of a task and its last success stay, whatever their age", async () => {
  const repository = makeTaskRepository();
  const flag = join(repository.dir, "..", "ok");
  writeFileSync(flag, "");
  repository.commit({
    "tasks.d/a.toml": `run = "test -e ${flag}"\nkeep = { reports = "1d", logs = "1d" }\n`,
  });
  await repository.call("run a --wait", at(0));
  await repository.call("run a --wait", at(1));
  rmSync(flag);
  await repository.call("run a --wait", at(2));
  await repository.call("run a --wait", at(3));
  const { reports, runs } = await cleanup(repository, "", 100);
  // Of four: the first success and the first failure.
  expect(reports).toHaveLength(4);
  expect(runs).toHaveLength(2);
  const { out } = await repository.call("history a --json", at(100));
  expect((JSON.parse(out) as { status: string }[]).map(({ status }) => status)).toEqual(["failed", "success"]);
});

test("runs leave the journal; a slot that was wanted is never wanted again", async () => {
  const repository = makeTaskRepository({
    "tasks.d/daily.toml": 'run = "true"\nschedule = "daily at 11:59"\ncatch_up = "last"\nkeep = { reports = "2d" }\n',
  });
  for (const day of [0, 1, 2, 3]) await repository.call("reconcile", at(day));
  const before = repository.git("rev-list", "--count", "runner/reports");
  const { runs } = await cleanup(repository, "", 3.5);
  expect(runs.length).toBeGreaterThan(0);
  await repository.call("reconcile", at(3.5));
  // What cleanup has removed is a commit; nothing else is.
  expect(Number(repository.git("rev-list", "--count", "runner/reports"))).toBe(Number(before) + 1);
});

test("what was left of a run that is reported goes, and copies of revisions that nothing uses", async () => {
  const repository = makeTaskRepository(tasks);
  await repository.call("run short --wait", at(0));
  const state = join(repository.dir, ".git/runner");
  const [run] = (JSON.parse((await repository.call("history short --json", at(0))).out) as { id: string }[]).map(
    ({ id }) => id,
  );
  mkdirSync(join(state, "runs", run!), { recursive: true });
  writeFileSync(join(state, "runs", run!, "log"), "raw");
  mkdirSync(join(state, "revisions", "0".repeat(40)));
  const foretold = await repository.call("cleanup --dry-run", at(0));
  expect(foretold.out).toContain(`would remove what was left of 1 run\n  ${run!}\n`);
  expect(readFileSync(join(state, "runs", run!, "log"), "utf8")).toBe("raw");
  expect((await repository.call("cleanup", at(0))).out).toContain("removed what was left of 1 run\n");
  expect(existsSync(join(state, "runs", run!))).toBe(false);
  expect(readdirSync(join(state, "revisions"))).not.toContain("0".repeat(40));
});

test("a run that goes on keeps its log and its copy, with a daemon that is asked", async () => {
  const repository = makeTaskRepository();
  const puppet = repository.puppet("busy");
  repository.commit({ "tasks.d/busy.toml": `run = ${puppet.run}\n` });
  await repository.start();
  await repository.call("run busy");
  await puppet.tell("first");
  const state = join(repository.dir, ".git/runner");
  const [run] = readdirSync(join(state, "runs"));
  expect((await repository.call("cleanup")).out).toBe("nothing is older than it is kept\n");
  expect(readFileSync(join(state, "runs", run!, "log"), "utf8")).toContain("first");
  await puppet.tell("end");
});

test("a pass cleans up by itself, a day after the last time", async () => {
  const repository = await withPast();
  await repository.call("reconcile", at(9));
  await repository.call("reconcile", at(9.9));
  expect(onTip(repository)).toHaveLength(8);
  await repository.call("reconcile", at(12));
  expect(onTip(repository)).toHaveLength(5);
});
