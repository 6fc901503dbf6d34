import { expect, test } from "vitest";
import { runBin } from "./run-bin.ts";
import { makeTaskRepository } from "./task-repository.ts";

const hello = { "tasks.d/hello.toml": 'run = "true"\nschedule = "hourly"\n' };
const runId = /\d{8}T\d{6}Z-[0-9a-f]{10}/g;

test("ends the runner, waits until it is gone, and says what goes on", async () => {
  const repository = makeTaskRepository();
  const slow = repository.puppet("slow");
  repository.commit({ "tasks.d/slow.toml": `run = ${slow.run}\n` });
  const daemon = await repository.start();
  await repository.call("run slow");
  await slow.tell("hello");
  const { code, out } = await repository.call("stop");
  expect(code).toBe(0);
  expect(out.replace(runId, "RUN")).toMatch(
    /^the runner has stopped\n {2}slow goes on \(run RUN, since \S+\); the next runner finds it\n$/,
  );
  expect((await daemon.done).code).toBe(0);
  expect(JSON.parse((await repository.call("stop --json")).out)).toEqual({ stopped: false, active: [] });
  await slow.tell("end");
  expect((await repository.call("reconcile")).out).toMatch(/^slow: success/);
});

test("where there is none, that is said", async () => {
  const repository = makeTaskRepository(hello);
  expect(await repository.call("stop")).toEqual({ code: 0, out: "no runner is up here\n", err: "" });
});

test("a verb at work is no runner to stop", async () => {
  const repository = makeTaskRepository();
  const slow = repository.puppet("slow");
  repository.commit({ "tasks.d/slow.toml": `run = ${slow.run}\n` });
  const running = repository.begin("run slow");
  await slow.tell("hello");
  expect((await repository.call("stop")).out).toMatch(/^no runner is up, but `runner run` .* is at work/);
  await slow.tell("end");
  await running.done;
});

test("the daemon is another process: asked, paused, resumed, cancelled, stopped", async () => {
  const repository = makeTaskRepository();
  const slow = repository.puppet("slow");
  repository.commit({ "tasks.d/slow.toml": `run = ${slow.run}\n` });
  const daemon = runBin(["start"], repository.dir);
  const said = new Promise<void>((resolve) => {
    daemon.child.stderr!.on("data", (text) => String(text).includes("revision applied") && resolve());
  });
  await said;
  const verb = async (...words: string[]) => (await runBin(words, repository.dir).done).code;
  expect(await verb("pause", "slow", "--reason", "x")).toBe(0);
  expect(await verb("resume", "slow")).toBe(0);
  const waiting = verb("run", "slow", "--wait");
  await slow.tell("hello");
  expect(await verb("cancel", "slow")).toBe(0);
  expect(await waiting).toBe(1);
  expect(await verb("stop")).toBe(0);
  expect((await daemon.done).code).toBe(0);
});

test("a pass that is told to stop leaves at once, and what runs goes on", async () => {
  const repository = makeTaskRepository();
  const slow = repository.puppet("slow");
  repository.commit({ "tasks.d/slow.toml": `run = ${slow.run}\n` });
  const running = repository.begin("run slow");
  await slow.tell("hello");
  running.stop();
  await running.done;
  const reconciling = repository.begin("reconcile");
  reconciling.stop();
  expect(await reconciling.done).toMatchObject({ code: 0, out: "nothing to do\n" });
  await slow.tell("end");
  expect((await repository.call("reconcile")).out).toMatch(/^slow: success/);
});
