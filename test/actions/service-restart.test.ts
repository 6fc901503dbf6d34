import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import type { ParamValues } from "../../src/model/params.ts";
import { isGone } from "./is-gone.ts";
import { findAction, makeFolder, runAction, snapshot } from "./run-action.ts";
import { needTools } from "./need-tools.ts";

needTools({ flock: "util-linux" });

let server: ReturnType<typeof createServer> | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

async function listen(): Promise<number> {
  server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** A service that counts its restarts in a file, and works as long as `works` is there. */
function makeService(): { folder: string; restart: string[]; verify: { command: string[] } } {
  const folder = makeFolder();
  writeFileSync(join(folder, "works"), "");
  return {
    folder,
    restart: ["sh", "-c", `echo again >> ${folder}/restarts`],
    verify: { command: ["test", "-e", `${folder}/works`] },
  };
}

test("it is restarted, and works afterwards", async () => {
  const { folder, restart, verify } = makeService();
  const run = await runAction("service-restart", { service: "vpn", restart_service: restart, verify });
  expect(run).toMatchObject({ code: 0, outputs: { changes: [{ kind: "service-restarted", service: "vpn" }] } });
  expect(run.outputs.data).toEqual({ service: "vpn", works: true });
  expect(run.outputs.metrics!["seconds_until_working"]).toBeGreaterThanOrEqual(0);
  expect(readFileSync(join(folder, "restarts"), "utf8")).toBe("again\n");
});

test("by default it is systemctl that restarts, and is asked until the unit is active", async () => {
  const bin = makeFolder();
  const asked = `echo "$@" >> ${bin}/asked; [ "$(grep -c is-active ${bin}/asked)" != 1 ]`;
  writeFileSync(join(bin, "systemctl"), `#!/bin/sh\n${asked}\n`, { mode: 0o755 });
  const env = { PATH: `${bin}:${process.env["PATH"]}` };
  const run = await runAction("service-restart", { service: "wg-quick@wg0" }, { env });
  expect(run).toMatchObject({ code: 0, outputs: { data: { works: true } } });
  expect(readFileSync(join(bin, "asked"), "utf8").trim().split("\n")).toEqual([
    "restart wg-quick@wg0",
    "is-active --quiet wg-quick@wg0",
    "is-active --quiet wg-quick@wg0",
  ]);
});

test("the time to work again begins when the restart is done", async () => {
  const folder = makeFolder();
  const restart = ["sh", "-c", `sleep 1.1; (sleep 0.3; : > ${folder}/works) > /dev/null 2>&1 &`];
  const verify = { command: ["test", "-e", `${folder}/works`] };
  const params = { service: "vpn", restart_service: restart, verify, timeout_seconds: 1 };
  expect(await runAction("service-restart", params)).toMatchObject({ code: 0, outputs: { data: { works: true } } });
});

test("what the command leaves in the background is not waited for", async () => {
  const { folder, verify } = makeService();
  const restart = ["sh", "-c", `sleep 20 & echo $! > ${folder}/pid`];
  const run = await runAction("service-restart", { service: "vpn", restart_service: restart, verify });
  const pid = readFileSync(join(folder, "pid"), "utf8").trim();
  onTestFinished(() => void process.kill(Number(pid), "SIGKILL"));
  expect(run.code).toBe(0);
  expect(isGone(pid)).toBe(false);
});

test("a dry run restarts nothing", async () => {
  const { folder, restart, verify } = makeService();
  const before = snapshot(folder, "with times");
  const run = await runAction(
    "service-restart",
    { service: "vpn", restart_service: restart, verify },
    { dryRun: true },
  );
  expect(run.code).toBe(0);
  expect(run.log).toContain("would run sh -c");
  expect(snapshot(folder, "with times")).toEqual(before);
});

test("one that accepts connections works", async () => {
  const { restart } = makeService();
  const tcp = `127.0.0.1:${await listen()}`;
  const run = await runAction("service-restart", { service: "vpn", restart_service: restart, verify: { tcp } });
  expect(run).toMatchObject({ code: 0, outputs: { data: { works: true } } });
});

test.each([
  { name: "nobody listens", verify: { tcp: "127.0.0.1:1" }, says: "Connection refused" },
  { name: "no answer", verify: { http: "http://127.0.0.1:1/" }, says: "http://127.0.0.1:1/: Connection refused" },
  { name: "no such name", verify: { tcp: "a..b:80" }, says: "a..b:80: encoding with 'idna' codec failed" },
  { name: "its command fails", verify: { command: ["sh", "-c", "echo no tunnel; exit 3"] }, says: "exits 3 no tunnel" },
])("it does not work afterwards: $name", async ({ verify, says }) => {
  const { restart } = makeService();
  const run = await runAction("service-restart", {
    service: "vpn",
    restart_service: restart,
    verify,
    timeout_seconds: 1,
  });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("vpn was restarted and does not work after");
  expect(run.outputs.summary).toContain(says);
  expect(run.outputs).toMatchObject({ changes: [{ service: "vpn" }], data: { works: false } });
});

test.each([
  {
    name: "the restart fails",
    restart: ["sh", "-c", "echo no such unit >&2; exit 5"],
    says: "exit code 5: no such unit",
  },
  { name: "there is no such program", restart: ["no-such-program"], says: "no-such-program is not installed" },
])("$name", async ({ restart, says }) => {
  const { verify } = makeService();
  const run = await runAction("service-restart", { service: "vpn", restart_service: restart, verify });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
  expect(run.outputs.changes).toBeUndefined();
});

test("a verification that cannot be executed", async () => {
  const { restart, folder } = makeService();
  const program = join(folder, "no-program");
  writeFileSync(program, "nothing that says by what", { mode: 0o755 });
  const verify = { command: [program] };
  const params = { service: "vpn", restart_service: restart, verify, timeout_seconds: 1 };
  const run = await runAction("service-restart", params);
  expect(run).toMatchObject({ code: 1, outputs: { data: { works: false } } });
  expect(run.outputs.summary).toContain(`${program} cannot be executed: Exec format error`);
});

test("who greets in another way has not answered", async () => {
  server = createServer((socket) => socket.end("220 mail.example.org\r\n"));
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const http = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { restart } = makeService();
  const params = { service: "vpn", restart_service: restart, verify: { http }, timeout_seconds: 1 };
  const run = await runAction("service-restart", params);
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(`${http}: 220 mail.example.org`);
});

test("a second run at the same time restarts nothing", async () => {
  const { folder, restart, verify } = makeService();
  const before = snapshot(folder);
  const state = makeFolder();
  const lock = join(state, "service-restart-vpn.lock");
  const holder = spawn("flock", [lock, "sh", "-c", "echo held; cat"], { stdio: ["pipe", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  const params = { service: "vpn", restart_service: restart, verify };
  const run = await runAction("service-restart", params, { env: { RUNNER_ACTION_STATE: state } });
  holder.stdin.end();
  await once(holder, "close");
  expect(run).toMatchObject({ code: 1, outputs: { summary: "another run restarts vpn: wait until it is done" } });
  expect(snapshot(folder)).toEqual(before);
});

test("stopped while it waits, it says that the service was restarted", async () => {
  let pid = 0;
  server = createServer(() => process.kill(pid, "SIGTERM"));
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const http = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const params = { service: "vpn", restart_service: ["true"], verify: { http } };
  const run = await runAction("service-restart", params, { onStart: (started) => (pid = started) });
  expect(run).toMatchObject({ code: 1, outputs: { summary: "it was stopped before it was done" } });
  expect(run.outputs.changes).toEqual([{ kind: "service-restarted", service: "vpn" }]);
});

test.each([
  { name: "no service", given: {} },
  { name: "an option as a service", given: { service: "--version" } },
  { name: "two ways to verify", given: { service: "vpn", verify: { tcp: "h:1", http: "http://h/" } } },
  { name: "an unknown key", given: { service: "vpn", command: ["true"] } },
  { name: "a time with a unit", given: { service: "vpn", timeout_seconds: "30s" } },
])("parameters: $name", ({ given }) => {
  expect(resolveParams(findAction("service-restart").params, given as unknown as ParamValues).ok).toBe(false);
});
