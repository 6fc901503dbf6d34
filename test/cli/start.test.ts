import { describe, expect, onTestFinished, test } from "vitest";
import { mayMountDead, mountDead } from "../facts/host.ts";
import { runBin } from "./run-bin.ts";
import type { Puppet, TaskRepository } from "./task-repository.ts";
import { makeTaskRepository } from "./task-repository.ts";

function makeSlow(): { repository: TaskRepository; slow: Puppet } {
  const repository = makeTaskRepository();
  const slow = repository.puppet("slow");
  repository.commit({ "tasks.d/slow.toml": `run = ${slow.run}\n`, "tasks.d/idle.toml": 'run = "true"\n' });
  return { repository, slow };
}

describe("while a verb holds the state folder", () => {
  test("it says once for whom it waits, and takes over when that is done", async () => {
    const { repository, slow } = makeSlow();
    const running = runBin(["run", "slow"], repository.dir);
    await slow.tell("hello");
    const daemon = runBin(["start"], repository.dir);
    await daemon.says(`waits for \`runner run\` (process ${running.child.pid}, since 2`);
    await slow.tell("end");
    expect(await running.done).toMatchObject({ code: 0, out: expect.stringMatching(/^slow: success/) });
    await daemon.says("the runner is up");
    expect((await runBin(["run", "idle", "--wait"], repository.dir).done).err).toBe("");
    expect((await runBin(["stop"], repository.dir).done).code).toBe(0);
    const { code, err } = await daemon.done;
    expect(code).toBe(0);
    expect(err.match(/waits for/g)).toHaveLength(1);
  });

  test.each(["SIGTERM", "SIGINT"] as const)("%s ends the waiting, and nothing else", async (signal) => {
    const { repository, slow } = makeSlow();
    const running = runBin(["run", "slow"], repository.dir);
    await slow.tell("hello");
    const daemon = runBin(["start"], repository.dir);
    await daemon.says("waits for `runner run`");
    daemon.child.kill(signal);
    const { code, err } = await daemon.done;
    expect(code).toBe(0);
    expect(err).not.toContain("the runner is up");
    await slow.tell("end");
    expect(await running.done).toMatchObject({ code: 0, out: expect.stringMatching(/^slow: success/) });
  });

  test("of two that wait one takes over, and the other leaves as any second one does", async () => {
    const { repository, slow } = makeSlow();
    const running = runBin(["run", "slow"], repository.dir);
    await slow.tell("hello");
    const daemons = [runBin(["start"], repository.dir), runBin(["start"], repository.dir)];
    await Promise.all(daemons.map((daemon) => daemon.says("waits for `runner run`")));
    await slow.tell("end");
    await running.done;
    const second = await Promise.race(daemons.map(({ done }) => done));
    expect(second.code).toBe(3);
    expect(second.err).toContain("this repository already has a runner: `runner start`");
    expect((await runBin(["stop"], repository.dir).done).code).toBe(0);
    const codes = (await Promise.all(daemons.map(({ done }) => done))).map(({ code }) => code);
    expect(codes.toSorted()).toEqual([0, 3]);
  });
});

test("while another start holds it, it fails at once", async () => {
  const { repository } = makeSlow();
  await repository.start();
  const { code, err } = await runBin(["start"], repository.dir).done;
  expect(code).toBe(3);
  expect(err).toMatch(
    /^runner: this repository already has a runner: `runner start` \(process \d+, since \S+\)\n {2}Verbs such as .*\n$/,
  );
});

test.each(["run slow", "reconcile"])("%s does not wait for the other", async (words) => {
  const { repository, slow } = makeSlow();
  const running = runBin(["run", "slow"], repository.dir);
  await slow.tell("hello");
  const { code, err } = await runBin(words.split(" "), repository.dir).done;
  expect(code).toBe(3);
  expect(err).toContain("It leaves when its work is done: try again then.");
  await slow.tell("end");
  await running.done;
});

// More of them than Node has threads by itself.
test.skipIf(!mayMountDead())("dead mounts hold up neither the conditions of others nor the end", async () => {
  const dead = Array.from({ length: 5 }, () => mountDead().path);
  const repository = makeTaskRepository({
    "runner.toml": '[runner]\nfacts_every = "1s"\n',
    "tasks.d/dead.toml": `on = [${dead.map((path) => `{ condition = { file = "${path}/x" } }`).join(", ")}]\nrun = "true"\n`,
    "tasks.d/here.toml": 'on = [{ condition = { file = "/" } }]\nrun = "true"\n',
  });
  const daemon = runBin(["start"], repository.dir);
  onTestFinished(() => void daemon.child.kill("SIGKILL"));
  await daemon.says("here: success");
  daemon.child.kill("SIGTERM");
  const { code, err } = await daemon.done;
  expect({ code, last: err.trim().split("\n").at(-1) }).toEqual({
    code: 0,
    last: expect.stringContaining("the runner has stopped") as string,
  });
});
