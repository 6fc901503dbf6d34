import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";
import { Ajv } from "ajv";
import { afterEach, expect, test } from "vitest";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import type { ParamValues } from "../../src/model/params.ts";
import type { How, Run } from "./run-action.ts";
import { findAction, makeFolder, runAction, snapshot } from "./run-action.ts";
import { isGone } from "./is-gone.ts";
import { needTools } from "./need-tools.ts";

needTools({ lynis: "lynis", debsecan: "debsecan" });

interface Finding {
  readonly rule: string;
  readonly severity: string;
  readonly place: string;
  readonly line?: number;
  readonly title: string;
}

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server, host: string): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

/** By path: contents, or contents and mode. */
type Files = Readonly<Record<string, string | readonly [contents: string, mode: number]>>;

/** A host in a folder. What is needed for nothing to be found is there. */
function makeHost(files: Files = {}): string {
  const root = makeFolder();
  const healthy: Files = {
    "etc/passwd":
      "root:x:0:0::/root:/bin/bash\ndaemon:x:1:1::/:/usr/sbin/nologin\nann:x:1000:1000::/home/ann:/bin/bash\n",
    "etc/shadow": ["root:*:1::::::\nann:$y$j9T$abc$def:1::::::\n", 0o640],
    "etc/sudoers": ["Defaults env_reset\nroot ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n", 0o440],
    "etc/ssh/sshd_config": "PasswordAuthentication no\n",
    "usr/bin/passwd": ["", 0o4755],
    "home/ann/.ssh/id_rsa": ["-----BEGIN OPENSSH PRIVATE KEY-----\nx\n", 0o600],
  };
  write(root, { ...healthy, ...files });
  return root;
}

function write(root: string, files: Files): void {
  for (const [path, file] of Object.entries(files)) {
    const [contents, mode] = typeof file === "string" ? [file, 0o644] : file;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), contents);
    chmodSync(join(root, path), mode);
  }
}

async function scan(root: string, params: ParamValues = {}, how: How = {}): Promise<Run & { told: readonly string[] }> {
  const run = await runAction("security-scan", { root, ...params }, how);
  const findings = (run.outputs.data?.["findings"] ?? []) as unknown as readonly Finding[];
  const told = findings.map(({ rule, severity, place, line }) =>
    [severity, rule, place, ...(line === undefined ? [] : [line])].join(" "),
  );
  return { ...run, told };
}

test("a host with nothing wrong", async () => {
  const run = await scan(makeHost(), { severity_threshold: "low" });
  expect(run.told).toEqual([]);
  expect(run).toMatchObject({ code: 0, outputs: { summary: "nothing found (risk 0)" } });
  expect(run.outputs.metrics).toMatchObject({ risk_score: 0, findings: 0, critical: 0 });
});

