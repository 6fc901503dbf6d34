import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import { freePort } from "./free-port.ts";
import { findAction, makeFolder, runAction, snapshot } from "./run-action.ts";
import { needTools } from "./need-tools.ts";
import type { Redis } from "./start-redis.ts";
import { startDefragmenting, startRedis } from "./start-redis.ts";

needTools({ "redis-server": "redis-server", openssl: "openssl" });

const name = "redis-maintenance";
const undo: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function start(settings: readonly string[] = []): Promise<Redis> {
  const server = await startRedis(settings);
  undo.push(() => server.stop());
  return server;
}

test("it gives memory back, tells memory, use, persistence and slow commands; settings and data stay", async () => {
  const { url, ask } = await start([
    "--requirepass",
    "not for all",
    "--slowlog-log-slower-than",
    "0",
    "--maxmemory",
    "100mb",
  ]);
  const login = ["AUTH", "not for all"];
  await ask(login, ["SET", "who", "somebody's data"], ["GET", "who"]);
  const run = await runAction(name, { url, password: "not for all" });
  expect(run.code).toBe(0);
  expect(run.outputs).toMatchObject({
    metrics: { hit_percent: 100, evicted_keys: 0 },
    data: {
      server: { role: "master" },
      persistence: { snapshot_status: "ok", append_only: false },
    },
  });
  expect(run.outputs.metrics!["keys"]).toBeGreaterThan(0);
  for (const metric of ["memory_bytes", "memory_percent", "resident_bytes", "fragmentation_ratio", "slow_log_entries"])
    expect(run.outputs.metrics![metric], metric).toBeGreaterThan(0);
  expect(JSON.stringify(run.outputs.data!["slow"])).toContain('"command":"SET"');
  expect(JSON.stringify(run)).not.toContain("somebody's data");
  expect(JSON.stringify(run)).not.toContain("not for all");
  expect(await ask(login, ["GET", "who"])).toContain("somebody's data");
  expect(await ask(login, ["CONFIG", "GET", "activedefrag"])).toContain("\r\nno\r\n");
});

test("a dry run asks, and changes nothing", async () => {
  const { url, folder, ask } = await start();
  const before = [snapshot(folder, "with times"), await ask(["CONFIG", "GET", "*"])];
  const run = await runAction(name, { url }, { dryRun: true });
  expect(run.code).toBe(0);
  expect(run.log).toContain("would give free pages back to the system");
  expect(run.outputs.changes).toBeUndefined();
  expect([snapshot(folder, "with times"), await ask(["CONFIG", "GET", "*"])]).toEqual(before);
  const commands = await ask(["INFO", "commandstats"]);
  expect(commands).not.toMatch(/cmdstat_(memory|config\|set|client\|setname)/);
});

/** A real INFO, as a text. */
async function someInfo(): Promise<string> {
  const server = await startRedis();
  const answer = await server.ask(["INFO", "everything"]);
  await server.stop();
  return answer.slice(answer.indexOf("#"));
}

test("active defragmentation is on until there is nothing to do, and then as it was", async () => {
  const answers = [0, 0, 12, 5];
  const server = await startDefragmenting(await someInfo(), () => answers.shift() ?? 0);
  undo.push(server.stop);
  const run = await runAction(name, { url: server.url });
  expect(run).toMatchObject({ code: 0, outputs: { data: { defragmentation: "done" } } });
  expect(server.settings).toEqual(["yes", "no"]);
});

test("it is as it was, too, when the time is over", async () => {
  const server = await startDefragmenting(await someInfo(), () => 12);
  undo.push(server.stop);
  const run = await runAction(name, { url: server.url, defragment_timeout: "1s" });
  expect(run).toMatchObject({ code: 0, outputs: { data: { defragmentation: "goes on" } } });
  expect(server.settings).toEqual(["yes", "no"]);
});

test("it is as it was, too, after TERM", async () => {
  let pid = 0;
  let asked = 0;
  const server = await startDefragmenting(await someInfo(), () => {
    asked += 1;
    if (asked === 3) process.kill(pid, "SIGTERM");
    return 12;
  });
  undo.push(server.stop);
  const run = await runAction(name, { url: server.url }, { onStart: (started) => (pid = started) });
  expect(run).toMatchObject({ code: 1, outputs: { summary: "it was stopped before it was done" } });
  expect(server.settings).toEqual(["yes", "no"]);
});

