import { expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

const hello = { "tasks.d/hello.toml": 'run = "true"\nschedule = "hourly"\n' };
const runId = /\d{8}T\d{6}Z-[0-9a-f]{10}/g;

test("with a runner: by task, by id, by the beginning of one; one that waits too", async () => {
  const repository = makeTaskRepository();
  const [one, two] = [repository.puppet("one"), repository.puppet("two")];
  repository.commit({
    "tasks.d/one.toml": `run = ${one.run}\nlocks = ["door"]\n`,
    "tasks.d/two.toml": `run = ${two.run}\n`,
    "tasks.d/late.toml": 'run = "true"\nlocks = ["door"]\n',
  });
  await repository.start();
  const waits = ["one", "two"].map((task) => repository.begin(`run ${task} --wait --json`));
  await Promise.all([one.tell("hello"), two.tell("hello")]);
  waits.push(repository.begin("run late --wait --json"));
  await waits[2]!.says("has to wait");
  const { active, waiting } = JSON.parse((await repository.call("status --json")).out) as {
    active: { id: string; task: string }[];
    waiting: { id: string }[];
  };
  const idOfTwo = active.find(({ task }) => task === "two")!.id;
  expect(await repository.call("cancel 2")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^runner: 2 may mean 3 runs: .*\n {2}Say which by its id\.\n$/),
  });
  // All but the last digit: nobody else's begins so.
  await repository.call(`cancel ${waiting[0]!.id.slice(0, -1)}`);
  const cancelled = await repository.call("cancel one");
  expect(cancelled.out.replace(runId, "RUN")).toBe(
    "one: RUN is being cancelled; `runner status` shows when it is gone\n",
  );
  await repository.call(`cancel ${idOfTwo}`);
  const ends = await Promise.all(waits.map(({ done }) => done));
  expect(ends.map(({ out }) => JSON.parse(out) as unknown)).toMatchObject([
    [{ task: "one", status: "cancelled", reason: "cancelled" }],
    [{ task: "two", status: "cancelled", reason: "cancelled" }],
    [{ task: "late", status: "skipped", reason: "cancelled" }],
  ]);
  expect(await repository.call(`cancel ${idOfTwo}`)).toMatchObject({
    code: 2,
    err: expect.stringContaining("has ended already: cancelled"),
  });
});

test("without a runner: one that was left behind is seen to its end", async () => {
  const repository = makeTaskRepository();
  const slow = repository.puppet("slow");
  repository.commit({ "tasks.d/slow.toml": `run = ${slow.run}\n`, ...hello });
  const running = repository.begin("run slow");
  await slow.tell("hello");
  expect(await repository.call("cancel slow")).toMatchObject({
    code: 3,
    err: expect.stringMatching(/`runner run` \(process \d+, since .*\)\n {2}It leaves when its work is done/),
  });
  running.stop();
  await running.done;
  const { code, out } = await repository.call("cancel slow");
  expect({ code, out: out.replace(runId, "RUN") }).toEqual({ code: 0, out: "slow: RUN is cancelled\n" });
  expect((await repository.call("history slow")).out).toContain("cancelled");
});

test.each([
  ["cancel helo", "Did you mean hello?"],
  ["cancel hello", "no run of hello is active, and none waits"],
  ["cancel 2026", "there is no run or task 2026"],
])("%s: exit code 2, with advice", async (words, advice) => {
  const repository = makeTaskRepository(hello);
  await repository.call("reconcile");
  const { code, out, err } = await repository.call(words);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(advice);
});
