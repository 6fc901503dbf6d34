import { describe, expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

const hello = { "tasks.d/hello.toml": 'run = "true"\nschedule = "hourly"\n' };

async function statesOf(repository: ReturnType<typeof makeTaskRepository>): Promise<Record<string, string>> {
  const { tasks } = JSON.parse((await repository.call("status --json")).out) as {
    tasks: { id: string; state: string }[];
  };
  return Object.fromEntries(tasks.map(({ id, state }) => [id, state]));
}

describe.each([
  ["with a runner", true],
  ["without one", false],
])("pause and resume, %s", (_, withRunner) => {
  test("one task", async () => {
    const repository = makeTaskRepository({ ...hello, "tasks.d/other.toml": 'run = "true"\n' });
    if (withRunner) await repository.start();
    expect(await repository.call("pause hello --reason x")).toEqual({
      code: 0,
      out: "hello is paused; `runner resume hello` ends that\n",
      err: "",
    });
    expect(await statesOf(repository)).toEqual({ hello: "paused", other: "ready" });
    expect((await repository.call("resume hello --json")).out).toBe(
      '{\n  "ok": true,\n  "message": "hello goes on"\n}\n',
    );
    expect((await repository.call("resume hello")).out).toBe("hello was not paused\n");
    expect(await statesOf(repository)).toEqual({ hello: "ready", other: "ready" });
  });

  test("everything", async () => {
    const repository = makeTaskRepository({ ...hello, "tasks.d/other.toml": 'run = "true"\n' });
    if (withRunner) await repository.start();
    await repository.call("pause --all --reason x");
    expect(await statesOf(repository)).toEqual({ hello: "paused", other: "paused" });
    expect((await repository.call("resume hello")).out).toContain("everything is paused, hello with it");
    expect((await repository.call("resume --all")).out).toBe("everything goes on\n");
    expect((await repository.call("resume --all")).out).toBe("nothing was paused\n");
  });

  test("a revision that removes too much is held until somebody lets it through", async () => {
    const tasks = Array.from({ length: 6 }, (__, i) => [`tasks.d/t${i}.toml`, 'run = "true"\n'] as const);
    const repository = makeTaskRepository(Object.fromEntries(tasks));
    const daemon = withRunner ? await repository.start() : undefined;
    if (!daemon) await repository.call("reconcile");
    repository.git("rm", "--quiet", ...tasks.slice(1).map(([path]) => path));
    const sha = repository.commit({});
    if (daemon) await daemon.says("revision held");
    else expect(await repository.call("reconcile")).toMatchObject({ code: 2 });
    const status = (await repository.call("status")).out;
    expect(status).toContain(`held ${sha.slice(0, 7)}`);
    expect(status).toContain("it removes 5 of 6 tasks");
    const released = await repository.call(`resume --revision ${sha.slice(0, 8)}`);
    expect(released).toEqual({ code: 0, out: `${sha.slice(0, 7)} applied\n`, err: "" });
    expect(await statesOf(repository)).toEqual({ t0: "ready" });
  });
});

test.each([
  ["pause hello", "--reason"],
  ["pause --reason x", "which task? Name one, or everything by --all"],
  ["pause hello --all --reason x", "a task or --all, not both"],
  ["pause helo --reason x", "Did you mean hello?"],
  ["resume", "which task?"],
  ["resume --revision nonsense", "takes the name of a commit"],
  ["resume --revision 1234abcd", "no revision 1234abcd is held"],
  ["resume hello --revision 1234abcd", "nothing beside it"],
])("%s: exit code 2, with advice", async (words, advice) => {
  const repository = makeTaskRepository(hello);
  await repository.call("reconcile");
  const { code, out, err } = await repository.call(words);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(advice);
});
