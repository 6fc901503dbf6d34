import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, utimesSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { needTools } from "../actions/need-tools.ts";
import { startPostgres } from "../actions/start-postgres.ts";
import type { Report } from "../../src/report/report.ts";
import type { ExampleCopy } from "./examples/example-copy.ts";
import { hasPassword, makeUser } from "../actions/test-users.ts";
import { copyExample } from "./examples/example-copy.ts";

// Each example is run for real, in a copy whose settings lead into a temporary folder. What would touch the machine itself
// runs dry. That they have no problems, and plans for a week, is held by task-repositories.test.ts.

const project = fileURLToPath(new URL("../..", import.meta.url));
needTools({
  useradd: "passwd",
  perl: "perl-base",
  psql: "postgresql-client",
  initdb: "postgresql",
  gzip: "gzip",
  openssl: "openssl",
  "apt-get": "apt",
});

// Each takes a dozen runs.
const slow = { timeout: 300_000 };
const names = ["workstation", "helpdesk", "repository-care", "research-project", "server-room"];

test("the pictures and plans of the examples are what `runner graph` and `runner plan` say today", () => {
  const shown = names.flatMap((name) => [`${name}/graph.svg`, `${name}/plan.txt`]);
  expect(shown.filter((path) => !existsSync(join(project, "examples", path)))).toEqual([]);
  execFileSync(process.execPath, ["scripts/draw-examples.ts", "--check"], { cwd: project, stdio: "pipe" });
});

test.each(names)("examples/%s is short, says how to start, and all of them tell failures in one way", (name) => {
  const folder = join(project, "examples", name);
  expect(readFileSync(join(folder, "README.md"), "utf8")).toContain(`runner init ops --from ${name} && cd ops`);
  const tell = readFileSync(join(project, "examples", names[0]!, "scripts/tell.py"), "utf8");
  expect(readFileSync(join(folder, "scripts/tell.py"), "utf8")).toBe(tell);
  const written = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(toml|yaml|md)$/.test(entry.name))
    .map((entry) => statSync(join(entry.parentPath, entry.name)).size);
  expect(written.reduce((sum, size) => sum + size, 0)).toBeLessThan(10_000);
});

test.each(names)("examples/%s: of two tasks that fail at once, both are told", slow, async (name) => {
  const copy = await copyExample(name, { 'TELL_URL = ""': 'TELL_URL = "", RUNNER_ACTION_STATE = "TOP/state"' });
  copy.write("ops/tasks.d/fail.yaml", "tasks:\n  - { id: one, run: exit 1 }\n  - { id: two, run: exit 2 }\n");
  copy.commit();
  expect(await copy.run(["one", "two"])).toMatchObject({ code: 1 });
  await copy.reconcile();
  expect(copy.logs("tell").toSorted()).toEqual([
    expect.stringContaining("one has failed (exit-1)"),
    expect.stringContaining("two has failed (exit-2)"),
  ]);
});

