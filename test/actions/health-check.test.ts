import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Server as HttpServer, ServerResponse } from "node:http";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import type { ParamValues } from "../../src/model/params.ts";
import { freePort } from "./free-port.ts";
import { pathOf } from "./path-of.ts";
import type { How, Run } from "./run-action.ts";
import { findAction, makeFolder, runAction, snapshot } from "./run-action.ts";
import { startEngine } from "./start-engine.ts";
import type { Postgres } from "./start-postgres.ts";
import { startPostgres } from "./start-postgres.ts";
import { startRedis } from "./start-redis.ts";
import { needTools } from "./need-tools.ts";

interface Line {
  readonly kind: string;
  readonly name: string;
  readonly state: string;
  readonly says: string;
}

const servers: Server[] = [];
const sockets = new Set<Socket>();
const processes: ChildProcess[] = [];
let postgres: Postgres;

const isThere = needTools({
  "redis-server": "redis-server",
  openssl: "openssl",
  unshare: "util-linux",
  docker: "docker.io",
  psql: "postgresql-client",
  initdb: "postgresql",
});

beforeAll(() => {
  if (isThere) postgres = startPostgres();
});

afterAll(() => postgres?.stop());

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
  for (const child of processes.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "close");
  }
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function serve(answer: (response: ServerResponse, url: string) => void): Promise<string> {
  const server: HttpServer = createServer((request, response) => answer(response, request.url ?? ""));
  return `http://127.0.0.1:${await listen(server)}`;
}

/** Limits that no host exceeds, so that only what the test is about is not fine. */
const calm: ParamValues = { thresholds: { cpu: 100, memory: 100, disk: 100 } };

async function check(params: ParamValues, how: How = {}): Promise<Run & { of: (kind: string) => readonly Line[] }> {
  const metrics = params["metrics_dir"] ?? join(makeFolder(), "metrics");
  const run = await runAction("health-check", { ...calm, metrics_dir: metrics, ...params }, how);
  const lines = (run.outputs.data?.["checks"] ?? []) as unknown as readonly Line[];
  return { ...run, of: (kind) => lines.filter((line) => line.kind === kind) };
}

test("all is fine: a line for each, a full score, and the times of answers are kept", async () => {
  const metrics = join(makeFolder(), "metrics");
  const url = await serve((response) => response.end(JSON.stringify({ status: "ok", checks: [{ ms: 12 }] })));
  const tcp = `127.0.0.1:${await listen(createTcpServer())}`;
  const json = [{ path: "status", equals: "ok" }, { path: "checks.0.ms", above: 10, below: 20 }, { path: "checks" }];
  const run = await check({ http: [{ url, status: 200, json }], tcp: [tcp], metrics_dir: metrics });
  expect(run).toMatchObject({ code: 0, outputs: { data: { state: "healthy" }, metrics: { score: 100, points: 0 } } });
  expect(run.outputs.summary).toMatch(/^healthy, 100 of 100: all \d+ checks are fine$/);
  expect(run.log).toMatch(new RegExp(`^ok {5}http ${url}: \\d+ ms$`, "m"));
  expect(run.log).toMatch(new RegExp(`^ok {5}tcp ${tcp}: \\d+ ms$`, "m"));
  expect(run.log).toMatch(/^ok {5}cpu all processors: [\d.]+ %$/m);
  expect(run.of("disk").length).toBeGreaterThan(0);
  const [file] = readdirSync(metrics);
  const record = JSON.parse(readFileSync(join(metrics, file!), "utf8")) as { source: string; values: object };
  expect(record.source).toBe("health-check");
  expect(Object.keys(record.values).sort()).toEqual(
    [`response_ms http ${url}`, `response_ms tcp ${tcp}`, `up http ${url}`, `up tcp ${tcp}`].sort(),
  );
});

test("a dry run looks, and keeps nothing", async () => {
  const folder = makeFolder();
  const url = await serve((response) => response.end());
  const before = snapshot(folder, "with times");
  const run = await check({ http: [{ url }], metrics_dir: join(folder, "metrics") }, { dryRun: true });
  expect(run.code).toBe(0);
  expect(run.log).toContain(`would add 1 times of answers to ${folder}/metrics`);
  expect(snapshot(folder, "with times")).toEqual(before);
});

