import { describe, expect, test } from "vitest";
import type { RecordingForge } from "../forge/recording-forge.ts";
import { startForge } from "../forge/recording-forge.ts";
import type { TaskRepository } from "./task-repository.ts";
import { makeTaskRepository } from "./task-repository.ts";

const env = { RUNNER_FORGE_TOKEN: "t0ken" };
const task = (text: string) => ({ "tasks.d/a.toml": `run = "${text}"\n` });

/** A clone with a remote, whose forge is a server on this machine. */
async function open(): Promise<{ repository: TaskRepository; server: RecordingForge; told: () => string[] }> {
  const server = await startForge(() => ({ status: 201 }));
  const repository = makeTaskRepository({
    ...task("true"),
    "runner.toml": `[forge]\nkind = "github"\nurl = "${server.url}"\nrepository = "us/ops"\n`,
  });
  const origin = `${repository.dir}/../origin.git`;
  repository.git("init", "--quiet", "--bare", "--initial-branch=main", origin);
  repository.git("remote", "add", "origin", origin);
  repository.git("push", "--quiet", "origin", "main");
  const subjects = (sha: string) => repository.git("show", "-s", "--format=%h", sha);
  const told = () =>
    server.calls.map(({ path, body }) => {
      const { state, description } = body as { state: string; description: string };
      return `${subjects(path.split("/").at(-1)!)} ${state} ${description}`;
    });
  return { repository, server, told };
}

function push(repository: TaskRepository, files: Readonly<Record<string, string>>): string {
  const sha = repository.commit(files);
  repository.git("push", "--quiet", "origin", "main");
  return sha.slice(0, 7);
}

describe("reconcile", () => {
  test("tells the end of each commit that was pushed, with a link to its record", async () => {
    const { repository, server, told } = await open();
    const first = repository.git("rev-parse", "--short", "HEAD");
    expect(await repository.call("reconcile", { env })).toMatchObject({ code: 0, err: "" });
    expect(told().at(-1)).toBe(`${first} success in force: 1 added`);
    const call = server.calls.at(-1)!;
    const sha = repository.git("rev-parse", "HEAD");
    expect(call.path).toBe(`/repos/us/ops/statuses/${sha}`);
    expect(call.headers.authorization).toBe("Bearer t0ken");
    expect(call.body).toMatchObject({
      context: "runner/web-1",
      target_url: `${server.url}/us/ops/blob/runner/reports/hosts/web-1/revisions/${sha}.json`,
    });

    const before = server.calls.length;
    const second = repository.commit(task("echo 2")).slice(0, 7);
    const third = push(repository, task("echo 3"));
    await repository.call("reconcile", { env });
    const wrong = push(repository, { "tasks.d/a.toml": "run = 3\n" });
    await repository.call("reconcile", { env });
    const neutral = push(repository, { ...task("echo 3"), "README.md": "x\n" });
    await repository.call("reconcile", { env });
    const long = repository.git("rev-parse", third).slice(0, 12);
    expect(
      told()
        .slice(before)
        .filter((line) => !line.includes(" pending ")),
    ).toEqual([
      `${second} success superseded by ${long}`,
      `${third} success in force: 1 changed`,
      expect.stringMatching(new RegExp(`^${wrong} failure rejected: .*tasks.d/a.toml:1`)),
      expect.stringMatching(new RegExp(`^${neutral} success in force`)),
    ]);
    const again = server.calls.length;
    await repository.call("reconcile", { env });
    expect(server.calls.length).toBe(again);
  });

  test("without a token the forge hears nothing", async () => {
    const { repository, server } = await open();
    expect(await repository.call("reconcile")).toMatchObject({ code: 0, err: "" });
    expect(server.calls).toEqual([]);
  });

  test("a forge that is down costs nothing: told, shown by status, and made up for by the next pass", async () => {
    const { repository, server, told } = await open();
    server.answer = () => ({ status: 401, body: { message: "bad t0ken" } });
    const { code, out, err } = await repository.call("reconcile", { env });
    expect(code).toBe(0);
    expect(out).toContain("applied");
    expect(err).toContain("1 commit status not told yet: the forge at");
    expect(err).not.toContain("t0ken");
    const status = await repository.call("status");
    expect(status.out).toContain("1 commit status waits: the forge at");
    const json = JSON.parse((await repository.call("status --json")).out) as object;
    expect(json).toMatchObject({ forge: { waiting: 1, hint: expect.stringContaining("token") as unknown } });
    expect(repository.git("show", "runner/reports:README.md")).toContain("web-1");

    server.answer = () => ({ status: 201 });
    const before = server.calls.length;
    expect(await repository.call("reconcile", { env })).toMatchObject({ code: 0, err: "" });
    expect(told().slice(before)).toEqual([expect.stringContaining(" success in force: 1 added")]);
    expect((await repository.call("status")).out).not.toContain("commit status");
  });
});

test("a token is not for a file of the repository", async () => {
  const repository = makeTaskRepository({ "runner.toml": '[forge]\ntoken = "t0ken"\n' });
  const { code, out } = await repository.call("validate");
  expect(code).toBe(2);
  expect(out).toContain("runner.toml:2:1");
});

test("the daemon tells it, too, and stops at once though the forge is silent", async () => {
  const { repository, server, told } = await open();
  const daemon = repository.begin("start", { env });
  await daemon.says("revision applied");
  await server.whenCalled(2);
  expect(told().at(-1)).toContain(" success in force: 1 added");
  server.answer = () => "never";
  push(repository, task("echo 2"));
  const before = server.calls.length;
  await server.whenCalled(before + 1);
  daemon.stop();
  expect((await daemon.done).code).toBe(0);
});
