import { existsSync, watch } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { parseTrailers } from "../../src/report/message/parse-trailers.ts";
import type { TaskRepository } from "./task-repository.ts";
import { makeTaskRepository } from "./task-repository.ts";

/** Runs end by the clock of the host, whatever ours says: so it begins at that one. */
let start = Date.now();
beforeEach(() => void (start = Date.now()));
const at = (minutes: number): { now: () => number } => ({ now: () => start + minutes * 60_000 });

const files = {
  "tasks.d/a.toml": 'report = "digest"\nrun = "echo from a"\n',
  "tasks.d/b.toml": 'report = "digest"\nrun = "test ! -e FLAG"\n',
  "tasks.d/each.toml": 'run = "true"\n',
};

function withTasks(): TaskRepository & { fail: () => void } {
  const repository = makeTaskRepository();
  const flag = join(repository.dir, "..", "flag");
  repository.commit({ ...files, "tasks.d/b.toml": files["tasks.d/b.toml"].replace("FLAG", flag) });
  return { ...repository, fail: () => repository.write({ "../flag": "" }) };
}

async function run(repository: TaskRepository, ...tasks: readonly string[]): Promise<void> {
  // Ids of one second have no order.
  for (const [i, task] of tasks.entries()) await repository.call(`run ${task} --wait`, { now: () => start + i * 1000 });
}

/** Subjects, the oldest first. */
function subjects(repository: TaskRepository): readonly string[] {
  return repository.git("log", "--reverse", "--format=%s", "runner/reports").split("\n");
}

async function idsOf(repository: TaskRepository, task = ""): Promise<readonly string[]> {
  const { out } = await repository.call(`history ${task} --json`.replace("  ", " "), at(1));
  return (JSON.parse(out) as { id: string }[]).map(({ id }) => id).reverse();
}

async function verify(repository: TaskRepository): Promise<object> {
  const { out, err } = await repository.call("audit --verify --json", at(100));
  expect(err).toBe("");
  return JSON.parse(out) as object;
}