test(
  "workstation: backup, updates, scan and report, one after the other; a clean-up of what is old",
  slow,
  async () => {
    const copy = await copyExample("workstation", {
      'TELL_URL = ""': 'TELL_URL = "", RUNNER_ACTION_STATE = "TOP/state", APT_CONFIG = "TOP/apt.conf"',
      "/var/lib/workstation": "TOP/reports",
      '"/etc", "/home"': '"TOP/home"',
      "/var/backups/workstation": "TOP/backups",
      "allowed_ports      = [22]": 'root = "TOP/host"\nchecks = ["permissions", "secrets", "ssh", "sudo", "accounts"]',
      "[actions.security-scan]": `[actions.system-update]\nbackup_before_update = false\npackage_manager = "apt"\n\n${cleanUpBelowTop}\n\n[actions.security-scan]`,
    });
    copy.write("home/ada/notes.txt", "do not lose this\n");
    copy.write("home/ada/.cache/x", "lose this\n");
    copy.write("host/etc/passwd", "root:x:0:0::/root:/bin/sh\n");
    mkdirSync(join(copy.top, "tmp"));
    writeEmptyApt(copy);

    expect(await copy.run(["backup", "security-updates", "security-scan", "weekly-report"])).toMatchObject({ code: 0 });
    expect(copy.report("backup")).toMatchObject({ status: "success", outputs: { metrics: { files_backed_up: 1 } } });
    expect(copy.report("security-updates")).toMatchObject({ outputs: { metrics: { updates_installed: 0 } } });
    expect(copy.report("security-scan")).toMatchObject({ status: "success", outputs: { metrics: { high: 0 } } });
    const page = readFileSync(join(copy.top, "reports/week.md"), "utf8");
    expect(page).toMatch(/- \*\*backup\*\*: .*\n(.*\n)* {2}- files_backed_up: 1\n/);
    expect(copy.report("weekly-report").outputs).toMatchObject({ summary: "3 tasks on one page" });

    const old = copy.write("log/app.log.1", "of last month\n");
    const lastMonth = Date.now() / 1000 - 31 * 86_400;
    utimesSync(old, lastMonth, lastMonth);
    copy.write("log/app.log.2", "of today\n");
    expect(await copy.run(["clean-up", "--dry-run"])).toMatchObject({ code: 0 });
    expect(copy.report("clean-up")).toMatchObject({ status: "success", dryRun: true });
    expect(existsSync(old)).toBe(true);
    expect(await copy.run(["clean-up"])).toMatchObject({ code: 0 });
    expect(copy.report("clean-up").outputs!.changes).toMatchObject([{ kind: "file-deleted", path: old }]);
    expect(await copy.run(["tell"])).toMatchObject({ code: 0 });
    expect(copy.log("tell")).toContain("a test: what is wrong is told here");
    expect(await copy.notLookedAt()).toEqual([]);
  },
);

test("helpdesk: requests find their tasks by category, if they are sure enough; JSON in, JSON out", slow, async () => {
  const vpn = await listen({});
  const copy = await copyExample("helpdesk", {
    'TELL_URL = ""': 'TELL_URL = "", RUNNER_ACTION_STATE = "TOP/state"',
    '{ tcp = "127.0.0.1:1194" }': `{ tcp = "127.0.0.1:${vpn.port}" }\nrestart_service = ["touch", "TOP/restarted"]`,
    "/run/helpdesk": "TOP",
    "[actions.cleanup]": cleanUpBelowTop,
    "min_age_days = 14": "min_age_days = 0",
  });
  for (const folder of ["tmp", "log", "home/ada/.cache"]) mkdirSync(join(copy.top, folder), { recursive: true });

  const slow = ["--category", "device slow", "--confidence", "0.7", "--params-file", "-"];
  const asked = JSON.stringify({ ticket: "DEV-4", thresholds: { disk: 0 } });
  expect(await copy.run(slow, asked)).toMatchObject({ code: 0 });
  const measured = copy.report("measure").outputs!;
  expect(measured.data!["processes"]).toHaveLength(5);
  expect(copy.report("device-slow")).toMatchObject({
    status: "success",
    trigger: { kind: "request", category: "device slow", confidence: 0.7 },
    outputs: {
      metrics: measured.metrics,
      data: { ticket: "DEV-4", causes: expect.arrayContaining(["disk"]) as unknown },
    },
  });

  const issue = ["--category", "VPN Issue", "--param", "ticket=VPN-17"];
  expect((await copy.run([...issue, "--confidence", "0.7"])).code).toBe(2);
  expect(existsSync(join(copy.top, "restarted"))).toBe(false);
  expect(await copy.run([...issue, "--confidence", "0.9"])).toMatchObject({ code: 0 });
  expect(existsSync(join(copy.top, "restarted"))).toBe(true);
  expect(copy.report("vpn-issue")).toMatchObject({
    status: "success",
    outputs: { data: { works: true, service: "openvpn-server@office" } },
  });
  expect((await copy.run([...issue, "--confidence", "0.9", "--param", "service=sshd"])).code).toBe(2);

  const forgotten = ["--category", "password_reset", "--param", "ticket=PW-1"];
  expect((await copy.run([...forgotten, "--param", "user=$(reboot)"])).code).toBe(2);
  expect(await copy.run([...forgotten, "--param", "user=nobody", "--dry-run"])).toMatchObject({ code: 1 });
  expect(copy.report("password-reset")).toMatchObject({ status: "failed", dryRun: true });
  expect(copy.report("password-reset").outputs!.summary).toContain("nobody");

  const left = copy.write("tmp/left", "by whom?\n");
  expect(await copy.run(["device-clean-up", "--force"])).toMatchObject({ code: 0 });
  expect(copy.report("device-clean-up").outputs!.changes).toMatchObject([{ kind: "file-deleted", path: left }]);
  expect(await copy.run(["week"])).toMatchObject({ code: 0 });
  expect(copy.log("week")).toMatch(/1 vpn-issue success/);
  expect(await copy.run(["tell"])).toMatchObject({ code: 0 });
  expect(copy.report("tell")).toMatchObject({ status: "success" });
  expect(await copy.notLookedAt()).toEqual([]);
});