test("endpoints are held against a status, and against what their bodies say", async () => {
  const url = await serve((response, at) => {
    if (at.startsWith("/broken")) response.writeHead(503).end();
    else if (at.startsWith("/moved")) response.writeHead(302, { location: "/" }).end();
    else if (at.startsWith("/deep")) response.end("[".repeat(100_000));
    else response.end(at.startsWith("/text") ? "hello" : JSON.stringify({ db: { up: true }, queue: 12 }));
  });
  const rows: [path: string, wanted: object, says: string | undefined][] = [
    ["/another-status", { status: 204 }, "it answers 200 instead of 204"],
    ["/broken", {}, "it answers 503"],
    ["/broken-and-meant-to", { status: 503 }, undefined],
    ["/moved-and-followed", { status: 200 }, undefined],
    ["/moved", { status: 302 }, undefined],
    ["/another-value", { json: [{ path: "db.up", equals: false }] }, "db.up is true, not false"],
    ["/no-number", { json: [{ path: "db.up", equals: 1 }] }, "db.up is true, not 1"],
    ["/no-such-value", { json: [{ path: "db.down" }] }, "its body has no db.down"],
    ["/too-high", { json: [{ path: "queue" }, { path: "queue", below: 12 }] }, "queue is 12, not below 12"],
    ["/too-low", { json: [{ path: "queue", above: 12 }] }, "queue is 12, not above 12"],
    ["/text", { json: [{ path: "db" }] }, "its body is no JSON: 'hello'"],
    ["/deep", { json: [{ path: "db" }] }, `its body is no JSON: '${"[".repeat(40)}'`],
  ];
  const run = await check({ http: rows.map(([path, wanted]) => ({ url: url + path, ...wanted })) });
  const found = new Map(run.of("http").map(({ name, state, says }) => [name, state === "ok" ? undefined : says]));
  expect(rows.map(([path]) => [path, found.get(url + path)])).toEqual(rows.map(([path, , says]) => [path, says]));
  expect(run).toMatchObject({ code: 1, outputs: { metrics: { checks_failed: 9 } } });
});

test("who does not answer in time, and who does not listen, has failed; and the run says so first", async () => {
  const silent = await serve(() => undefined);
  const run = await check({ http: [{ url: silent }, { url: "http://127.0.0.1:1/" }], response_time: "300ms" });
  expect(run.code).toBe(1);
  expect(run.of("http").map(({ says }) => says)).toEqual([
    expect.stringMatching(/timed out|no answer within 0.3 s/) as string,
    "Connection refused",
  ]);
  expect(run.outputs.summary).toMatch(/^critical, [\d.]+ of 100: 2 of \d+ checks are not fine: http http:/);
  expect(run.outputs.metrics).toMatchObject({ checks_failed: 2, points: 10 });
});

test("what is no name of a host has failed, and so has a disk that may not be looked at; the rest is looked at all the same", async () => {
  const folder = makeFolder();
  chmodSync(folder, 0o700);
  const params = { tcp: ["a..b:80"], certificates: ["a..b:443"], disks: [`${folder}/disk`, "/", "/etc/passwd/x"] };
  const run = await check(params, { uid: 65534 });
  expect(run.code).toBe(1);
  const idna = expect.stringContaining("encoding with 'idna' codec failed") as string;
  expect([...run.of("tcp"), ...run.of("certificate")]).toMatchObject([{ says: idna }, { says: idna }]);
  expect(run.of("disk").map(({ name, state, says }) => [name, state, says])).toEqual([
    [`${folder}/disk`, "failed", `${folder}/disk: Permission denied: name a folder of this host under \`disks\``],
    ["/etc/passwd/x", "failed", "/etc/passwd/x: Not a directory: name a folder of this host under `disks`"],
    ["/", "ok", expect.stringMatching(/%/) as string],
  ]);
});