test("and so it is in the next run where one was killed", async () => {
  let pid = 0;
  const asked = { count: 0 };
  const server = await startDefragmenting(await someInfo(), () => {
    asked.count += 1;
    if (asked.count === 3) process.kill(pid, "SIGKILL");
    return asked.count > 3 ? 0 : 12;
  });
  undo.push(server.stop);
  const env = { RUNNER_ACTION_STATE: join(makeFolder(), "state") };
  const killed = await runAction(name, { url: server.url }, { env, onStart: (started) => (pid = started) });
  expect([killed.code, server.settings]).toEqual([-1, ["yes"]]);
  const next = await runAction(name, { url: server.url }, { env });
  expect(next).toMatchObject({ code: 0, outputs: { data: { defragmentation: "not needed" } } });
  expect(server.settings.at(-1)).toBe("no");
  const last = await runAction(name, { url: server.url }, { env });
  expect([last.code, server.settings.at(-1)]).toEqual([0, "no"]);
});

test("a server that cannot do so, and a place where it could not be remembered, are a warning", async () => {
  const { url } = await start(["--port", String(await freePort())]);
  const env = { RUNNER_ACTION_STATE: join(makeFolder(), "state") };
  const run = await runAction(name, { url }, { env });
  expect(run).toMatchObject({ code: 0, outputs: { data: { defragmentation: "not possible" } } });
  expect(run.outputs.data!["warnings"]).toEqual([
    expect.stringMatching(/^no active defragmentation: .*cannot be enabled/),
  ]);
  expect(readdirSync(join(env.RUNNER_ACTION_STATE, name))).toEqual([]);

  const server = await startDefragmenting(await someInfo(), () => 0);
  undo.push(server.stop);
  const homeless = await runAction(name, { url: server.url }, { env: { RUNNER_ACTION_STATE: "/proc/none" } });
  expect(homeless).toMatchObject({ code: 0, outputs: { data: { defragmentation: "not possible" } } });
  expect(server.settings).toEqual([]);
});

test("where somebody has turned it on, it stays on", async () => {
  const server = await startDefragmenting(await someInfo(), () => 0, "yes");
  undo.push(server.stop);
  expect((await runAction(name, { url: server.url })).code).toBe(0);
  expect(server.settings).toEqual([]);
});

test("a server that is too old, or another one, is told by what it does not tell", async () => {
  const info = (await someInfo()).replace(/^mem_allocator:.*\r\n/m, "");
  const server = await startDefragmenting(info, () => 0);
  undo.push(server.stop);
  const run = await runAction(name, { url: server.url });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toBe(
    `${server.url} does not tell mem_allocator: this takes Redis 4 or later, or what does as that`,
  );
});

test("more memory than wanted: the work is done, and the run fails", async () => {
  const { url } = await start(["--maxmemory", "3mb"]);
  const run = await runAction(name, { url, memory_threshold_percent: 5 });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toMatch(/% of maxmemory is used, more than 5 %: raise it/);
  expect(run.outputs.metrics!["memory_percent"]).toBeGreaterThan(5);
});

test("a snapshot that could not be written fails the run", async () => {
  const away = join(makeFolder(), "away");
  mkdirSync(away);
  const { url, ask } = await start(["--dir", away]);
  const params = { url, defragment: false };
  expect((await runAction(name, params)).outputs).toMatchObject({
    data: { defragmentation: "not asked for", persistence: { snapshot_status: "ok" } },
  });
  rmSync(away, { recursive: true });
  await ask(["BGSAVE"]);
  while (!(await ask(["INFO", "persistence"])).includes("rdb_bgsave_in_progress:0"));
  const run = await runAction(name, params);
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("the last snapshot could not be written");
  expect(run.outputs).toMatchObject({ data: { persistence: { snapshot_status: "err" } } });
});

test("a replica whose master is away fails the run", async () => {
  const { url } = await start(["--replicaof", "127.0.0.1 1"]);
  const run = await runAction(name, { url });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("its master 127.0.0.1:1 cannot be reached");
});

