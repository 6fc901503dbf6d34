import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { isGone } from "./is-gone.ts";
import { makeFolder, runAction, snapshot } from "./run-action.ts";
import { needTools } from "./need-tools.ts";

needTools({});

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
  const before = snapshot(folder);
  const run = await runAction(
    "service-restart",
    { service: "vpn", restart_service: restart, verify },
    { dryRun: true },
  );
  expect(run.code).toBe(0);
  expect(run.log).toContain("would run sh -c");
  expect(snapshot(folder)).toEqual(before);
});

test("one that accepts connections works", async () => {
  const { restart } = makeService();
  const tcp = `127.0.0.1:${await listen()}`;
  const run = await runAction("service-restart", { service: "vpn", restart_service: restart, verify: { tcp } });
  expect(run).toMatchObject({ code: 0, outputs: { data: { works: true } } });
});

test.each([
  { name: "nobody listens", verify: { tcp: "127.0.0.1:1" }, says: "Connection refused" },
  { name: "no answer", verify: { http: "http://127.0.0.1:1/" }, says: "Connection refused" },
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