test("stopped in the middle it says so, and keeps nothing", async () => {
  const metrics = join(makeFolder(), "metrics");
  let pid = 0;
  const url = await serve(() => process.kill(pid, "SIGTERM"));
  const run = await check({ http: [{ url }], metrics_dir: metrics }, { onStart: (started) => (pid = started) });
  expect(run).toMatchObject({ code: 1, outputs: { summary: "it was stopped before it was done" } });
  expect(existsSync(metrics)).toBe(false);
});

test("what has failed counts five, what is over its limit one; the run fails from critical_threshold on", async () => {
  const params = { tcp: ["127.0.0.1:1"], thresholds: { memory: 0 } };
  const tolerant = await check({ ...params, critical_threshold: 200 });
  expect(tolerant).toMatchObject({ code: 0, outputs: { data: { state: "degraded" } } });
  const { checks_failed: failed, checks_over_limit: over, points } = tolerant.outputs.metrics!;
  expect(failed).toBe(1);
  expect(over).toBeGreaterThanOrEqual(1);
  expect(points).toBe(5 + over!);
  expect(tolerant.of("memory")).toMatchObject([
    { state: "over", says: expect.stringMatching(/^[\d.]+ %, more than 0$/) as string },
  ]);
  expect((await check({ ...params, critical_threshold: 5 })).code).toBe(1);
});

test("databases are asked, each with the password that a variable has, which is nowhere to be seen", async () => {
  const redis = await freePort();
  const server = await startRedis(["--port", `${redis}`, "--bind", "127.0.0.1", "--requirepass", "topsecret"]);
  onTestFinished(() => server.stop());
  const params = {
    databases: [
      { url: `postgresql://postgres@/postgres?host=${postgres.folder}`, password_env: "SHOP_PASSWORD" },
      { url: `redis://127.0.0.1:${redis}`, password_env: "CACHE_PASSWORD" },
    ],
  };
  const env = { SHOP_PASSWORD: postgres.password, CACHE_PASSWORD: "topsecret" };
  const run = await check(params, { env });
  expect(run.of("database")).toMatchObject([{ state: "ok" }, { state: "ok" }]);
  const wrong = await check(params, { env: { SHOP_PASSWORD: "mistaken-one", CACHE_PASSWORD: "mistaken-two" } });
  expect(wrong.of("database").map(({ says }) => says)).toEqual([
    expect.stringContaining('password authentication failed for user "postgres"') as string,
    expect.stringContaining("it refuses AUTH: WRONGPASS") as string,
  ]);
  const none = await check({ databases: [{ url: `redis://127.0.0.1:${redis}` }] });
  expect(none.of("database")).toMatchObject([{ says: "it refuses PING: NOAUTH Authentication required." }]);
  for (const { log, outputs } of [run, wrong])
    expect(log + JSON.stringify(outputs)).not.toMatch(/topsecret|lust|mistaken/);
});

test("without psql a PostgreSQL server has to accept, and MySQL's has to greet", async () => {
  const accepts = await listen(createTcpServer());
  const greets = await listen(createTcpServer((socket) => socket.write(Buffer.from([5, 0, 0, 0, 10, 56, 46, 48, 0]))));
  const refusal = Buffer.from("Host is not allowed");
  const refuses = await listen(
    createTcpServer((socket) =>
      socket.write(Buffer.concat([Buffer.from([refusal.length + 3, 0, 0, 0, 255, 106, 4]), refusal])),
    ),
  );
  const databases = [
    { url: `postgresql://x@127.0.0.1:${accepts}/shop` },
    { url: "postgresql://x@127.0.0.1:1/shop" },
    { url: `mysql://127.0.0.1:${greets}` },
    { url: `mysql://127.0.0.1:${refuses}` },
  ];
  const run = await check({ databases }, { env: { PATH: pathOf() } });
  expect(run.of("database").map(({ name, says }) => [name, says])).toEqual([
    ["postgresql://x@127.0.0.1:1/shop", "Connection refused"],
    [`mysql://127.0.0.1:${refuses}`, "it refuses: Host is not allowed"],
    [`postgresql://x@127.0.0.1:${accepts}/shop`, expect.stringMatching(/ms$/) as string],
    [`mysql://127.0.0.1:${greets}`, expect.stringMatching(/ms$/) as string],
  ]);
});

