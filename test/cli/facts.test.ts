import { expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

test("what the conditions look at, each once, with who asks", async () => {
  const repository = makeTaskRepository({
    "tasks.d/a.toml": 'when = { file = "/nowhere/at/all" }\nrun = "true"\nschedule = "daily"\n',
    "tasks.d/b.toml":
      'on = [{ condition = { all = [{ file = "/nowhere/at/all" }, { age = { file = "/nowhere", above = "1d" } }] } }]\nrun = "true"\n',
  });
  const { code, out } = await repository.call("facts");
  expect(code).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "FACT                   NOW                                 ASKED BY
    age(/nowhere)          unknown: no such file or directory  b
    file(/nowhere/at/all)  no                                  a, b
    "
  `);
  expect(JSON.parse((await repository.call("facts --json")).out)).toMatchObject([
    { fact: "age(/nowhere)", unknown: expect.any(String) as string, tasks: ["b"] },
    { fact: "file(/nowhere/at/all)", value: false, tasks: ["a", "b"] },
  ]);
});

test("nobody asks", async () => {
  const repository = makeTaskRepository({ "tasks.d/a.toml": 'run = "true"\n' });
  expect(await repository.call("facts")).toEqual({ code: 0, out: "no task asks for a fact\n", err: "" });
});
