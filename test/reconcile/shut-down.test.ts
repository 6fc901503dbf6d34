import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { shutdownRuns } from "../../src/decide/index.ts";
import { sha, taskId } from "../../src/model/ids.ts";
import type { EventTrigger } from "../../src/model/trigger.ts";
import { openRunner } from "../../src/reconcile/open-runner.ts";
import { takeLock } from "../../src/reconcile/take-lock.ts";
import { makeShutDown } from "../../src/reconcile/shut-down.ts";
import { openRepository } from "../../src/repository/index.ts";
import { makeTaskRepository } from "../cli/task-repository.ts";
import type { TaskSketch } from "../decide/world.ts";
import { makeSettings, makeTask } from "../decide/world.ts";

const shutdown: EventTrigger = { key: "shutdown", kind: "shutdown" };

/** A runner with these tasks in force, at work. */
async function openWith(sketches: Readonly<Record<string, TaskSketch>>, shutdownGraceMs = 90_000) {
  const repository = makeTaskRepository({ "tasks.d/none.toml": 'run = "true"\n' });
  const commit = sha(repository.git("rev-parse", "HEAD"));
  const found = await openRepository(repository.dir);
  if (!found.ok) throw new Error(found.error.what);
  const logged: string[] = [];
  const note = (_: object, message: string): void => void logged.push(message);
  const options = {
    repository: found.value,
    stateDir: join(repository.dir, ".git/runner"),
    host: { name: "web-1", file: undefined, env: {} },
    verb: "test",
    worktree: false,
    ignoresSlots: false,
    version: "0.0.0",
    now: Date.now,
    env: { HOME: repository.dir },
    log: { debug: note, info: note, warn: note, error: note },
  };
  const lock = takeLock(options);
  if (!lock.ok) throw new Error(lock.error.what);
  const opened = await openRunner(options, lock.value);
  if (!opened.ok) throw new Error(opened.error.what);
  const runner = opened.value;
  onTestFinished(() => runner.close());
  await runner.begin();
  runner.driver.go();
  const tasks = Object.entries(sketches).map(([id, sketch]) =>
    makeTask(id, { shell: ["bash", "-eu", "{}"], ...sketch }),
  );
  const catalog = {
    tasks: new Map(tasks.map((task) => [task.id, task])),
    settings: makeSettings({ shutdownGraceMs }),
  };
  runner.driver.tell({ kind: "applied", now: Date.now(), catalog, revision: commit });
  await runner.driver.nextTurn();
  const log = { debug: note, info: note, warn: note, error: note };
  return { repository, runner, logged, shutDown: makeShutDown({ runner, now: Date.now, log }) };
}

test("what is on shutdown runs, with what it needs; nothing else starts", async () => {
  const { runner, shutDown } = await openWith({
    flush: { command: { kind: "text", text: "true" } },
    save: { triggers: [shutdown], needs: ["flush"], command: { kind: "text", text: "true" } },
    other: {},
  });
  const both = [shutDown(), shutDown()];
  const runs = await both[0]!;
  expect(runs.map(({ task, end }) => `${task}: ${end?.status}`).toSorted()).toEqual([
    "flush: success",
    "save: success",
  ]);
  // Told twice, it happens once.
  expect(await both[1]).toBe(runs);
  const request = { task: taskId("other"), nonce: "n", by: "", reason: "", force: false, withNeeds: false };
  runner.driver.tell({ kind: "requested", now: Date.now(), request });
  await runner.driver.nextTurn();
  expect(runner.driver.state.active.size).toBe(0);
  expect(runner.driver.state.waiting.size).toBe(1);
});

test("none is on shutdown: over at once", async () => {
  const { shutDown } = await openWith({ other: {} });
  expect(await shutDown()).toEqual([]);
});

test("when shutdown_grace is over, what runs goes on, and what has not started never will", async () => {
  const { repository, runner, logged, shutDown } = await openWith({}, 1500);
  const slow = repository.puppet("slow");
  const command = { kind: "text", text: JSON.parse(slow.run) as string } as const;
  const tasks = [
    makeTask("slow", { triggers: [shutdown], command, shell: ["bash", "-eu", "{}"] }),
    makeTask("after", { triggers: [shutdown], needs: ["slow"] }),
  ];
  const catalog = {
    tasks: new Map(tasks.map((task) => [task.id, task])),
    settings: makeSettings({ shutdownGraceMs: 1500 }),
  };
  runner.driver.tell({ kind: "applied", now: Date.now(), catalog, revision: runner.driver.state.revision });
  await runner.driver.nextTurn();
  const runs = await shutDown();
  expect(runs.map(({ task, end }) => `${task}: ${end?.reason}`).toSorted()).toEqual([
    "after: cancelled",
    "slow: undefined",
  ]);
  expect(logged).toContain("shutdown_grace is over, and not all that the shutdown asked for has ended");
  const [open] = shutdownRuns(runner.driver.state);
  const ended = runner.driver.whenEnded(open!.id);
  await slow.tell("end");
  expect(await ended).toMatchObject({ task: "slow", status: "success" });
});