test("helpdesk: a forgotten password becomes a new one, which is in its file and nowhere else", slow, async () => {
  const copy = await copyExample("helpdesk", {
    'TELL_URL = ""': 'TELL_URL = "", RUNNER_ACTION_STATE = "TOP/state"',
    "/run/helpdesk": "TOP",
  });
  const user = makeUser();
  const forgotten = ["--category", "Password Reset", "--confidence"];
  const params = ["--param", "ticket=PW-1", "--param", `user=${user}`];
  expect((await copy.run([...forgotten, "0.9", ...params])).code).toBe(2);
  expect(await copy.run([...forgotten, "0.97", ...params, "--dry-run"])).toMatchObject({ code: 0 });
  expect(hasPassword(user, "the old one")).toBe(true);

  expect(await copy.run([...forgotten, "0.97", ...params])).toMatchObject({ code: 0 });
  const file = join(copy.top, "one-time-password");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const password = readFileSync(file, "utf8").trim();
  expect(hasPassword(user, password)).toBe(true);
  const report = copy.report("password-reset");
  expect(report).toMatchObject({
    status: "success",
    trigger: { kind: "request", category: "Password Reset", confidence: 0.97 },
    outputs: { data: { user, delivered_by: "file", force_change: true } },
  });
  expect(JSON.stringify(report) + copy.log("password-reset")).not.toContain(password);
});

test("repository-care: looks, sets right, and takes back", slow, async () => {
  const copy = await copyExample("repository-care", {
    'TELL_URL = ""': 'TELL_URL = "", RUNNER_ACTION_STATE = "TOP/state"',
    "/srv/shop": "TOP/shop",
    '["npm", "test"]': '["python3", "shop.py"]',
    "delay: 5m": "delay: 1ms",
  });
  writeSource(copy, "shop");
  const written = '{\n  "port": 80,\n  "host": "shop.example.org"\n}\n';
  const config = copy.write("shop/config/shop.json", written);

  // At whatever time of the day this is: some have a window.
  await copy.run(["tests", "docs", "licenses", "vulnerabilities", "--force"]);
  expect(copy.report("tests")).toMatchObject({
    status: "success",
    outputs: { metrics: { passed: 1, coverage_percent: 100 } },
  });
  expect(copy.report("docs")).toMatchObject({
    status: "success",
    outputs: { metrics: { pages: 1, links_checked: 1 } },
  });
  expect(copy.report("licenses")).toMatchObject({ status: "success", outputs: { metrics: { violations: 0 } } });
  expectLookedAt(copy.report("vulnerabilities"));

  expect(await copy.run(["format", "settings", "dependencies", "profile", "--force"])).toMatchObject({ code: 0 });
  expect(copy.report("format")).toMatchObject({ status: "success", outputs: { metrics: { quality_score: 100 } } });
  expect(copy.report("dependencies")).toMatchObject({ outputs: { metrics: { updates_installed: 0 } } });
  expect(copy.report("profile").outputs!.metrics!["runs"]).toBe(5);

  expect(copy.report("settings")).toMatchObject({ outputs: { changes: [{ kind: "config-changed", path: config }] } });
  expect(readFileSync(config, "utf8")).toBe('{\n  "host": "shop.example.org",\n  "port": 80\n}\n');
  expect(await copy.rollback(copy.report("settings").id)).toMatchObject({ code: 0 });
  expect(readFileSync(config, "utf8")).toBe(written);

  expect(await copy.run(["tell"])).toMatchObject({ code: 0 });
  expect(copy.report("tell")).toMatchObject({ status: "success" });
  expect(await copy.notLookedAt()).toEqual([]);
});

