import { expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

const files = {
  "tasks.d/flush.toml": 'on = "shutdown"\nrun = "true"\n',
  "tasks.d/other.toml": 'run = "true"\n',
};

test("shutdown: what is to be run then is run, and nothing else starts any more", async () => {
  const repository = makeTaskRepository(files);
  await repository.start();
  const { code, out } = await repository.call("event shutdown");
  expect({ code, out: out.replace(/\d+ ms/, "N ms") }).toEqual({ code: 0, out: "flush: success in N ms\n" });
  expect((await repository.call("run other")).out).toMatch(/^other: has to wait: enabled: the host goes down/);
});

test("nothing to be run", async () => {
  const repository = makeTaskRepository({ "tasks.d/other.toml": 'run = "true"\n' });
  await repository.start();
  expect(await repository.call("event shutdown")).toMatchObject({ code: 0, out: "nothing is to be run at shutdown\n" });
});

test.each([
  { name: "no runner is up", words: "event shutdown", code: 3, err: /no runner is up to be told[^]*runner start/ },
  { name: "no such event", words: "event lunch", code: 2, err: /there is no event "lunch"[^]*runner event shutdown/ },
])("$name", async ({ words, code, err }) => {
  const repository = makeTaskRepository(files);
  const called = await repository.call(words);
  expect(called.code).toBe(code);
  expect(called.err).toMatch(err);
});
