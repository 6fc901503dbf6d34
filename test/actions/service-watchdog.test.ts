import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import { needTools } from "./need-tools.ts";
import { pathOf } from "./path-of.ts";
import type { Run } from "./run-action.ts";
import { findAction, makeFolder, runAction, snapshot } from "./run-action.ts";

needTools({ systemctl: "systemd", flock: "util-linux", mount: "mount" });

const servers: Server[] = [];
const processes: ChildProcess[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  for (const child of processes.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "close");
  }
});

async function serve(answer: (response: ServerResponse) => void): Promise<number> {
  const server = createServer((_request, response) => answer(response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** A real service that its restart command starts, which holds on to the output of that, and answers on a port that stays the same. */
function makeService(port: number): { pidFile: string; restart: string[] } {
  const folder = makeFolder();
  const pidFile = join(folder, "pid");
  const code = `require("node:http").createServer((q, r) => r.end("ok")).listen(${port}, "127.0.0.1")`;
  const start = `${process.execPath} -e '${code}' & echo $! > ${pidFile}; echo again >> ${folder}/restarts`;
  return { pidFile, restart: ["sh", "-c", start] };
}

/** A command that only counts. */
function counting(): { restart: string[]; count: () => number } {
  const file = join(makeFolder(), "restarts");
  writeFileSync(file, "");
  return {
    restart: ["sh", "-c", `echo again >> ${file}`],
    count: () => readFileSync(file, "utf8").split("\n").length - 1,
  };
}

/** Runs with one memory. `later`: by how many seconds its clock is ahead. */
function remembering(): (params: Record<string, unknown>, how?: { dryRun?: boolean; later?: number }) => Promise<Run> {
  const state = makeFolder();
  return (params, { dryRun = false, later = 0 } = {}) => {
    const site = makeFolder();
    const code = `import time\nnow = time.time\ntime.time = lambda: now() + ${later}\n`;
    writeFileSync(join(site, "sitecustomize.py"), code);
    const quick = { settle_time: "10ms", consecutive_failures: 1, ...params } as Parameters<typeof runAction>[1];
    return runAction("service-watchdog", quick, { dryRun, env: { RUNNER_ACTION_STATE: state, PYTHONPATH: site } });
  };
}

const closed = "127.0.0.1:1";

test("a service that is killed is restarted after so many failures, and works again", async () => {
  const port = await serve((response) => response.end("ok"));
  const service = makeService(port);
  const target = { name: "shop", http: `http://127.0.0.1:${port}/`, restart: service.restart };
  const params = { targets: [target], consecutive_failures: 2, settle_time: "30s" };
  const watch = remembering();

  const up = await watch(params);
  expect(up).toMatchObject({ code: 0, outputs: { summary: "1 of 1 work", metrics: { uptime_percent: 100 } } });
  const [server] = servers.splice(0);
  server!.closeAllConnections();
  await new Promise((resolve) => server!.close(resolve));

  const first = await watch(params);
  expect(first).toMatchObject({ code: 0, outputs: { metrics: { restarts: 0, uptime_percent: 50 } } });
  expect(first.outputs.data!["targets"]).toMatchObject({ shop: { state: "failing", failures: 1 } });

  const dry = await watch(params, { dryRun: true });
  expect(dry.log).toContain("would restart shop: sh -c");

  const second = await watch(params);
  try {
    expect(second).toMatchObject({ code: 0, outputs: { metrics: { restarts: 1, targets_up: 1 } } });
    expect(second.outputs.changes).toEqual([{ kind: "service-restarted", service: "shop" }]);
    expect(second.outputs.data!["targets"]).toMatchObject({ shop: { state: "restarted", failures: 0 } });
    const third = await watch(params);
    expect(third.outputs.data!["targets"]).toMatchObject({ shop: { state: "up", restarts_last_hour: 1 } });
  } finally {
    process.kill(Number(readFileSync(service.pidFile, "utf8")), "SIGKILL");
  }
});

test("it gives up after so many restarts within an hour, says so, and tries again later", async () => {
  const { restart, count } = counting();
  const params = { targets: [{ name: "shop", port: closed, restart }], max_restarts_per_hour: 2 };
  const watch = remembering();
  for (const expected of [1, 2]) {
    const run = await watch(params);
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("shop was restarted and does not work: port 127.0.0.1:1: Connection refused");
    expect(count()).toBe(expected);
  }
  const tired = await watch(params);
  expect(tired.code).toBe(1);
  expect(tired.outputs.summary).toContain("gave up on shop, restarted 2 times within an hour");
  expect(tired.outputs.data!["targets"]).toMatchObject({ shop: { state: "gave-up", restarts_last_hour: 2 } });
  expect(tired.outputs.changes).toBeUndefined();
  expect(count()).toBe(2);

  await watch(params, { later: 3601 });
  expect(count()).toBe(3);
});

test("a dry run restarts nothing and remembers nothing", async () => {
  const { restart, count } = counting();
  const state = makeFolder();
  const params = { targets: [{ name: "shop", port: closed, restart }], consecutive_failures: 1 };
  const before = snapshot(state, "with times");
  const run = await runAction("service-watchdog", params, { dryRun: true, env: { RUNNER_ACTION_STATE: state } });
  expect(run.code).toBe(0);
  expect(run.log).toContain("would restart shop");
  expect(snapshot(state, "with times")).toEqual(before);
  expect(count()).toBe(0);
});

test("processes, ports and answers are looked at, and the slow one has failed", async () => {
  const silent = await serve(() => undefined);
  const wrong = await serve((response) => response.writeHead(503).end());
  const sleeper = spawn("sleep", ["1000"], { stdio: "ignore" });
  processes.push(sleeper);
  await once(sleeper, "spawn");
  const run = await remembering()({
    response_time: "300ms",
    consecutive_failures: 5,
    targets: [
      { name: "process", process: "sleep" },
      { name: "port", port: String(silent) },
      { name: "no-process", process: "no-such-program" },
      { name: "silent", http: `http://127.0.0.1:${silent}/` },
      { name: "wrong", http: `http://127.0.0.1:${wrong}/` },
      { name: "no-host", port: "a..b:80" },
    ],
  });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { targets: 6, targets_up: 2 } } });
  const targets = run.outputs.data!["targets"] as Record<string, { state: string; problem?: string }>;
  expect(targets["no-process"]!.problem).toBe("process no-such-program: it does not run");
  expect(targets["silent"]!.problem).toMatch(/timed out|no answer/);
  expect(targets["wrong"]!.problem).toContain("answers 503");
  expect(targets["no-host"]!.problem).toContain("port a..b:80: encoding with 'idna' codec failed");
});

