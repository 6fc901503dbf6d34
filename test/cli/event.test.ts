import { expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

const hello = { "tasks.d/hello.toml": 'run = "true"\n' };

test("without a runner nobody is told: exit code 3, and what to do", async () => {
  const repository = makeTaskRepository(hello);
  expect(await repository.call("event shutdown")).toEqual({
    code: 3,
    out: "",
    err: `runner: no runner is up here that could be told of an event
  Tell it while the runner is still up, before it is stopped; \`runner start\` starts one.
`,
  });
});

test("a verb at work is no runner that stays", async () => {
  const repository = makeTaskRepository();
  const slow = repository.puppet("slow");
  repository.commit({ "tasks.d/slow.toml": `run = ${slow.run}\n` });
  const running = repository.begin("run slow");
  await slow.tell("hello");
  expect((await repository.call("event shutdown")).code).toBe(3);
  await slow.tell("end");
  await running.done;
});

test.each(["event", "event boot"])("%s: it has to be one that there is", async (words) => {
  const repository = makeTaskRepository(hello);
  expect((await repository.call(words)).code).toBe(2);
});

test("where no task is on shutdown, it is over at once, and nothing starts until the next runner", async () => {
  const repository = makeTaskRepository(hello);
  const daemon = await repository.start();
  expect(await repository.call("event shutdown")).toEqual({ code: 0, out: "no task is on shutdown\n", err: "" });
  expect(await repository.call("event shutdown --json")).toEqual({ code: 0, out: "[]\n", err: "" });
  const asked = await repository.call("run hello");
  expect(asked.out).toMatch(/^hello: has to wait: enabled: the host goes down \(run /);
  daemon.stop();
  await daemon.done;
  expect((await repository.call("reconcile")).out).toMatch(/^hello: success/);
});