const password = "hunter-22-horse";
const flaws: readonly { name: string; files: Files; told: readonly string[] }[] = [
  {
    name: "permissions",
    files: {
      "etc/shadow": ["root:*:1::::::\n", 0o644],
      "etc/cron.d/job": ["", 0o666],
      "home/ann/.ssh/id_rsa": ["", 0o640],
      "home/ann/.ssh/id_rsa.pub": "",
    },
    told: [
      "critical loose-permissions /etc/shadow",
      "critical loose-permissions /home/ann/.ssh/id_rsa",
      "high loose-permissions /etc/cron.d/job",
      "high world-writable-file /etc/cron.d/job",
    ],
  },
  {
    name: "programs that run as somebody else",
    files: {
      "tmp/shell": ["", 0o4755],
      "usr/bin/mine": ["", 0o2755],
      "usr/bin/su": ["", 0o4777],
      "usr/bin/packaged": ["", 0o4755],
      "var/lib/dpkg/info/one.list": "/bin/packaged\n",
    },
    told: [
      "critical suid-in-odd-place /tmp/shell",
      "critical writable-suid /usr/bin/su",
      "high world-writable-file /usr/bin/su",
      "medium unknown-suid /usr/bin/mine",
    ],
  },
  {
    name: "secrets lying about",
    files: {
      "srv/app/.env": `# settings\nDB_PASSWORD=${password}\n`,
      "srv/app/private.env": [`DB_PASSWORD=${password}\n`, 0o640],
      "srv/app/example.env": "DB_PASSWORD=changeme\nAPI_KEY=${FROM_ELSEWHERE}\n",
      "srv/app/page.html": `password: ${password}\n`,
      "opt/tool/config": `url = postgres://ann:${password}@db/x\n`,
      "opt/tool/node_modules/x/key.pem": "-----BEGIN RSA PRIVATE KEY-----\nx\n",
      "etc/server.key": "-----BEGIN PRIVATE KEY-----\nx\n",
      "home/ann/notes": ["AKIAABCDEFGHIJKLMNOP\n", 0o644],
    },
    told: [
      "critical world-readable-secret /etc/server.key 1",
      "high world-readable-secret /home/ann/notes 1",
      "high world-readable-secret /opt/tool/config 1",
      "medium world-readable-secret /srv/app/.env 2",
    ],
  },
  {
    name: "the SSH server, the first value of a keyword counts",
    files: {
      "etc/ssh/sshd_config": [
        "Include sshd_config.d/*.conf",
        "PermitRootLogin no",
        "PermitEmptyPasswords yes",
        "X11Forwarding=yes",
        "Ciphers aes256-gcm@openssh.com,3des-cbc",
        "Match User git",
        "  PasswordAuthentication yes",
        "  PermitRootLogin yes",
      ].join("\n"),
      "etc/ssh/sshd_config.d/10.conf": "# ours\nPermitRootLogin yes\n",
    },
    told: [
      "critical ssh-empty-passwords /etc/ssh/sshd_config 3",
      "high ssh-root-login /etc/ssh/sshd_config.d/10.conf 2",
      "medium ssh-root-login /etc/ssh/sshd_config 8",
      "medium ssh-weak-algorithms /etc/ssh/sshd_config 5",
      "low ssh-passwords /etc/ssh/sshd_config 7",
      "low ssh-x11-forwarding /etc/ssh/sshd_config 4",
    ],
  },
  {
    name: "sudo",
    files: {
      "etc/sudoers": [
        "Defaults env_reset, !authenticate\nann ALL=(root) NOPASSWD: /usr/bin/apt update\n@includedir /etc/sudoers.d\n",
        0o440,
      ],
      "etc/sudoers.d/ops": ["bob ALL=(ALL) \\\n  NOPASSWD: ALL\ncarl ALL=NOPASSWD: /usr/bin/vim\n", 0o440],
      "etc/sudoers.d/logs": ["dora ALL=NOPASSWD: /bin/cat /var/log/*\n", 0o440],
      "etc/sudoers.d/everybody": ["ALL ALL=(ALL) ALL\n@include ../sudoers.more\n", 0o440],
      "etc/sudoers.more": [
        "fred ALL=(ALL) NOPASSWD:SETENV: ALL\ngail ALL=NOPASSWD : /usr/bin/python3.11\nhugo ALL=NOPASSWD: /bin/ls, PASSWD: ALL\n",
        0o440,
      ],
      "etc/sudoers.d/left.dpkg-old": ["eve ALL=(ALL) NOPASSWD: ALL\n", 0o440],
    },
    told: [
      "critical sudo-for-everybody /etc/sudoers.d/everybody 1",
      "high sudo-no-password /etc/sudoers 1",
      "high sudo-no-password /etc/sudoers.d/ops 1",
      "high sudo-no-password /etc/sudoers.d/ops 3",
      "high sudo-no-password /etc/sudoers.more 1",
      "high sudo-no-password /etc/sudoers.more 2",
      "medium sudo-wildcard /etc/sudoers.d/logs 1",
    ],
  },
  {
    name: "accounts",
    files: {
      "etc/passwd":
        "root:x:0:0::/root:/bin/bash\ntoor:x:0:0::/:/bin/sh\nann:x:1000:1000::/:/bin/sh\nbob:x:1000:1000::/:/bin/sh\nwww:x:33:33::/:/bin/sh\nbroken\n",
      "etc/shadow": ["root:*:1\nann::1\nbob:$1$ab$cd:1\nwww:$y$j9T$ab$cd:1\n", 0o640],
    },
    told: [
      "critical empty-password /etc/shadow 2",
      "critical second-root /etc/passwd 2",
      "high weak-password-hash /etc/shadow 3",
      "medium account-malformed /etc/passwd 6",
      "medium shared-number /etc/passwd 4",
      "medium system-account-login /etc/shadow 4",
    ],
  },
  {
    name: "ports",
    files: {
      "proc/net/tcp": [
        "  sl  local_address rem_address st",
        "0: 0100007F:1538 00000000:0000 0A 0:0 0:0 0 0 0 1", // PostgreSQL on 127.0.0.1
        "1: 00000000:18EB 00000000:0000 0A 0:0 0:0 0 0 0 2", // Redis on 0.0.0.0
        "2: 00000000:0016 00000000:0000 0A 0:0 0:0 0 0 0 3",
        "3: 0A00000A:1F90 0B00000A:C001 01 0:0 0:0 0 0 0 4", // a connection
      ].join("\n"),
      "proc/net/tcp6": [
        "  sl  local_address rem_address st",
        "0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 5",
        "1: 00000000000000000000000001000000:1F91 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 6",
      ].join("\n"),
      "proc/net/udp": [
        "  sl  local_address rem_address st",
        "0: 00000000:C001 00000000:0000 07 0:0 0:0 0 0 0 7",
        "1: 00000000:00A1 00000000:0000 07 0:0 0:0 0 0 0 8",
      ].join("\n"),
    },
    told: ["high open-port tcp/6379", "low open-port tcp/8080", "low open-port udp/161"],
  },
];

