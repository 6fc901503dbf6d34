import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { TaskRepository } from "./task-repository.ts";
import { makeTaskRepository } from "./task-repository.ts";

/** Names that would lead out of a folder, or that a terminal, a shell or a file system would take for something else. */
const nasty = [
  "../../escape",
  "..",
  ".",
  "/tmp/escape",
  "a/../../escape",
  ".hidden",
  "A",
  "a b",
  "a;b",
  "é",
  "x".repeat(64),
];

const good = { "tasks.d/good.toml": 'run = "true"\n' };

/** Everything around the repository, and what the runner keeps: nothing may turn up there. */
const around = ({ dir }: TaskRepository): readonly string[] =>
  [join(dir, ".."), join(dir, "../.."), dir, join(dir, ".git")].flatMap((folder) =>
    readdirSync(folder).filter((name) => name.includes("escape")),
  );

describe("a name cannot leave its folder", () => {
  test.each(nasty)("from a task file: %s", async (name) => {
    const repository = makeTaskRepository({ "tasks.d/x.toml": `id = ${JSON.stringify(name)}\nrun = "true"\n` });
    expect((await repository.call("validate")).code).toBe(2);
    expect((await repository.call("reconcile")).code).not.toBe(0);
    expect(around(repository)).toEqual([]);
  });

  test("from the command line: tasks and runs", async () => {
    const repository = makeTaskRepository(good);
    await repository.call("run good --wait");
    for (const name of nasty.filter((one) => !one.includes(" "))) {
      for (const words of ["run", "logs", "cancel", "pause", "explain", "history", "rollback --reason x"]) {
        const { code } = await repository.call(`${words} ${name}`);
        expect(code, `${words} ${name}`).toBe(2);
      }
    }
    expect(around(repository)).toEqual([]);
  });

  test("from the control socket: whatever is asked there is refused, and the runner goes on", async () => {
    const repository = makeTaskRepository(good);
    await repository.start();
    const request = { task: "good", nonce: "n", by: "x", reason: "", force: false, withNeeds: false };
    for (const name of nasty) {
      const asks = [
        { ask: "run", requests: [{ ...request, task: name }] },
        { ask: "run", requests: [{ ...request, rollback: name }] },
        { ask: "wait", runs: [name] },
        { ask: "cancel", run: name, by: "x" },
        { ask: "pause", task: name, reason: "" },
        { ask: "resume", task: name },
        { ask: "acknowledge", sha: name },
      ];
      for (const ask of asks) {
        const said = JSON.parse(await send(repository, ask)) as { answer: string };
        expect(said.answer, JSON.stringify(ask)).toBe("refused");
      }
    }
    expect(around(repository)).toEqual([]);
    expect((await repository.call("run good --wait")).code).toBe(0);
  });

  test("from the host's name", async () => {
    const repository = makeTaskRepository(good);
    for (const name of ["../../escape", "..", "a/b"]) {
      expect((await repository.call("run good --wait", { env: { RUNNER_HOST_NAME: name } })).code, name).toBe(2);
    }
    expect(around(repository)).toEqual([]);
  });

  test("from the reports branch: who can write there can lie, and that is all", async () => {
    const repository = makeTaskRepository(good);
    await repository.call("run good --wait");
    // What another host of the branch may have written.
    repository.git("checkout", "--quiet", "runner/reports");
    const report = {
      id: "../../../../escape",
      task: "../../escape",
      host: "../escape",
      status: "success",
      slot: "../x",
    };
    repository.commit({
      "hosts/evil/tasks/..%2f..%2fescape.json": JSON.stringify(report),
      "hosts/evil/revision.json": JSON.stringify({ ...report, sha: "../../escape", state: "rejected" }),
      "runs/2026/11/20/escape/20261120T020000Z-0123456789.json": JSON.stringify(report),
    });
    repository.git("checkout", "--quiet", "main");
    expect((await repository.call("run good --wait")).code).toBe(0);
    await repository.call("audit");
    await repository.call("history");
    expect(around(repository)).toEqual([]);
    expect(existsSync(join(repository.dir, "escape"))).toBe(false);
  });
});

async function send({ dir }: TaskRepository, ask: unknown): Promise<string> {
  const socket = connect(join(dir, ".git/runner/socket"));
  let said = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
  socket.write(`${JSON.stringify(ask)}\n`);
  await once(socket, "close");
  return said;
}
