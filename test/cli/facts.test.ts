import { expect, test } from "vitest";
import { mayMountDead, mountDead } from "../facts/host.ts";
import { runBin } from "./run-bin.ts";
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

// More of them than Node has threads by itself.
test.skipIf(!mayMountDead())(
  "dead mounts: what lies there is unknown, all else is known, and the verb ends",
  async () => {
    const dead = Array.from({ length: 5 }, () => mountDead().path);
    const paths = [...dead, "/"];
    const asked = paths.map((path) => `disk_usage(${path})`);
    const any = paths.map((path) => `{ disk_usage = { path = "${path}", above = 90 } }`).join(", ");
    const task = `when = { any = [${any}] }\nrun = "true"\nschedule = "daily"\n`;
    const repository = makeTaskRepository({ "tasks.d/a.toml": task });
    const unread = runBin(["facts"], repository.dir);
    unread.child.stdout!.destroy();
    const { code, out, err } = await runBin(["facts", "--json"], repository.dir).done;
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const told = JSON.parse(out) as { fact: string }[];
    expect(told.toSorted((a, b) => asked.indexOf(a.fact) - asked.indexOf(b.fact))).toMatchObject([
      ...dead.map((path) => ({ fact: `disk_usage(${path})`, unknown: "took longer than 5 s" })),
      { fact: "disk_usage(/)", value: expect.any(Number) as number },
    ]);
    expect(await unread.done).toMatchObject({ code: 0, err: "" });
  },
);