test.each(flaws)("what is wrong with $name", async ({ files, told }) => {
  const run = await scan(makeHost(files));
  expect(run.told).toEqual(told);
  expect(run.code).toBe(1);
  expect(JSON.stringify(run)).not.toContain(password);
});

test("security updates that wait, by a repository of packages; and lists that are missing", async () => {
  const archive = makeFolder();
  const packages = ["1.0", "1.1"]
    .map((version) => `Package: lib${version === "1.1" ? "a" : "b"}\nVersion: ${version}\nArchitecture: all\n`)
    .map((text) => `${text}Filename: ./x.deb\nSize: 1\nSHA256: ${"0".repeat(64)}\n`);
  writeFileSync(join(archive, "Packages"), packages.join("\n"));
  const sum = execFileSync("sha256sum", [join(archive, "Packages")], { encoding: "utf8" }).slice(0, 64);
  const size = statSync(join(archive, "Packages")).size;
  writeFileSync(
    join(archive, "Release"),
    `Origin: Debian\nLabel: Debian-Security\nSuite: stable-security\nVersion: 12\nDate: ${new Date().toUTCString()}\nSHA256:\n ${sum} ${size} Packages\n`,
  );
  const installed = ["a", "b"].map(
    (name) =>
      `Package: lib${name}\nStatus: install ok installed\nVersion: 1.0\nArchitecture: all\nMaintainer: x\nDescription: x\n`,
  );
  const root = makeHost({
    "etc/apt/sources.list": `deb [trusted=yes] file:${archive} ./\n`,
    "var/lib/dpkg/status": installed.join("\n"),
  });
  const only = { checks: ["updates"] };
  expect((await scan(root, only)).told).toEqual(["medium updates-not-known /var/lib/apt/lists"]);
  for (const folder of ["var/lib/apt/lists/partial", "var/cache/apt/archives/partial"])
    mkdirSync(join(root, folder), { recursive: true });
  const settings = [
    `Dir=${root}`,
    `Dir::State::status=${root}/var/lib/dpkg/status`,
    "APT::Sandbox::User=root",
    "Dir::Cache::pkgcache=",
    "Dir::Cache::srcpkgcache=",
  ];
  execFileSync("apt-get", ["update", "-qq", ...settings.flatMap((setting) => ["-o", setting])]);
  const before = snapshot(root);
  const run = await scan(root, only);
  expect(run.told).toEqual(["high security-update liba"]);
  expect(run.outputs.summary).toContain("liba 1.0 has a security update: 1.1");
  expect(snapshot(root)).toEqual(before);
});

test("security updates that wait, as dnf knows them", async () => {
  for (const [program, name] of Object.entries({ dnf: "dnf", rpmbuild: "rpm", createrepo_c: "createrepo-c" }))
    expect(existsSync(`/usr/bin/${program}`), `apt-get install ${name}`).toBe(true);
  const base = makeFolder();
  const root = makeHost({
    "etc/dnf/dnf.conf": "[main]\n",
    "etc/yum.repos.d/test.repo": `[test]\nname=test\nbaseurl=file://${base}/repository\ngpgcheck=0\n`,
  });
  // Debian's rpm has its database in the home folder.
  write(base, { ".rpmmacros": "%_dbpath /var/lib/rpm\n" });
  const execute = (program: string, ...words: string[]): void =>
    void execFileSync(program, words, { env: { ...process.env, HOME: base }, stdio: "ignore" });
  for (const version of [1, 2]) {
    const head = `Name: liba\nVersion: ${version}\nRelease: 1\nSummary: x\nLicense: none\nBuildArch: noarch\n`;
    write(base, { "a.spec": `${head}%description\nx\n%files\n` });
    const folders = [`_topdir ${base}/build`, `_rpmdir ${base}/repository`];
    execute("rpmbuild", "-bb", ...folders.flatMap((each) => ["--define", each]), join(base, "a.spec"));
  }
  execute("rpm", "--root", root, "--install", join(base, "repository/noarch/liba-1-1.noarch.rpm"));
  const named = '<package name="liba" version="2" release="1" epoch="0" arch="noarch"><filename>x</filename></package>';
  const about = '<id>TEST-1</id><title>x</title><severity>Important</severity><issued date="2026-01-01 00:00:00"/>';
  const list = `<pkglist><collection><name>x</name>${named}</collection></pkglist>`;
  write(base, {
    "updateinfo.xml": `<updates><update from="x" status="stable" type="security" version="1">${about}${list}</update></updates>`,
  });
  execute("createrepo_c", join(base, "repository"));
  execute("modifyrepo_c", join(base, "updateinfo.xml"), join(base, "repository/repodata"));
  const only = { checks: ["updates"] };
  const unknown = await scan(root, only, { env: { HOME: base } });
  expect(unknown).toMatchObject({ code: 1, outputs: { data: { not_done: ["updates"] } } });
  execute("dnf", "--installroot", root, "--releasever=1", "makecache");
  const run = await scan(root, only, { env: { HOME: base } });
  expect(run.told).toEqual(["high security-update liba-2-1.noarch"]);
});