test("successes wait for an hour and become one commit, with all that a run's own has", async () => {
  const repository = withTasks();
  await run(repository, "a", "b", "each", "a");
  await repository.call("reconcile", at(59));
  expect(subjects(repository)).toEqual([
    expect.stringMatching(/^revision/),
    expect.stringMatching(/^each: success in/),
  ]);
  const board = repository.git("show", "runner/reports:README.md");
  expect(board).toMatch(/\| a +\| not run yet/);

  await repository.call("reconcile", at(61));
  expect(subjects(repository).slice(2)).toEqual(["digest: 3 successes of 2 tasks"]);
  const message = repository.git("log", "-1", "--format=%B", "runner/reports");
  const [revision] = repository.git("rev-list", "main").split("\n");
  const runs = (await idsOf(repository)).filter((_, place) => place !== 2);
  expect([...parseTrailers(message)]).toEqual([
    ["Run-Id", runs],
    ["Task", ["a", "b"]],
    ["Status", ["success"]],
    ["Reason", ["digest"]],
    ["Trigger", ["digest"]],
    ["Config-Commit", [revision]],
    ["Host", ["web-1"]],
    ["Duration-Ms", [expect.stringMatching(/^\d+$/)]],
  ]);
  expect(message).toContain("\n\n- a: 2\n- b: 1\n\n");
  const keys = "--format=%(trailers:key=Run-Id,valueonly)";
  expect(repository.git("log", "-1", keys, "runner/reports").split("\n")).toEqual(runs);
  const added = repository.git("ls-tree", "-r", "--name-only", "runner/reports");
  for (const id of runs) expect(added).toMatch(new RegExp(`/${id}.json\n(.*\n)?.*/${id}.log`));
  const last = JSON.parse(repository.git("show", "runner/reports:hosts/web-1/tasks/a.json")) as {
    last: { id: string };
  };
  expect(last.last.id).toBe(runs[2]);
  expect(repository.git("show", "runner/reports:README.md")).toMatch(/\| a +\| ✅ \[success in/);
  expect(await verify(repository)).toMatchObject({ fine: true, findings: [], reports: 4, logs: 4 });
  await repository.call("reconcile", at(200));
  expect(subjects(repository)).toHaveLength(3);
});

test("while they wait they are told here as ever, and nothing of them is removed", async () => {
  const repository = withTasks();
  await run(repository, "a");
  const [id] = await idsOf(repository);
  const told = [
    (await repository.call("history")).out,
    (await repository.call("status a")).out,
    (await repository.call(`logs ${id!}`)).out,
  ];
  expect(told).toEqual([
    expect.stringContaining("success"),
    expect.stringContaining("success"),
    expect.stringContaining("from a"),
  ]);
  expect((await repository.call("status --json")).out).toContain('"unpublished": 0');
  expect((await repository.call("cleanup", at(30))).out).toBe("nothing is older than it is kept\n");
  expect(existsSync(join(repository.dir, ".git/runner/runs", id!, "log"))).toBe(true);
  expect((await repository.call(`logs ${id!}`)).out).toContain("from a");
});

test("nor when they are older than anything is kept, and not yet a commit", async () => {
  const repository = makeTaskRepository({
    "runner.toml": '[defaults]\nreport = "digest"\nkeep = { reports = "1d", logs = "1d" }\n',
    "tasks.d/a.toml": 'run = "true"\n',
  });
  await run(repository, "a", "a");
  const days = 3 * 24 * 60;
  const { out } = await repository.call("cleanup --json", at(days));
  expect(JSON.parse(out)).toMatchObject({ reports: [], runs: [], folders: [] });
  expect(subjects(repository).slice(1)).toEqual(["digest: 2 successes of 1 task"]);
});

test("one that is alone is a commit like any other", async () => {
  const repository = withTasks();
  await run(repository, "a");
  await repository.call("reconcile", at(61));
  expect(subjects(repository).slice(1)).toEqual([expect.stringMatching(/^a: success in/)]);
  expect(await verify(repository)).toMatchObject({ fine: true, reports: 1 });
});

describe("what has to come after them ends the wait", () => {
  test("a failure of the same task", async () => {
    const repository = withTasks();
    await run(repository, "a", "b", "a");
    repository.fail();
    await run(repository, "b");
    await run(repository, "a");
    expect(subjects(repository).slice(1)).toEqual([
      "digest: 3 successes of 2 tasks",
      expect.stringMatching(/^b: failed \(exit 1\)/),
    ]);
    expect(await verify(repository)).toMatchObject({ fine: true, reports: 4 });
  });

  test("not a failure of another", async () => {
    const repository = withTasks();
    repository.fail();
    await run(repository, "a", "a", "b");
    expect(subjects(repository).slice(1)).toEqual([expect.stringMatching(/^b: failed/)]);
    await repository.call("reconcile", at(61));
    expect(subjects(repository).slice(2)).toEqual(["digest: 2 successes of 1 task"]);
    expect(await verify(repository)).toMatchObject({ fine: true, reports: 3 });
  });

  test("another revision, and a success that is told by itself from then on", async () => {
    const repository = withTasks();
    await run(repository, "a", "b");
    repository.commit({ "tasks.d/a.toml": 'run = "echo from a"\n' });
    await run(repository, "a");
    expect(subjects(repository).slice(1)).toEqual([
      "digest: 2 successes of 2 tasks",
      expect.stringMatching(/^revision.*applied/),
      expect.stringMatching(/^a: success/),
    ]);
    expect(await verify(repository)).toMatchObject({ fine: true, reports: 3 });
  });

  test("a revision that changes nothing does not: it rides along with the next commit, whichever that is", async () => {
    const repository = withTasks();
    await run(repository, "a");
    repository.commit({ "README.md": "words\n" });
    await repository.call("reconcile", at(1));
    await run(repository, "a", "each");
    expect(subjects(repository).slice(1)).toEqual([expect.stringMatching(/^each: success/)]);
    expect(await verify(repository)).toMatchObject({ fine: true, revisions: 2 });
    repository.commit({ "README.md": "more words\n" });
    await repository.call("reconcile", at(2));
    await run(repository, "b");
    await repository.call("reconcile", at(63));
    expect(subjects(repository).slice(2)).toEqual(["digest: 3 successes of 2 tasks"]);
    expect(await verify(repository)).toMatchObject({ fine: true, revisions: 3, reports: 4 });
  });
});

test("that a run was undone is no success of its task, and is told by itself", async () => {
  const repository = makeTaskRepository();
  const file = join(repository.dir, "..", "kept");
  repository.write({ "../kept": "before" });
  repository.commit({ "tasks.d/a.toml": `report = "digest"\nprotect = ["${file}"]\nrun = "echo after > ${file}"\n` });
  await run(repository, "a");
  const [id] = await idsOf(repository);
  await repository.call(`rollback ${id!} --reason so`, at(0));
  expect(subjects(repository).slice(1)).toEqual([
    expect.stringMatching(/^a: success/),
    expect.stringMatching(/^a: success/),
  ]);
  expect(await verify(repository)).toMatchObject({ fine: true, reports: 2 });
});

test("a daemon that stops leaves them to the next one", async () => {
  const repository = withTasks();
  const daemon = await repository.start();
  await repository.call("run a --wait");
  await repository.call("run b --wait");
  daemon.stop();
  await daemon.done;
  await repository.call("reconcile", at(61));
  expect(subjects(repository).slice(1)).toEqual(["digest: 2 successes of 2 tasks"]);
});

test("a daemon commits them when the hour is over, and nothing else happens", async () => {
  const repository = withTasks();
  await run(repository, "a", "b");
  const restMs = 3_600_000 - 4000;
  const folder = join(repository.dir, ".git/refs/heads/runner");
  const isThere = new Promise<void>((resolve) => {
    const watcher = watch(folder, () => {
      if (subjects(repository).length < 2) return;
      watcher.close();
      resolve();
    });
  });
  const daemon = repository.begin("start", { now: () => Date.now() + restMs, env: { RUNNER_GIT_POLL: "1h" } });
  await isThere;
  daemon.stop();
  await daemon.done;
  expect(subjects(repository).slice(1)).toEqual(["digest: 2 successes of 2 tasks"]);
});

test("the audit lists them by task, newest first, with the commit that they share", async () => {
  const repository = withTasks();
  await run(repository, "a", "b", "a");
  await repository.call("reconcile", at(61));
  const tip = repository.git("rev-parse", "runner/reports");
  const list = async (words: string): Promise<readonly { run: string; commit: string }[]> =>
    (JSON.parse((await repository.call(`audit --json${words}`, at(61))).out) as { runs: never[] }).runs;
  const all = await idsOf(repository);
  expect((await list("")).map(({ run }) => run)).toEqual(all.toReversed());
  expect((await list(" --task a")).map(({ run, commit }) => [run, commit])).toEqual([
    [all[2], tip],
    [all[0], tip],
  ]);
  expect((await list(" --limit 2")).map(({ run }) => run)).toEqual([all[2], all[1]]);
});