test("a second run at the same time is refused", async () => {
  const { url, ask } = await start();
  await ask(["CLIENT", "SETNAME", "runner-redis-maintenance"]);
  const run = await runAction(name, { url });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(`another run is at work on ${url}, from ${url.replace("unix://", "")}:0`);
});

test("TLS: by the CA that is named, and not otherwise", async () => {
  const folder = makeFolder();
  const [certificate, key] = [join(folder, "pem"), join(folder, "key")];
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-days",
      "2",
      "-subj",
      "/CN=x",
    ].concat(["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate]),
    { stdio: "ignore" },
  );
  const port = await freePort();
  const files = ["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificate];
  await start(["--tls-port", String(port), "--tls-auth-clients", "no", ...files]);
  const url = `rediss://127.0.0.1:${port}`;
  expect((await runAction(name, { url, ca_file: certificate })).code).toBe(0);
  const refused = await runAction(name, { url });
  expect(refused.code).toBe(1);
  expect(refused.outputs.summary).toMatch(/no connection to rediss:.*certificate verify failed/);
  const none = await runAction(name, { url, ca_file: `${folder}/none` });
  expect(none.outputs.summary).toBe(
    `ca_file: ${folder}/none: No such file or directory: name a file of CA certificates (PEM)`,
  );
  const noCa = await runAction(name, { url, ca_file: key });
  expect(noCa.outputs.summary).toContain(`ca_file: ${key}: it has no certificate`);
});

test("a user with a password of the task's secrets, and one who may not", async () => {
  const { url, ask, folder } = await start(["--port", String(await freePort())]);
  const port = (await ask(["CONFIG", "GET", "port"])).split("\r\n").at(-2);
  await ask(
    ["ACL", "SETUSER", "keeper", "on", ">of the keeper", "+@all"],
    ["ACL", "SETUSER", "guest", "on", ">of the guest", "+ping"],
  );
  const as = (user: string): { url: string } => ({ url: `redis://${user}@127.0.0.1:${port}/0` });
  expect((await runAction(name, as("keeper"), { env: { REDIS_PASSWORD: "of the keeper" } })).code).toBe(0);
  const guest = await runAction(name, { ...as("guest"), password: "of the guest" });
  expect(guest.outputs.summary).toMatch(/refuses CLIENT: NOPERM/);
  const wrong = await runAction(name, { ...as("keeper"), password: "something else" });
  expect(wrong.outputs.summary).toMatch(/refuses AUTH: WRONGPASS/);
  expect(JSON.stringify(wrong)).not.toContain("something else");
  chmodSync(folder, 0o700);
  const kept = await runAction(name, { url }, { uid: 65534 });
  expect(kept.code).toBe(1);
  expect(kept.outputs.summary).toContain(`no connection to ${url}: Permission denied: look whether`);
});

test.each([
  {
    what: "nobody listens",
    url: "redis://127.0.0.1:1",
    says: "no connection to redis://127.0.0.1:1: Connection refused",
  },
  { what: "no such socket", url: "unix:///no/such/socket", says: "No such file or directory" },
  { what: "a password in the url", url: "redis://:secret@127.0.0.1", says: "pass it as `password`, or as the secret" },
])("refused: $what", async ({ url, says }) => {
  const run = await runAction(name, { url });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
  expect(run.log).not.toContain("secret@");
});

test("without a password that it wants, and where something else listens", async () => {
  const { url } = await start(["--requirepass", "wanted"]);
  expect((await runAction(name, { url })).outputs.summary).toContain(`${url} refuses CLIENT: NOAUTH`);
  const other = createServer((socket) => socket.end("220 mail.example.org\r\n")).listen(0, "127.0.0.1");
  undo.push(() => void other.close());
  await once(other, "listening");
  const run = await runAction(name, { url: `redis://127.0.0.1:${(other.address() as AddressInfo).port}` });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("does not speak Redis's protocol");
});

test.each([
  { params: { url: "http://127.0.0.1" }, says: "url" },
  { params: { defragment: "often" }, says: "defragment" },
  { params: { threshold: 3 }, says: "threshold" },
])("parameters are checked before: $says", ({ params, says }) => {
  const resolved = resolveParams(findAction(name).params, params);
  expect(resolved.ok ? "" : resolved.error.what).toContain(says);
});