test("a table of security updates, as dnf 5 prints it", async () => {
  const root = makeHost({ "etc/dnf/dnf.conf": "[main]\n" });
  const folder = makeFolder();
  const table = [
    "Name                   Type     Severity                      Package              Issued",
    "FEDORA-2026-0a1b2c3d4e security Important liba-2-1.fc42.noarch 2026-01-01 00:00:00",
    "FEDORA-2026-1a1b2c3d4e security None      libb-2-1.fc42.noarch 2026-01-02 00:00:00",
  ];
  write(folder, { dnf: [`#!/bin/sh\ncat <<'END'\n${table.join("\n")}\nEND\n`, 0o755] });
  const run = await scan(root, { checks: ["updates"] }, { env: { PATH: `${folder}:${process.env["PATH"]}` } });
  expect(run.told).toEqual([
    "high security-update liba-2-1.fc42.noarch",
    "medium security-update libb-2-1.fc42.noarch",
  ]);
});

test("a program that runs as somebody else, and is of a package of rpm or of none", async () => {
  expect(existsSync("/usr/bin/rpmbuild"), "apt-get install rpm").toBe(true);
  const base = makeFolder();
  const root = makeHost({ "usr/bin/theirs": ["", 0o4755] });
  const spec = [
    "Name: liba\nVersion: 1\nRelease: 1\nSummary: x\nLicense: none\nBuildArch: noarch\n%description\nx\n%install",
    "mkdir -p %{buildroot}/usr/bin\n: >%{buildroot}/usr/bin/ours\n%files\n%attr(4755, root, root) /usr/bin/ours\n",
  ];
  write(base, { ".rpmmacros": "%_dbpath /var/lib/rpm\n", "a.spec": spec.join("\n") });
  const env = { HOME: base };
  const folders = [`_topdir ${base}/build`, `_rpmdir ${base}`].flatMap((each) => ["--define", each]);
  execFileSync("rpmbuild", ["-bb", ...folders, join(base, "a.spec")], {
    env: { ...process.env, ...env },
    stdio: "ignore",
  });
  const install = ["--root", root, "--install", join(base, "noarch/liba-1-1.noarch.rpm")];
  execFileSync("rpm", install, { env: { ...process.env, ...env }, stdio: "ignore" });
  const run = await scan(root, { checks: ["special-files"] }, { env });
  expect(statSync(join(root, "usr/bin/ours")).mode & 0o7777).toBe(0o4755);
  expect(run.told).toEqual(["medium unknown-suid /usr/bin/theirs"]);
});

test("another host's root with things mounted in it: they are none of it", async () => {
  const root = makeHost({ "srv/open": ["", 0o666], "proc/x": "" });
  execFileSync("mount", ["-t", "proc", "proc", join(root, "proc")]);
  try {
    const run = await scan(root, { mode: "full", checks: ["special-files"] });
    expect(run.told).toEqual(["medium world-writable-file /srv/open"]);
  } finally {
    execFileSync("umount", ["--lazy", join(root, "proc")]);
  }
});

test("what is to be done can be copied, whatever a file is called", async () => {
  const root = makeHost({ "srv/a b; touch c": ["", 0o666], "srv/\u001b[2Kx\n": ["", 0o666] });
  const run = await scan(root, { checks: ["special-files"] });
  expect(run.outputs.data!["findings"]).toMatchObject([
    { place: "/srv/\\x1b[2Kx\\n", advice: "chmod o-w $'/srv/\\x1b[2Kx\\x0a'" },
    { place: "/srv/a b; touch c", advice: "chmod o-w '/srv/a b; touch c'" },
  ]);
  expect(run.log).not.toContain("\u001b");
});

