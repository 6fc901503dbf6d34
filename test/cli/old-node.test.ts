import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

const bin = new URL("../../bin/runner.js", import.meta.url).pathname;

/** This Node says that it is an old one, so that the Node that npm installed beside us is called in. */
const old = `data:text/javascript,Object.defineProperty(process, "versions", { value: { node: "20.0.0" } })`;

function startOnOldNode(words: readonly string[], cwd: string) {
  const env = { ...process.env, HOME: cwd, RUNNER_HOST_NAME: "web-1" };
  const child = spawn(process.execPath, ["--import", old, bin, ...words], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { child, exit: once(child, "exit") };
}

test("on an old Node the exit code is that of the Node called in", async () => {
  const { exit } = startOnOldNode(["vaildate"], makeTaskRepository().dir);
  expect(await exit).toEqual([2, null]);
});

// What systemd and `kill` send reaches one process only: the one in front.
test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("on an old Node %s stops the daemon", async (signal) => {
  const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
  const { child, exit } = startOnOldNode(["start"], repository.dir);
  await isUp(child.stderr);
  child.kill(signal);
  const ended = await exit;
  const { out } = await repository.call("stop");
  expect(out).toBe("no runner is up here\n");
  expect(ended).toEqual([0, null]);
});

test("on an old Node what is killed is seen to be killed", async () => {
  const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
  const { child, exit } = startOnOldNode(["start"], repository.dir);
  await isUp(child.stderr);
  const behind = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8"));
  process.kill(behind, "SIGKILL");
  expect(await exit).toEqual([null, "SIGKILL"]);
});

async function isUp(log: Readable): Promise<void> {
  let said = "";
  for await (const text of log.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    said += text as string;
    if (said.includes("revision applied")) break;
  }
  log.resume();
}
