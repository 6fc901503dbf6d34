import { describe, expect, test } from "vitest";
import { startForge } from "../forge/recording-forge.ts";
import { keepComments } from "./ci-job.ts";
import { makeTaskRepository } from "./task-repository.ts";

const files = { "tasks.d/ping.toml": 'schedule = "hourly"\nrun = "true"\n' };
const job = (url: string) => ({
  GITHUB_API_URL: url,
  GITHUB_REPOSITORY: "us/ops",
  GITHUB_REF: "refs/pull/7/merge",
  RUNNER_FORGE_TOKEN: "t0ken",
});

describe("plan --post", () => {
  test("posts the plan as markdown, and prints what --format asks for", async () => {
    const repository = makeTaskRepository(files);
    const { comments, answer } = keepComments();
    const server = await startForge(answer);
    const { code, out } = await repository.call("plan --format github --post", { env: job(server.url) });
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(comments.map(({ body }) => body)).toEqual([expect.stringMatching(/^<!-- runner plan -->\n## Plan: /)]);
    expect(server.calls.at(-1)!.headers.authorization).toBe("Bearer t0ken");
  });

  test.each([
    ["plan --post", 0, "the plan is not posted: this is no job of"],
    ["plan --post required", 3, "runner: the plan is not posted: this is no job of"],
    ["plan --post always", 2, 'runner: --post: "always" is not "required", and it takes nothing else'],
  ])("%s where it cannot: exit code %i", async (words, code, said) => {
    const repository = makeTaskRepository(files);
    const called = await repository.call(words);
    expect(called.code).toBe(code);
    expect(called.err).toContain(said);
  });

  test("the forge has trouble: told, and no trouble of the plan's unless required", async () => {
    const repository = makeTaskRepository(files);
    const server = await startForge(() => ({ status: 502 }));
    const circumstances = { env: job(server.url) };
    const wished = await repository.call("plan --post", circumstances);
    expect(wished.code).toBe(0);
    expect(wished.err).toContain(`the plan is not posted: the forge at ${server.url} answers 502`);
    expect((await repository.call("plan --post required", circumstances)).code).toBe(3);
  });

  test("settings of the repository do not say where the token goes", async () => {
    const elsewhere = await startForge(() => ({ status: 200 }));
    const repository = makeTaskRepository({ ...files, "runner.toml": `[forge]\nurl = "${elsewhere.url}"\n` });
    const server = await startForge(keepComments().answer);
    await repository.call("plan --post", { env: job(server.url) });
    expect(server.calls.length).toBe(3);
    expect(elsewhere.calls).toEqual([]);
  });
});

test("--format gitlab: a Code Quality report, whose fingerprints stay where a finding moves", async () => {
  const repository = makeTaskRepository(files);
  repository.write({ "tasks.d/bad.toml": 'run = "true"\nschedule = "daily at 25:00"\n' });
  const report = async () =>
    JSON.parse((await repository.call("plan --format gitlab")).out) as { fingerprint: string; location: object }[];
  const before = await report();
  expect(before).toEqual([
    {
      description: expect.stringContaining('"25:00" is not a time of day.') as unknown,
      check_name: "bad-time",
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      severity: "blocker",
      location: { path: "tasks.d/bad.toml", lines: { begin: 2 } },
    },
  ]);
  repository.write({ "tasks.d/bad.toml": '# moved\nrun = "true"\nschedule = "daily at 25:00"\n' });
  const after = await report();
  expect(after[0]!.location).toEqual({ path: "tasks.d/bad.toml", lines: { begin: 3 } });
  expect(after[0]!.fingerprint).toBe(before[0]!.fingerprint);
});