test("a port of this host, and the program behind it", async () => {
  const port = await listen(createServer(), "0.0.0.0");
  const hidden = await listen(createServer(), "127.0.0.1");
  const run = await scan("/", { checks: ["ports"] });
  const findings = run.outputs.data!["findings"] as unknown as readonly Finding[];
  const title = findings.find(({ place }) => place === `tcp/${port}`)?.title;
  expect(title).toBe(
    `${readFileSync("/proc/self/comm", "utf8").trim()} listens on tcp port ${port}, which others can reach`,
  );
  expect(findings.map(({ place }) => place)).not.toContain(`tcp/${hidden}`);
});

test("what no program has written: odd lines, and names that are no text", async () => {
  const root = makeHost({
    "etc/sudoers": ["= ALL\nann\nDefaults\n", 0o440],
    "etc/passwd": "root:x:0:0::/root:/bin/bash\nann:x:²:1::/:/bin/sh\n",
    "etc/shadow": [":\nroot\n", 0o640],
    "etc/ssh/sshd_config": "Include /etc/ssh/sshd_config\nPort\nMatch\n",
    "proc/net/tcp": "\n0: 1 2\n",
  });
  mkdirSync(join(root, "srv"));
  const odd = Buffer.concat([Buffer.from(`${root}/srv/`), Buffer.from([0xff, 0x0a])]);
  writeFileSync(odd, "");
  chmodSync(odd, 0o666);
  const run = await scan(root, { format: "all" }, { env: { PYTHONIOENCODING: "utf-8:strict" } });
  expect(run.told).toEqual([
    "critical empty-password /etc/shadow 1",
    "medium account-malformed /etc/passwd 2",
    "medium world-writable-file /srv/\ufffd\\n",
  ]);
  expect(run.outputs.data).not.toHaveProperty("not_done");
});

test("more is found than there is room for in the outputs: the worst is told, and the report has all", async () => {
  const names = Array.from({ length: 70 }, (_, at) => `srv/${"🔓".repeat(55)}${at}`);
  const root = makeHost(Object.fromEntries(names.map((name) => [name, ["", 0o666] as const])));
  const report_dir = makeFolder();
  const run = await scan(root, { report_dir, accept: ["loose-permissions"] });
  expect(run.code).toBe(1);
  expect(run.outputs.metrics).toMatchObject({ medium: 70 });
  expect(run.told.length).toBeGreaterThan(10);
  const left_out = run.outputs.data!["left_out"] as number;
  expect(left_out + run.told.length).toBe(60);
  const report = JSON.parse(readFileSync(join(report_dir, "security-scan.json"), "utf8")) as { findings: unknown[] };
  expect(report.findings).toHaveLength(70);
});

test("quick and full: how deep, and neither follows links", async () => {
  const root = makeHost({ "srv/a/b/c/d/e/open": ["", 0o666], "data/open": ["", 0o666], "var/else/open": ["", 0o666] });
  const outside = makeFolder();
  write(outside, { open: ["", 0o666] });
  execFileSync("ln", ["-s", outside, join(root, "srv/link")]);
  expect((await scan(root)).told).toEqual([]);
  const full = await scan(root, { mode: "full", exclude: ["/var/else"] });
  expect(full.told).toEqual([
    "medium world-writable-file /data/open",
    "medium world-writable-file /srv/a/b/c/d/e/open",
  ]);
});

test("links of another host lead to places of that host, and folders to begin with may be links", async () => {
  const root = makeHost({
    "data/home/ann/open": ["", 0o666],
    "etc/static/sudoers": ["ann ALL=(ALL) NOPASSWD: ALL\n", 0o440],
  });
  execFileSync("rm", ["-r", join(root, "home"), join(root, "etc/sudoers")]);
  symlinkSync("/data/home", join(root, "home"));
  symlinkSync("/etc/static/sudoers", join(root, "etc/sudoers"));
  symlinkSync("srv", join(root, "srv"));
  const link = join(makeFolder(), "root");
  symlinkSync(root, link);
  const run = await scan(link);
  expect(run.told).toEqual(["high sudo-no-password /etc/sudoers 1", "medium world-writable-file /data/home/ann/open"]);
});

test("what is accepted is counted, and what is less severe than the threshold does not fail it", async () => {
  const root = makeHost({ "srv/open": ["", 0o666], "srv/too": ["", 0o666] });
  const run = await scan(root, { accept: ["world-writable-file:/srv/o*"], severity_threshold: "high" });
  expect(run.told).toEqual(["medium world-writable-file /srv/too"]);
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { accepted: 1, findings: 1, risk_score: 5 } } });
});