test("research-project: tests, advisories, logs, numbers; what is over its limit is told", slow, async () => {
  const told = await listen({});
  const copy = await copyExample("research-project", {
    'TELL_URL = ""': `TELL_URL = "http://127.0.0.1:${told.port}", RUNNER_ACTION_STATE = "TOP/state"`,
    "/srv/study": "TOP/study",
    'delay = "5m"': 'delay = "1ms"',
    "cpu = 80, memory = 85, disk = 90": "cpu = 100, memory = 100, disk = 0",
    "max_size_mb = 50": "max_size_mb = 0.00001",
  });
  writeSource(copy, "study");
  copy.write("study/log/run.log", "a line\n".repeat(10));

  await copy.run(["tests", "security-scan", "rotate-logs", "metrics"]);
  expect(copy.report("tests")).toMatchObject({ status: "success", outputs: { metrics: { coverage_percent: 100 } } });
  expectLookedAt(copy.report("security-scan"));
  expect(copy.report("rotate-logs")).toMatchObject({ status: "success", outputs: { metrics: { logs_rotated: 1 } } });
  expect(copy.report("metrics")).toMatchObject({ status: "failed", outputs: { metrics: { alerts: 1 } } });
  expect(copy.report("metrics").outputs!.summary).toMatch(/disk .* more than 0/);
  await copy.reconcile();
  expect(told.sent.join("\n")).toContain("metrics has failed (exit-1): runner logs");

  expect(await copy.run(["quality", "dependencies", "--force"])).toMatchObject({ code: 0 });
  expect(copy.report("quality")).toMatchObject({ status: "success", outputs: { metrics: { quality_score: 100 } } });
  expect(copy.report("dependencies")).toMatchObject({ status: "success" });
  expect(copy.report("tell")).toMatchObject({ status: "success", trigger: { kind: "task" } });
  expect(await copy.notLookedAt()).toEqual([]);
});

test("server-room: a night, a weekend, and a watchdog that restarts what does not answer", slow, async () => {
  const shop = await listen({ status: "ok" });
  const told = await listen({});
  const postgres = startPostgres();
  onTestFinished(() => postgres.stop());
  postgres.sql("postgres", "CREATE DATABASE shop");
  postgres.sql(
    "shop",
    "CREATE TABLE orders (id integer PRIMARY KEY); INSERT INTO orders SELECT generate_series(1, 100)",
  );
  const copy = await copyExample("server-room", {
    'TELL_URL = ""': `TELL_URL = "http://127.0.0.1:${told.port}", RUNNER_ACTION_STATE = "TOP/state"`,
    "/etc/runner/database-password": "TOP/password",
    "report_dir         = ":
      'root = "TOP/host"\nchecks = ["permissions", "secrets", "ssh", "sudo", "accounts"]\nreport_dir = ',
    "postgresql://maintenance@127.0.0.1/shop": postgres.dsn("shop"),
    '["/etc", "/srv/shop", "/var/backups/postgres"]': '["TOP/srv/shop", "TOP/var/backups/postgres", "TOP/etc/ssl"]',
    '["systemctl", "reload", "nginx"]': '["touch", "TOP/reloaded"]',
    '["systemctl", "restart", "shop"]': '["touch", "TOP/restarted"]',
    'services     = ["nginx", "postgresql"]\n': "",
    'archive_dir = "/var/log/archive"': 'archive_dir = "/var/log/archive"\nmax_size_mb = 0.00001',
    'report      = "digest"\n': "",
    'restart = ["touch", "TOP/restarted"] }]': 'restart = ["touch", "TOP/restarted"] }]\nsettle_time = "1s"',
    "/var/lib/server-room": "TOP/var/lib/server-room",
    "/var/log": "TOP/var/log",
    "/etc/ssl/shop": "TOP/etc/ssl/shop",
    '"/var/backups': '"TOP/var/backups',
    ":8080": `:${shop.port}`,
  });
  const password = copy.write("password", postgres.password);
  chmodSync(password, 0o600);
  copy.write("host/etc/passwd", "root:x:0:0::/root:/bin/sh\n");
  copy.write("srv/shop/index.html", "shop\n");
  copy.write("var/log/shop/access.log", "GET /\n".repeat(100));
  for (const folder of ["var/backups/postgres", "var/lib", "etc/ssl/shop"])
    mkdirSync(join(copy.top, folder), { recursive: true });

  const first = ["scan", "logs", "database", "certificates", "backup", "verification"];
  const then = ["health", "report", "full-scan", "full-verification", "weekly-report", "watchdog"];
  expect(await copy.run([...first, "--force"])).toMatchObject({ code: 0 });
  expect(await copy.run([...then, "--force"])).toMatchObject({ code: 0 });
  const numbers = Object.fromEntries([...first, ...then].map((task) => [task, copy.report(task).outputs?.metrics]));
  expect(numbers).toMatchObject({
    scan: { findings: 0 },
    logs: { logs_rotated: 1 },
    database: { tables_vacuumed: 1 },
    certificates: { certificates_renewed: 1 },
    // The shop's page, the dump, certificate and key.
    backup: { files_backed_up: 4 },
    verification: { backups_verified: 1, files_verified: 4 },
    health: { checks_failed: 0 },
    report: { score: expect.any(Number) as number },
    "full-scan": { findings: 0 },
    "full-verification": { backups_verified: 1 },
    "weekly-report": { score: expect.any(Number) as number },
    watchdog: { targets_up: 1, restarts: 0 },
  });
  expect(existsSync(join(copy.top, "reloaded"))).toBe(true);
  expect(copy.report("weekly-report").outputs!.artifacts!.map(({ path }) => extname(path))).toEqual([".json", ".html"]);

  await shop.stop();
  for (const _ of [1, 2, 3]) await copy.run(["watchdog"]);
  expect(existsSync(join(copy.top, "restarted"))).toBe(true);
  expect(copy.report("watchdog")).toMatchObject({ status: "failed", outputs: { metrics: { targets_up: 0 } } });
  await copy.reconcile();
  expect(copy.report("tell")).toMatchObject({ status: "success", trigger: { kind: "task", task: "watchdog" } });
  expect(told.sent.join("\n")).toContain("watchdog has failed");
  expect(await copy.notLookedAt()).toEqual([]);
});

