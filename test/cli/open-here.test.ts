import { expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

const hello = { "tasks.d/hello.toml": 'run = "true"\n' };

test.each(["start", "reconcile", "run hello"])(
  "%s: a setting from the environment that does not hold is told with its variable, not taken for a bug or a bad revision",
  async (words) => {
    const repository = makeTaskRepository(hello);
    const env = { RUNNER_GIT_POLL: "soon" };
    const told = { code: 2, out: "", err: expect.stringContaining("--> $RUNNER_GIT_POLL:1:1") };
    expect(await repository.call(words, { env })).toEqual(told);
    await repository.call("reconcile");
    expect(await repository.call(words, { env })).toEqual(told);
    expect(repository.git("log", "--format=%s", "runner/reports")).toMatch(/^revision \w+: applied [^\n]*$/);
  },
);

test("a variable that names no setting is told and stands in nobody's way", async () => {
  const { code, err } = await makeTaskRepository(hello).call("reconcile", { env: { RUNNER_GIT_POL: "5s" } });
  expect(code).toBe(0);
  expect(err).toContain("Did you mean RUNNER_GIT_POLL?");
});