/** Of draft 4, which is what later ones are but for the names of these two keys. */
function isSarif(text: string): void {
  const path = new URL("../fixtures/sarif/sarif-2.1.0.schema.json", import.meta.url);
  const schema = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  delete schema["id"];
  delete schema["$schema"];
  const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false, allErrors: true });
  const validate = ajv.compile(schema);
  validate(JSON.parse(text));
  expect(validate.errors).toBe(null);
}

test("the reports: JSON, HTML in one file, SARIF; and what is new since the last one", async () => {
  const root = makeHost({ "srv/a <b> 'ö'": ["", 0o666], "proc/net/tcp": "h\n0: 00000000:1F90 0:0 0A 0 0 0 0 0 1\n" });
  const report_dir = join(makeFolder(), "reports");
  const run = await scan(root, { report_dir, format: "all" });
  expect(run.outputs.metrics).not.toHaveProperty("new_findings");
  const names = ["security-scan.html", "security-scan.json", "security-scan.sarif"];
  expect(readdirSync(report_dir).sort()).toEqual(names);
  expect(run.outputs.artifacts!.map(({ path }) => path).sort()).toEqual(names.map((name) => join(report_dir, name)));
  expect(statSync(join(report_dir, names[0]!)).mode & 0o777).toBe(0o600);
  const [page, json, sarif] = names.map((name) => readFileSync(join(report_dir, name), "utf8"));
  expect(page).toContain("<code>/srv/a &lt;b&gt; &#x27;ö&#x27;</code>");
  expect(page).not.toMatch(/<script|src=|href=|url\(/);
  expect((JSON.parse(json!) as { findings: unknown[] }).findings).toHaveLength(2);
  isSarif(sarif!);
  expect(sarif).toContain('"uri": "srv/a%20%3Cb%3E%20%27%C3%B6%27"');
  write(root, { "srv/more": ["", 0o666] });
  expect((await scan(root, { report_dir })).outputs.metrics).toMatchObject({ findings: 3, new_findings: 1 });
});

test("a dry run scans nothing and writes nothing", async () => {
  const root = makeHost(flaws[0]!.files);
  const report_dir = join(root, "reports");
  const before = snapshot(root, "with times");
  const run = await scan(root, { report_dir, format: "html" }, { dryRun: true });
  expect(run).toMatchObject({ code: 0, outputs: { summary: `${root} would be scanned` } });
  expect(run.log).toContain(`would write security-scan.json, security-scan.html to ${report_dir}`);
  expect(snapshot(root, "with times")).toEqual(before);
});

/** A program of that name which prints what is in a file, and writes down how it was called. */
function makeScanner(name: string, output: unknown, code = 0): { PATH: string; calls: () => string } {
  const folder = makeFolder();
  writeFileSync(join(folder, "output"), typeof output === "string" ? output : JSON.stringify(output));
  const text = `#!/bin/sh\necho "$@" >>${folder}/calls\ncat ${folder}/output\nexit ${code}\n`;
  writeFileSync(join(folder, name), text, { mode: 0o755 });
  return {
    PATH: `${folder}:${process.env["PATH"]}`,
    calls: () => (existsSync(join(folder, "calls")) ? readFileSync(join(folder, "calls"), "utf8") : ""),
  };
}

test("Trivy, as it prints: vulnerabilities, and secrets without what they are", async () => {
  const root = makeHost();
  const { PATH, calls } = makeScanner("trivy", {
    SchemaVersion: 2,
    Results: [
      {
        Target: "host (debian 12.5)",
        Class: "os-pkgs",
        Vulnerabilities: [
          {
            VulnerabilityID: "CVE-2024-0001",
            PkgName: "libx",
            InstalledVersion: "1",
            FixedVersion: "2",
            Severity: "CRITICAL",
            Title: "libx: overflow",
          },
          { VulnerabilityID: "CVE-2024-0002", PkgName: "liby", InstalledVersion: "1", Severity: "UNKNOWN" },
        ],
      },
      {
        Target: "/srv/app.env",
        Class: "secret",
        Secrets: [
          { RuleID: "aws-access-key-id", Severity: "CRITICAL", Title: "AWS key", StartLine: 3, Match: password },
        ],
      },
      { Target: "go.mod", Class: "lang-pkgs" },
    ],
  });
  const run = await scan(root, { scanners: ["trivy"], images: ["shop:1"] }, { env: { PATH } });
  expect(run.told).toEqual([
    "critical trivy-CVE-2024-0001 host (debian 12.5): libx",
    "critical trivy-CVE-2024-0001 shop:1: host (debian 12.5): libx",
    "critical trivy-aws-access-key-id /srv/app.env 3",
    "critical trivy-aws-access-key-id shop:1: /srv/app.env 3",
    "low trivy-CVE-2024-0002 host (debian 12.5): liby",
    "low trivy-CVE-2024-0002 shop:1: host (debian 12.5): liby",
  ]);
  expect(calls()).toBe(
    `rootfs --quiet --format json --scanners vuln,secret --timeout 3600s ${root}\n` +
      "image --quiet --format json --scanners vuln,secret --timeout 3600s shop:1\n",
  );
  expect(JSON.stringify(run)).not.toContain(password);
});

test("Semgrep, as it prints; it sends no numbers where it fetches no rules", async () => {
  const code = makeFolder();
  const { PATH, calls } = makeScanner("semgrep", {
    version: "1.99.0",
    errors: [],
    results: [
      {
        check_id: "python.eval",
        path: "/srv/x.py",
        start: { line: 7, col: 1 },
        end: { line: 7, col: 9 },
        extra: { message: "eval of input", severity: "ERROR" },
      },
    ],
  });
  const params = { scanners: ["semgrep"], source_paths: [code], semgrep_config: "/etc/rules.yaml" };
  const run = await scan(makeHost(), params, { env: { PATH } });
  expect(run.told).toEqual(["high semgrep-python.eval /srv/x.py 7"]);
  expect(calls()).toBe(`scan --json --quiet --config /etc/rules.yaml --metrics=off ${code}\n`);
});

test("Lynis: the real one", { timeout: 240_000 }, async () => {
  expect(existsSync("/usr/sbin/lynis"), "apt-get install lynis").toBe(true);
  const run = await scan(makeHost(), { scanners: ["lynis"], lynis_tests: ["AUTH-9308"] });
  // That is what it says of itself where nothing else is asked.
  expect(run.told).toContainEqual(
    expect.stringMatching(/^low lynis-LYNIS host: This release is more than 4 months old/),
  );
  expect(run.code).toBe(0);
});

test("debsecan: the real one, with data of vulnerabilities of our own", async () => {
  expect(existsSync("/usr/bin/debsecan"), "apt-get install debsecan").toBe(true);
  const asked: string[] = [];
  const data = "VERSION 1\nCVE-2024-0003,,of bash\n\nbash,0,SHRF,,\n\nbash,bash\n\n";
  const server = createHttpServer((request, response) => {
    asked.push(request.url!);
    response.end(deflateSync(data));
  });
  const port = await listen(server, "127.0.0.1");
  const debsecan_source = `http://127.0.0.1:${port}/release/`;
  const run = await scan(makeHost(), { scanners: ["debsecan"], debsecan_source });
  expect(run.told).toEqual(["high debsecan-CVE-2024-0003 bash"]);
  const codename = /^VERSION_CODENAME=(.*)$/m.exec(readFileSync("/etc/os-release", "utf8"))![1]!;
  expect(asked).toEqual([`/release/${codename}`]);
});

test.each([
  { name: "it fails", output: "no database", code: 3, says: "trivy failed with exit code 3: no database" },
  { name: "another form", output: { Results: [7] }, code: 0, says: "what it has read is of an unknown form" },
  { name: "no JSON", output: "hello", code: 0, says: "what trivy has printed is no JSON: 'hello'" },
])("a program that cannot be relied on ($name): all else is reported", async ({ output, code, says }) => {
  const { PATH } = makeScanner("trivy", output, code);
  const run = await scan(makeHost({ "srv/open": ["", 0o666] }), { scanners: ["trivy"] }, { env: { PATH } });
  expect(run.told).toEqual(["medium world-writable-file /srv/open"]);
  expect(run).toMatchObject({ code: 1, outputs: { data: { not_done: ["trivy"] } } });
  expect(run.outputs.summary).toContain(`the scan is not complete: trivy: ${says}`);
});

test("the time is over while a program works: it ends with all that it has started, and what was found is told", async () => {
  const folder = makeFolder();
  const text = `#!/bin/sh\nsleep 1000 &\necho $! >${folder}/child\nwait\n`;
  writeFileSync(join(folder, "trivy"), text, { mode: 0o755 });
  const params = { scanners: ["trivy"], max_scan_time: 3, checks: ["accounts"] };
  const run = await scan(makeHost(), params, { env: { PATH: `${folder}:${process.env["PATH"]}` } });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toBe("the scan is not complete: trivy: 3 s are over. Until then: nothing found (risk 0)");
  expect(isGone(readFileSync(join(folder, "child"), "utf8").trim())).toBe(true);
});

test("told to end while a program works: that ends too, and the report is the one of before", async () => {
  const folder = makeFolder();
  const report_dir = makeFolder();
  write(report_dir, { "security-scan.json": "{}" });
  execFileSync("mkfifo", [join(folder, "begun")]);
  write(folder, { trivy: [`#!/bin/sh\nsleep 1000 &\necho $! >${folder}/begun\nwait\n`, 0o755] });
  const before = snapshot(report_dir);
  let child = "";
  const onStart = (pid: number): void => {
    const reader = spawn("cat", [join(folder, "begun")], { stdio: ["ignore", "pipe", "inherit"] });
    reader.stdout.once("data", (bytes: Buffer) => {
      child = bytes.toString().trim();
      process.kill(pid, "SIGTERM");
    });
  };
  const env = { PATH: `${folder}:${process.env["PATH"]}` };
  const run = await scan(makeHost(), { scanners: ["trivy"], report_dir }, { env, onStart });
  expect(run).toMatchObject({ code: 1, outputs: { summary: "it was stopped before it was done" } });
  expect(isGone(child)).toBe(true);
  expect(snapshot(report_dir)).toEqual(before);
});

test.each([
  { name: "no such root", params: { root: "/no/such/host" }, says: "/no/such/host is not a folder" },
  { name: "a tool is missing", params: { scanners: ["semgrep"] }, says: "semgrep is not installed" },
  { name: "a tool is missing, for images", params: { images: ["a:1"] }, says: "trivy is not installed" },
])("$name: nothing is begun", async ({ params, says }) => {
  const report_dir = join(makeFolder(), "reports");
  const run = await scan(makeHost(), { report_dir, ...params });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
  expect(existsSync(report_dir)).toBe(false);
});

test("Semgrep needs to know where the source is, and that has to be there", async () => {
  const { PATH } = makeScanner("semgrep", {});
  const without = await scan(makeHost(), { scanners: ["semgrep"] }, { env: { PATH } });
  expect(without.outputs.summary).toContain("name folders of source code under `source_paths`");
  const params = { scanners: ["semgrep"], source_paths: ["/no/such/code"] };
  const wrong = await scan(makeHost(), params, { env: { PATH } });
  expect(wrong.outputs.summary).toContain("/no/such/code is not there");
});

test("a second scan at the same time is refused", async () => {
  const report_dir = makeFolder();
  const holder = spawn("flock", [report_dir, "sh", "-c", "echo held; read x"], { stdio: ["pipe", "pipe", "inherit"] });
  await new Promise((resolve) => holder.stdout.once("data", resolve));
  const run = await scan(makeHost(), { report_dir });
  const ended = new Promise((resolve) => holder.once("close", resolve));
  holder.stdin.end();
  await ended;
  expect(run).toMatchObject({ code: 1 });
  expect(run.outputs.summary).toContain(`another scan is at work on ${report_dir}`);
  expect(readdirSync(report_dir)).toEqual([]);
});

test("a full disk: the old report is whole", async () => {
  const folder = makeFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=16k", "small", folder]);
  try {
    const root = makeHost();
    await scan(root, { report_dir: folder });
    writeFileSync(join(folder, "filler"), Buffer.alloc(8192));
    const before = snapshot(folder);
    for (let number = 0; number < 60; number += 1) write(root, { [`srv/open-${number}`]: ["", 0o666] });
    const run = await scan(root, { report_dir: folder });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("the disk is full");
    expect(snapshot(folder)).toEqual(before);
  } finally {
    execFileSync("umount", ["--lazy", folder]);
  }
});

test("a user without rights: the rest is scanned, and what could not be read is told", async () => {
  const root = makeHost({ "srv/open": ["", 0o666], "srv/closed/x": "" });
  chmodSync(root, 0o755);
  chmodSync(join(root, "srv/closed"), 0o700);
  const run = await scan(root, {}, { uid: 65534 });
  expect(run.told).toEqual(["medium world-writable-file /srv/open"]);
  expect(run.outputs.data).toMatchObject({ not_readable: 3 });
  expect(run.log).toMatch(/3 files and folders may not be read by this user, \/etc\/s\w+ among them/);
});

test.each([
  [{ mode: "thorough" }, "mode"],
  [{ max_scan_time: "1h" }, "max_scan_time"],
  [{ scaners: ["trivy"] }, "Did you mean scanners?"],
])("parameters that are none: %j", (params, says) => {
  const resolved = resolveParams(findAction("security-scan").params, params);
  expect(resolved.ok ? "" : `${resolved.error.what}. ${resolved.error.hint}`).toContain(says);
});