/** By pip-audit, which distributions do not have: without it the run says so, and fails. */
function expectLookedAt({ status, outputs }: Report): void {
  const { checked_with: checkedWith, not_checked: notChecked } = outputs!.data as Readonly<Record<string, string[]>>;
  if (checkedWith!.length > 0) return expect(status).toBe("success");
  expect(status).toBe("failed");
  expect(notChecked!.join()).toContain("pip-audit is not installed");
}

/** A source repository in Python, with a test. */
function writeSource({ top, write }: ExampleCopy, name: string): void {
  write(`${name}/shop.py`, "def price(net):\n    return net * 1.19\n\n\nprint(price(100))\n");
  write(
    `${name}/test_shop.py`,
    "import unittest\n\nimport shop\n\n\nclass Price(unittest.TestCase):\n    def test_price(self):\n        self.assertEqual(shop.price(0), 0)\n",
  );
  write(`${name}/requirements.txt`, "");
  write(`${name}/README.md`, "# Shop\n\nSee [the prices](shop.py).\n");
  const git = (...args: string[]): unknown => execFileSync("git", args, { cwd: join(top, name), stdio: "ignore" });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("-c", "user.name=A", "-c", "user.email=a@x", "commit", "--message=first");
}

/** Nothing of the machine's: it has files of others. */
const cleanUpBelowTop = `[actions.cleanup]
paths = { temp_files = ["TOP/tmp"], log_files = ["TOP/log"], user_cache = ["TOP/home/ada"] }`;

/** apt with a root of its own, in which nothing is installed and nothing can be got. */
function writeEmptyApt({ top, write }: ExampleCopy): void {
  for (const file of ["apt/var/lib/dpkg/status", "apt/etc/apt/sources.list"]) write(file, "");
  for (const folder of ["var/lib/apt/lists/partial", "var/cache/apt/archives/partial", "etc/apt/apt.conf.d"])
    mkdirSync(join(top, "apt", folder), { recursive: true });
  const lines = [`Dir "${top}/apt/";`, `Dir::State::status "${top}/apt/var/lib/dpkg/status";`];
  write("apt.conf", [...lines, 'APT::Sandbox::User "root";', ""].join("\n"));
}

/** A web server that answers with this, and remembers what it was sent. */
async function listen(answer: object): Promise<{ port: number; sent: string[]; stop: () => Promise<void> }> {
  const sent: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (bytes: Buffer) => (body += bytes.toString()));
    request.on("end", () => {
      sent.push(body);
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => void server.close(() => resolve()));
  };
  onTestFinished(stop);
  return { port: (server.address() as AddressInfo).port, sent, stop };
}