test("certificates: of files and servers, by the days that are left", async () => {
  const folder = makeFolder();
  for (const [name, days] of [
    ["good", 100],
    ["soon", 5],
    ["over", -1],
  ] as const)
    makeCertificate(folder, name, days);
  writeFileSync(join(folder, "text.pem"), "no certificate");
  const server = createTlsServer({
    key: readFileSync(join(folder, "soon.key")),
    cert: readFileSync(join(folder, "soon.pem")),
  });
  const address = `127.0.0.1:${await listen(server)}`;
  const files = ["good", "soon", "over", "text", "none"].map((name) => join(folder, `${name}.pem`));
  const run = await check({ certificates: [...files, address] });
  const state = (name: string): unknown => run.of("certificate").find((line) => line.name === name);
  expect(state(files[0]!)).toMatchObject({ state: "ok", says: "good for 100 days" });
  expect(state(files[1]!)).toMatchObject({ state: "over", says: "it expires in 5 days, less than 14: renew it" });
  expect(state(address)).toMatchObject({ state: "over", says: "it expires in 5 days, less than 14: renew it" });
  expect(state(files[2]!)).toMatchObject({ state: "failed", says: "it has expired 1 days ago: renew it" });
  expect(state(files[3]!)).toMatchObject({ state: "failed", says: "it is no certificate in PEM format" });
  expect(state(files[4]!)).toMatchObject({ state: "failed", says: "No such file or directory" });
});

test("services run if a process of their name does, or if their pid file says so", async () => {
  const name = `health-${process.pid}`;
  const program = join(makeFolder(), name);
  copyFileSync("/bin/sleep", program);
  chmodSync(program, 0o755);
  const child = spawn(program, ["1000"], { stdio: "ignore" });
  processes.push(child);
  await once(child, "spawn");
  const up = await check({ services: [`${name}.service`] });
  expect(up.of("service")).toMatchObject([{ state: "ok" }]);
  child.kill("SIGKILL");
  await once(child, "close");
  const down = await check({ services: [`${name}.service`] });
  expect(down).toMatchObject({ code: 1 });
  expect(down.of("service")).toMatchObject([{ name: `${name}.service`, state: "failed" }]);
});

test("services are units where systemd runs the host", async () => {
  const bin = makeFolder();
  const states = [
    ["nginx", "loaded", "active", "running"],
    ["cron", "loaded", "failed", "failed"],
    ["shop", "not-found", "inactive", "dead"],
  ];
  // As systemctl-show(1) prints it.
  const cases = states.map(
    ([unit, load, active, sub]) => `${unit}) printf '%s\\n' LoadState=${load} ActiveState=${active} SubState=${sub} ;;`,
  );
  const systemctl = `#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\ncase "$2" in ${cases.join(" ")} *) exit 1 ;; esac\n`;
  writeFileSync(join(bin, "systemctl"), systemctl, { mode: 0o755 });
  // A /run of its own, by which sd_booted(3) knows.
  const python = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim();
  const inside = `mount -t tmpfs run /run && mkdir -p /run/systemd/system && exec ${python} "$@"`;
  writeFileSync(join(bin, "python3"), `#!/bin/sh\nexec unshare --mount sh -c '${inside}' python3 "$@"\n`, {
    mode: 0o755,
  });
  const env = { PATH: `${bin}:${process.env["PATH"]}` };
  const run = await check({ services: ["nginx", "cron", "shop", "other"] }, { env });
  expect(run.of("service").map(({ name, state, says }) => [name, state, says])).toEqual([
    ["cron", "failed", "failed"],
    ["shop", "failed", "there is no such unit: look for its name with `systemctl list-units`"],
    ["other", "failed", "systemctl does not answer"],
    ["nginx", "ok", "running"],
  ]);
});