test("an answer that trickles in for ever is late", async () => {
  const port = await serve((response) => {
    const socket = response.socket!;
    const timer = setInterval(() => socket.write("X"), 50);
    socket.on("close", () => clearInterval(timer)).on("error", () => undefined);
    socket.write("HTTP/1.1 200 ");
  });
  const run = await remembering()({
    response_time: "300ms",
    consecutive_failures: 5,
    targets: [{ name: "trickle", http: `http://127.0.0.1:${port}/` }],
  });
  expect(run.outputs.data!["targets"]).toMatchObject({ trickle: { problem: "no answer within 0.3 s" } });
});

test.each([
  { name: "nothing to restart it by", target: {}, says: "shop is down, and has nothing to restart it by" },
  { name: "no such program", target: { restart: ["no-such"] }, says: "shop could not be restarted: no-such is not" },
  { name: "it fails", target: { restart: ["sh", "-c", "echo no >&2; exit 3"] }, says: "failed with exit code 3: no" },
])("a failed restart is told: $name", async ({ target, says }) => {
  const run = await remembering()({ targets: [{ name: "shop", port: closed, ...target }] });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
});

test("a unit that is not active is restarted by systemctl", async () => {
  const bin = makeFolder();
  const script = `case "$1" in restart) : > ${bin}/active ;; *) [ -e ${bin}/active ] || { echo failed; exit 3; } ;; esac`;
  writeFileSync(join(bin, "systemctl"), `#!/bin/sh\necho "$@" >> ${bin}/asked\n${script}\n`, { mode: 0o755 });
  const params = { targets: [{ name: "shop", unit: "shop.service" }], consecutive_failures: 1 };
  const run = await runAction("service-watchdog", params, { env: { PATH: `${bin}:${process.env["PATH"]}` } });
  expect(run).toMatchObject({ code: 0, outputs: { changes: [{ kind: "service-restarted", service: "shop" }] } });
  expect(run.log).toContain("shop: unit shop.service: it is failed");
  const asked = ["is-active shop.service", "restart shop.service", "is-active shop.service"];
  expect(readFileSync(join(bin, "asked"), "utf8").trim().split("\n")).toEqual(asked);
});

test("a restart that cannot be executed keeps no other from it", async () => {
  const { restart, count } = counting();
  const program = join(makeFolder(), "no-program");
  writeFileSync(program, "nothing that says by what", { mode: 0o755 });
  const targets = [
    { name: "first", port: closed, restart: [program] },
    { name: "second", port: closed, restart },
  ];
  const run = await remembering()({ targets });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(
    `first could not be restarted: ${program} cannot be executed: Exec format error`,
  );
  expect(count()).toBe(1);
});

