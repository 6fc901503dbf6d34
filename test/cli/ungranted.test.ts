import { expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

const fine = { "tasks.d/fine.toml": 'run = "echo fine"\n' };
const wish = { "tasks.d/wish.toml": 'run = "true"\n\nuser = "no-such-user"\n' };
const problem = 'The host web-1 cannot run "wish" as asked: there is no user "no-such-user"';

test("a revision that asks for what this host cannot give is turned away; the last good one goes on", async () => {
  const repository = makeTaskRepository(fine);
  const daemon = await repository.start();
  const good = repository.git("rev-parse", "HEAD");
  const bad = repository.commit({ ...wish, "tasks.d/fine.toml": 'run = "echo not fine"\n' });
  await daemon.says("revision rejected");
  const status = await repository.call("status");
  expect(status.out).toContain(`${good.slice(0, 7)} "change", applied`);
  expect(status.out).toContain(`rejected ${bad.slice(0, 7)} "change": 1 error; the last good revision stays in force`);
  expect(status.out).toContain(`tasks.d/wish.toml:1:1: ${problem}`);
  expect((await repository.call("status --json")).out).toContain('"code": "cannot-grant"');
  expect((await repository.call("run fine --wait")).code).toBe(0);
  expect((await repository.call("logs fine")).out).toBe("fine\n");
  expect((await repository.call("run wish --wait")).code).toBe(2);
  const better = repository.commit({ "tasks.d/wish.toml": 'run = "echo granted"\n' });
  await expect
    .poll(async () => (await repository.call("status")).out, { timeout: 10_000 })
    .toContain(`${better.slice(0, 7)} "change", applied`);
  expect((await repository.call("run wish --wait")).code).toBe(0);
});

test("a plan on the runner's host warns of it, and one elsewhere does not", async () => {
  const repository = makeTaskRepository({ ...fine, ...wish });
  expect((await repository.call("plan")).out).not.toContain("cannot-grant");
  repository.git("rm", "--quiet", "tasks.d/wish.toml");
  repository.commit({});
  await repository.call("run fine");
  repository.commit(wish);
  const plan = await repository.call("plan");
  expect(plan.code).toBe(0);
  expect(plan.out).toContain("tasks.d/wish.toml:1");
  expect(plan.out).toContain(problem);
  expect((await repository.call("plan --changes-only")).out).not.toContain("cannot-grant");
  const { problems } = JSON.parse((await repository.call("plan --format json")).out) as { problems: unknown };
  expect(problems).toMatchObject([{ code: "cannot-grant", severity: "warning", file: "tasks.d/wish.toml" }]);
});