test("containers, as Docker's client tells of them", async () => {
  const { host, server } = await startEngine([
    { Names: ["/shop"], State: "running", Status: "Up 3 hours" },
    { Names: ["/sick"], State: "running", Status: "Up 3 hours (unhealthy)" },
    { Names: ["/loop"], State: "restarting", Status: "Restarting (1) 5 seconds ago" },
    { Names: ["/done"], State: "exited", Status: "Exited (0) 2 days ago" },
  ]);
  servers.push(server);
  const named = await check({ docker: ["shop", "done", "none"] }, { env: { DOCKER_HOST: host } });
  expect(named.of("container").map(({ name, says }) => [name, says])).toEqual([
    ["done", "it is exited: Exited (0) 2 days ago"],
    ["none", "there is no such container: see `docker ps --all`"],
    ["shop", "Up 3 hours"],
  ]);
  const all = await check({ docker: ["*"] }, { env: { DOCKER_HOST: host } });
  expect(all.of("container").map(({ name, state }) => [name, state])).toEqual([
    ["loop", "failed"],
    ["sick", "failed"],
    ["shop", "ok"],
  ]);
});

test.each([
  { name: "no daemon", env: { DOCKER_HOST: "unix:///none" }, says: "docker does not answer: Cannot connect" },
  { name: "no client", tools: [] as string[], says: "docker is not installed: install Docker's client" },
])("containers: $name", async ({ env, tools, says }) => {
  const run = await check({ docker: ["shop"] }, { env: { ...env, ...(tools && { PATH: pathOf(...tools) }) } });
  expect(run.of("container")).toMatchObject([
    { name: "shop", state: "failed", says: expect.stringContaining(says) as string },
  ]);
});

test("logs and disks against their limits", async () => {
  const folder = makeFolder();
  mkdirSync(join(folder, "logs/old"), { recursive: true });
  writeFileSync(join(folder, "logs/a.log"), "x".repeat(1_500_000));
  writeFileSync(join(folder, "logs/old/b.log"), "x".repeat(1_500_000));
  writeFileSync(join(folder, "[one]"), "x".repeat(100_000));
  const small = join(folder, "small");
  mkdirSync(small);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "small", small]);
  try {
    writeFileSync(join(small, "big"), Buffer.alloc(950_000));
    const run = await check({
      logs: [
        { path: `${folder}/logs`, max_mb: 2 },
        { path: `${folder}/logs/*.log`, max_mb: 2 },
        { path: `${folder}/none` },
        { path: `${folder}/[one]`, max_mb: 0 },
      ],
      disks: [small, `${folder}/none`],
      thresholds: { cpu: 100, memory: 100 },
    });
    const says = [...run.of("log"), ...run.of("disk")].map(({ name, state, says }) => [name, state, says]);
    expect(says).toEqual([
      [`${folder}/none`, "failed", "there is nothing: name a file, a folder or a pattern of this host"],
      [`${folder}/logs`, "over", "3.0 MB, more than 2: rotate it more often"],
      [`${folder}/[one]`, "over", "0.1 MB, more than 0: rotate it more often"],
      [`${folder}/logs/*.log`, "ok", "1.5 MB"],
      [`${folder}/none`, "failed", `${folder}/none does not exist: name a folder of this host under \`disks\``],
      [small, "over", expect.stringMatching(/^9[01][.\d]* %, more than 90$/) as string],
    ]);
    expect(run.outputs.metrics!["disk_percent"]).toBeGreaterThan(90);
  } finally {
    execFileSync("umount", [small]);
  }
});

test("times that cannot be kept are a warning, the check is made all the same", async () => {
  const folder = makeFolder();
  chmodSync(folder, 0o755);
  const url = await serve((response) => response.end());
  const run = await check({ http: [{ url }], metrics_dir: join(folder, "metrics") }, { uid: 65534 });
  expect(run.code).toBe(0);
  expect(run.outputs.data!["warnings"]).toEqual([
    `the times of answers are not kept: Permission denied: ${folder}/metrics`,
  ]);
});