test("killed while it restarts, it has counted the restart", async () => {
  const state = makeFolder();
  let pid = 0;
  const server = createTcpServer((socket) => {
    process.kill(pid, "SIGKILL");
    socket.destroy();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const restart = ["bash", "-c", `exec 3<> /dev/tcp/127.0.0.1/${port}; cat <&3`];
  const params = { targets: [{ name: "shop", port: closed, restart }], consecutive_failures: 1 };
  const env = { RUNNER_ACTION_STATE: state };
  const killed = await runAction("service-watchdog", params, { env, onStart: (started) => (pid = started) });
  expect(killed.code).toBe(-1);
  const next = await runAction("service-watchdog", { ...params, max_restarts_per_hour: 1 }, { env });
  expect(next.outputs.summary).toContain("gave up on shop, restarted 1 times within an hour");
});

test("a unit that is not there", async () => {
  const run = await remembering()({ targets: [{ name: "shop", unit: "no-such-unit.service" }] });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("shop could not be restarted: systemctl failed");
});

test("without systemctl a unit cannot be watched", async () => {
  const params = { targets: [{ name: "shop", unit: "shop.service" }] };
  const run = await runAction("service-watchdog", params, { env: { PATH: pathOf() } });
  expect(run).toMatchObject({
    code: 1,
    outputs: { summary: expect.stringContaining("systemctl is not installed: install the package systemd") as string },
  });
});

test.each([
  {
    name: "two of one name",
    targets: [1, 2].map(() => ({ name: "a", port: "1" })),
    says: "two targets have the name a",
  },
  { name: "nothing to look at", targets: [{ name: "a", restart: ["true"] }], says: "a: say what shows that it works" },
])("$name", async ({ targets, says }) => {
  const run = await remembering()({ targets });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
});

test("a memory that cannot be read is told, and begun anew", async () => {
  const state = makeFolder();
  mkdirSync(join(state, "service-watchdog"));
  writeFileSync(join(state, "service-watchdog/watchdog.json"), '{"shop": {"failures"');
  const params = { targets: [{ name: "shop", port: closed }] };
  const run = await runAction("service-watchdog", params, { env: { RUNNER_ACTION_STATE: state } });
  expect(run.code).toBe(0);
  expect(run.outputs.data!["warnings"]).toEqual([expect.stringContaining("watchdog.json cannot be read")]);
  expect(run.outputs.data!["targets"]).toMatchObject({ shop: { failures: 1 } });
});

test("on a full disk nothing is restarted: it could not be remembered", async () => {
  const { restart, count } = counting();
  const state = join(makeFolder(), "full");
  mkdirSync(state);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", state]);
  try {
    const params = { targets: [{ name: "shop", port: closed, restart }], consecutive_failures: 2 };
    const watch = () => runAction("service-watchdog", params, { env: { RUNNER_ACTION_STATE: state } });
    expect((await watch()).code).toBe(0);
    const before = readFileSync(join(state, "service-watchdog/watchdog.json"), "utf8");
    expect(() => writeFileSync(join(state, "filler"), Buffer.alloc(100_000))).toThrow("ENOSPC");
    const run = await watch();
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("the disk is full");
    expect(count()).toBe(0);
    expect(readFileSync(join(state, "service-watchdog/watchdog.json"), "utf8")).toBe(before);
  } finally {
    execFileSync("umount", [state]);
  }
});

test("a second run at the same time is told so", async () => {
  const state = makeFolder();
  mkdirSync(join(state, "service-watchdog"));
  const lock = join(state, "service-watchdog");
  const holder = spawn("flock", [lock, "sh", "-c", "echo held; cat"], { stdio: ["pipe", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  const params = { targets: [{ name: "shop", port: closed }] };
  const run = await runAction("service-watchdog", params, { env: { RUNNER_ACTION_STATE: state } });
  holder.stdin.end();
  await once(holder, "close");
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("another run of service-watchdog is at work");
});

test("a user who may not write its memory is told where", async () => {
  const state = makeFolder();
  const params = { targets: [{ name: "shop", port: closed }] };
  const run = await runAction("service-watchdog", params, { uid: 65534, env: { RUNNER_ACTION_STATE: state } });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(`not allowed: ${state}`);
});

test.each([
  { name: "no targets", given: {} },
  { name: "a target without anything to look at", given: { targets: [{ name: "a" }] } },
  { name: "an option as a unit", given: { targets: [{ name: "a", unit: "--version" }] } },
  { name: "an unknown key", given: { targets: [{ name: "a", prot: "1" }] } },
  { name: "a number for a time", given: { targets: [{ name: "a", port: "1" }], response_time: 30 } },
])("$name: refused", ({ given }) => {
  expect(resolveParams(findAction("service-watchdog").params, given).ok).toBe(false);
});