test("on a full disk too, and what was kept before is as it was", async () => {
  const small = join(makeFolder(), "small");
  mkdirSync(small);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "small", small]);
  try {
    const url = await serve((response) => response.end());
    await check({ http: [{ url }], metrics_dir: small });
    const [name] = readdirSync(small);
    const before = readFileSync(join(small, name!), "utf8");
    execFileSync("sh", ["-c", `cat /dev/zero > ${small}/big 2>/dev/null || true`]);
    // The rest of the file's last page is there for it: more than that it cannot have.
    const urls = Array.from({ length: 40 }, (_, at) => ({ url: `${url}/${"x".repeat(60)}${at}` }));
    const run = await check({ http: urls, metrics_dir: small });
    expect(run.code).toBe(0);
    expect(run.outputs.data!["warnings"]).toEqual([
      expect.stringContaining("the times of answers are not kept: No space left on device") as string,
    ]);
    expect(readFileSync(join(small, name!), "utf8")).toBe(before);
  } finally {
    execFileSync("umount", [small]);
  }
});

test("two at the same time keep both their lines", async () => {
  const metrics = join(makeFolder(), "metrics");
  const url = await serve((response) => response.end());
  await Promise.all([1, 2].map(() => check({ http: [{ url }], metrics_dir: metrics })));
  const lines = readdirSync(metrics).flatMap((name) => readFileSync(join(metrics, name), "utf8").trimEnd().split("\n"));
  expect(lines.map((line) => (JSON.parse(line) as { source: string }).source)).toEqual([
    "health-check",
    "health-check",
  ]);
});

test.each([
  {
    name: "a password in an address",
    params: { databases: [{ url: "redis://user:secret@127.0.0.1:1" }] },
    says: "redis://…@127.0.0.1:1 has a password in it",
  },
  {
    name: "no such variable",
    params: { databases: [{ url: "redis://127.0.0.1:1", password_env: "NOT_THERE" }] },
    says: "there is no variable NOT_THERE: name it under the task's `secrets`",
  },
  {
    name: "no openssl",
    params: { certificates: ["/etc/none.pem"] },
    path: true,
    says: "openssl is not installed: install the package openssl",
  },
])("refused: $name", async ({ params, path, says }) => {
  const run = await check(params, path ? { env: { PATH: pathOf() } } : {});
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
  expect(run.log).not.toContain("user:secret");
});

test.each([
  { name: "an unknown one", params: { service: ["ssh"] } },
  { name: "a wrong type", params: { services: "ssh" } },
  { name: "another kind of address", params: { http: [{ url: "file:///etc/passwd" }] } },
  { name: "an option as a service", params: { services: ["--version"] } },
])("parameters: $name", ({ params }) => {
  expect(resolveParams(findAction("health-check").params, params as unknown as ParamValues).ok).toBe(false);
});

function makeCertificate(folder: string, name: string, days: number): void {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  execFileSync("openssl", ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key]);
  const request = join(folder, "request");
  execFileSync("openssl", ["req", "-new", "-key", key, "-subj", "/CN=localhost", "-out", request]);
  // An hour more: the last day has begun when it is looked at.
  const end = new Date(Date.now() + days * 86_400_000 + (days > 0 ? 3_600_000 : 0));
  const at = (moment: Date): string => moment.toISOString().replace(/[-:T]|\.\d+/g, "");
  writeFileSync(join(folder, "index.txt"), "");
  writeFileSync(
    join(folder, "ca.cnf"),
    `[ca]\ndefault_ca=it\n[it]\ndatabase=${folder}/index.txt\nrand_serial=yes\nnew_certs_dir=${folder}\ndefault_md=sha256\npolicy=any\n[any]\ncommonName=supplied\n`,
  );
  execFileSync(
    "openssl",
    ["ca", "-batch", "-config", join(folder, "ca.cnf"), "-selfsign", "-keyfile", key, "-in", request].concat([
      "-startdate",
      at(new Date(Date.now() - 10 * 86_400_000)),
      "-enddate",
      at(end),
      "-out",
      certificate,
      "-notext",
    ]),
    { stdio: ["ignore", "ignore", "pipe"] },
  );
}
