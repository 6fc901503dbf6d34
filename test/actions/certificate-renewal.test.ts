import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { builtInActions } from "../../src/cli/built-in-actions.ts";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import { findAction, makeFolder, runAction, snapshot } from "./run-action.ts";
import { needTools } from "./need-tools.ts";

needTools({ openssl: "openssl", flock: "util-linux" });

const undo: (() => void)[] = [];

beforeAll(() => {
  try {
    openssl("version");
  } catch {
    throw new Error("these tests need openssl: install the package openssl");
  }
});

afterEach(() => {
  for (const step of undo.splice(0)) step();
});

function openssl(...args: string[]): string {
  return execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

interface Site {
  readonly folder: string;
  readonly certificate: string;
  readonly key: string;
  /** The folder in which replaced ones are kept. */
  readonly backup_dir: string;
  readonly reload: string[];
}

/** A certificate and its key in a folder of their own; a reload that notes that it ran, and which certificate it saw. */
function makeSite({ days = 5, names = "DNS:example.org,IP:192.0.2.7" } = {}): Site {
  const base = makeFolder();
  const folder = join(base, "site");
  mkdirSync(folder);
  const site = { folder, certificate: join(folder, "site.pem"), key: join(folder, "site.key") };
  makePair({ ...site, days, names, subject: "/C=DE/O=A\\/B \\+ C/CN=example.org" });
  const reload = ["sh", "-c", `openssl x509 -in ${site.certificate} -noout -serial >> ${base}/reloads`];
  return { ...site, backup_dir: join(base, "kept"), reload };
}

function makePair(of: { certificate: string; key: string; days: number; names?: string; subject: string }): void {
  openssl(
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", String(of.days)],
    ...["-keyout", of.key, "-out", of.certificate, "-subj", of.subject],
    ...(of.names ? ["-addext", `subjectAltName=${of.names}`] : []),
  );
}

function makeCa({ days = 3650, password = "" } = {}): { certificate: string; key: string } {
  const folder = makeFolder();
  const ca = { certificate: join(folder, "ca.pem"), key: join(folder, "ca.key") };
  makePair({ ...ca, days, subject: "/CN=Our CA" });
  if (password) encrypt(ca.key, password);
  return ca;
}

function encrypt(key: string, password: string): void {
  writeFileSync(key, openssl("pkey", "-in", key, "-aes256", "-passout", `pass:${password}`));
}

function paramsOf({ certificate, key, backup_dir, reload }: Site): {
  certificates: { certificate: string; key: string }[];
  backup_dir: string;
  reload: string[];
} {
  return { certificates: [{ certificate, key }], backup_dir, reload };
}

function reloadsOf({ folder }: Site): string[] {
  const path = join(dirname(folder), "reloads");
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
}

function serialOf(certificate: string): string {
  return openssl("x509", "-in", certificate, "-noout", "-serial").trim();
}

function expectMatch({ certificate, key }: { certificate: string; key: string }): void {
  expect(openssl("x509", "-in", certificate, "-noout", "-pubkey")).toBe(openssl("pkey", "-in", key, "-pubout"));
}

/** Who may read it, and whose it is. */
function accessOf(path: string): string {
  const { mode, uid, gid } = statSync(path);
  return `${(mode & 0o7777).toString(8)} ${uid}:${gid}`;
}

test("what expires soon is renewed with its subject and names; owners and modes stay, the old ones are kept", async () => {
  const site = makeSite();
  chownSync(site.key, 0, 65534);
  chmodSync(site.key, 0o644);
  chownSync(site.certificate, 65534, 65534);
  chmodSync(site.certificate, 0o640);
  const old = { serial: serialOf(site.certificate), key: readFileSync(site.key, "utf8") };
  const run = await runAction("certificate-renewal", paramsOf(site));
  expect(run.outputs).toMatchObject({
    summary: "1 of 1 certificates renewed: site.pem",
    metrics: { certificates_checked: 1, certificates_renewed: 1, certificates_failed: 0, days_left: 364 },
    changes: [
      { kind: "file-modified", path: site.certificate },
      { kind: "file-modified", path: site.key },
    ],
    data: {
      certificates: [{ renewed: true, reason: "it expires in 4 days", subject: "/C=DE/O=A\\/B \\+ C/CN=example.org" }],
    },
  });
  expect(run.code).toBe(0);
  expectMatch(site);
  expect(openssl("verify", "-CAfile", site.certificate, site.certificate)).toContain("OK");
  const shown = openssl("x509", "-in", site.certificate, "-noout", "-subject", "-ext", "subjectAltName");
  expect(shown).toContain('O = "A/B + C", CN = example.org');
  expect(shown).toContain("DNS:example.org, IP Address:192.0.2.7");
  expect([accessOf(site.certificate), accessOf(site.key)]).toEqual(["640 65534:65534", "640 0:65534"]);
  expect(readdirSync(site.folder).sort()).toEqual(["site.key", "site.pem"]);
  expect(reloadsOf(site)).toEqual([serialOf(site.certificate)]);
  const kept = run.outputs.data!["backup"] as string;
  expect(serialOf(join(kept, "0.certificate"))).toBe(old.serial);
  expect(readFileSync(join(kept, "0.key"), "utf8")).toBe(old.key);
  expect([accessOf(kept), accessOf(join(kept, "0.key"))]).toEqual(["700 0:0", "600 0:0"]);
});

test("a dry run says what is due, and changes nothing", async () => {
  const site = makeSite();
  const before = snapshot(dirname(site.folder));
  const run = await runAction("certificate-renewal", paramsOf(site), { dryRun: true });
  expect(run).toMatchObject({ code: 0, outputs: { summary: "1 of 1 certificates would be renewed: site.pem" } });
  expect(run.log).toContain(`would renew ${site.certificate}: it expires in 4 days`);
  expect(run.outputs.changes).toBeUndefined();
  expect(snapshot(dirname(site.folder))).toEqual(before);
});

test("what is not due is left alone, and nothing is reloaded", async () => {
  const site = makeSite({ days: 60 });
  const before = snapshot(dirname(site.folder));
  const run = await runAction("certificate-renewal", paramsOf(site));
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { certificates_renewed: 0, days_left: 59 } } });
  expect(snapshot(dirname(site.folder))).toEqual(before);
});

test.each([
  {
    name: "a name is missing",
    change: () => undefined,
    extra: { sans: ["example.org", "WWW.example.org"] },
    reason: "it is not valid for DNS:www.example.org",
  },
  {
    name: "the key is another one's",
    change: ({ key }: Site) =>
      openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key),
    extra: {},
    reason: "it does not belong to its key",
  },
])("one that is valid for long is renewed where $name", async ({ change, extra, reason }) => {
  const site = makeSite({ days: 90 });
  change(site);
  const run = await runAction("certificate-renewal", { ...paramsOf(site), ...extra });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { certificates_renewed: 1 } } });
  expect(run.log).toContain(reason);
  expectMatch(site);
});

test("where there is none, one is made by the names, by an own CA whose key has a password", async () => {
  const ca = makeCa({ password: "not told to anybody" });
  const folder = makeFolder();
  const site = { certificate: join(folder, "new.pem"), key: join(folder, "new.key") };
  const run = await runAction("certificate-renewal", {
    certificates: [{ ...site, sans: ["mail.example.org", "::1"] }],
    key: "rsa-2048",
    ca,
    ca_key_password: "not told to anybody",
  });
  expect(run.outputs).toMatchObject({ changes: [{ kind: "file-created" }, { kind: "file-created" }] });
  expect(JSON.stringify(run)).not.toContain("not told");
  expectMatch(site);
  expect(openssl("verify", "-CAfile", ca.certificate, site.certificate)).toContain("OK");
  expect(readFileSync(site.certificate, "utf8")).toContain(readFileSync(ca.certificate, "utf8"));
  expect(openssl("x509", "-in", site.certificate, "-noout", "-subject")).toBe("subject=CN = mail.example.org\n");
  expect(openssl("pkey", "-in", site.key, "-noout", "-text")).toContain("2048 bit");
  expect([accessOf(site.certificate), accessOf(site.key)]).toEqual(["644 0:0", "600 0:0"]);
});

/** Stands in for an ACME client: signs the request by a CA as that is told to. */
function signBy(
  ca: { certificate: string; key: string },
  { csr = '"$1"', names = "example.org", days = 90 } = {},
): string[] {
  const sign = `openssl x509 -req -in ${csr} -CA ${ca.certificate} -CAkey ${ca.key} -set_serial 7 -days ${days} -out "$2"`;
  const script = `printf 'subjectAltName=DNS:${names}' > "$2.ext" && ${sign} -extfile "$2.ext"`;
  return ["sh", "-c", script, "client", "{csr}", "{certificate}"];
}

test("a command gets the certificate", async () => {
  const ca = makeCa();
  const site = makeSite({ names: "DNS:example.org" });
  const extra = { command: signBy(ca), trust: ca.certificate };
  const run = await runAction("certificate-renewal", { ...paramsOf(site), ...extra });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { certificates_renewed: 1, days_left: 89 } } });
  expectMatch(site);
  expect(openssl("verify", "-CAfile", ca.certificate, site.certificate)).toContain("OK");
});

test("what a command gives is looked at before it is used: the old ones stay, and others are renewed", async () => {
  const ca = makeCa();
  const other = join(makeFolder(), "other.csr");
  openssl(
    ...["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=x"],
    ...["-keyout", `${other}.key`, "-out", other],
  );
  const site = makeSite({ names: "DNS:example.org" });
  const before = snapshot(dirname(site.folder));
  for (const { command, says } of [
    { command: ["sh", "-c", "echo no such account >&2; exit 4"], says: "exit code 4: no such account" },
    { command: ["true"], says: "true has ended well and written no certificate to {certificate}" },
    { command: signBy(ca, { csr: other }), says: "the new certificate is not for the new key" },
    { command: signBy(ca, { names: "example.net" }), says: "is not valid for DNS:example.org" },
    { command: signBy(ca, { days: 10 }), says: "is valid for 9 days only" },
    { command: signBy(makeCa()), says: `does not lead to ${ca.certificate}` },
  ]) {
    const run = await runAction("certificate-renewal", { ...paramsOf(site), command, trust: ca.certificate });
    expect(run).toMatchObject({ code: 1, outputs: { metrics: { certificates_renewed: 0, certificates_failed: 1 } } });
    expect(run.outputs.summary).toContain(says);
    expect(snapshot(dirname(site.folder))).toEqual(before);
  }
});

test("one that cannot be renewed does not keep the others from it", async () => {
  const site = makeSite();
  const bad = { certificate: join(site.folder, "bad.pem"), key: join(site.folder, "bad.key") };
  writeFileSync(bad.certificate, "nothing of the kind");
  const { certificates, ...others } = paramsOf(site);
  const run = await runAction("certificate-renewal", { ...others, certificates: [bad, ...certificates] });
  expect(run).toMatchObject({ code: 1, outputs: { metrics: { certificates_renewed: 1, certificates_failed: 1 } } });
  expect(run.outputs.summary).toContain(`${bad.certificate} is no certificate that openssl can read`);
  expect(reloadsOf(site)).toHaveLength(1);
});

test("a failed reload brings the old ones back, and runs again for them", async () => {
  const site = makeSite();
  const before = snapshot(site.folder);
  const reload = ["sh", "-c", `${site.reload[2]}; echo the service says no >&2; exit 3`];
  const run = await runAction("certificate-renewal", { ...paramsOf(site), reload });
  expect(run).toMatchObject({ code: 1, outputs: { data: { reload_undone: true } } });
  expect(run.outputs.summary).toContain(
    "the old certificates are in place again: sh failed with exit code 3: the service says no",
  );
  expect(run.outputs.changes).toBeUndefined();
  expect(snapshot(site.folder)).toEqual(before);
  const [first, second] = reloadsOf(site);
  expect([first === second, second]).toEqual([false, serialOf(site.certificate)]);
});

test("ended by TERM in the reload, it brings the old ones back", async () => {
  const site = makeSite();
  const before = snapshot(site.folder);
  execFileSync("mkfifo", [join(site.backup_dir + ".never")]);
  const reload = [
    "sh",
    "-c",
    `${site.reload[2]}; test -e ${site.backup_dir}/once && exit; touch ${site.backup_dir}/once; kill -TERM $PPID; read x < ${site.backup_dir}.never`,
  ];
  const run = await runAction("certificate-renewal", { ...paramsOf(site), reload });
  expect(run).toMatchObject({ code: 1, outputs: { summary: "it was stopped before it was done" } });
  expect(snapshot(site.folder)).toEqual(before);
  expect(reloadsOf(site)[1]).toBe(serialOf(site.certificate));
});

test("after a kill in the reload both are new; the next run tidies up, and reloads", async () => {
  const site = makeSite();
  const old = serialOf(site.certificate);
  const reload = [
    "sh",
    "-c",
    `test -e ${site.backup_dir}/once || { touch ${site.backup_dir}/once; kill -KILL $PPID; exit; }; ${site.reload[2]}`,
  ];
  await runAction("certificate-renewal", { ...paramsOf(site), reload });
  expect(serialOf(site.certificate)).not.toBe(old);
  expectMatch(site);
  const next = await runAction("certificate-renewal", { ...paramsOf(site), reload });
  expect(next).toMatchObject({ code: 0, outputs: { metrics: { certificates_renewed: 0, days_left: 364 } } });
  expect(next.log).toContain(`tidy up after a run that was broken off at ${site.certificate}`);
  expectMatch(site);
  expect(readdirSync(site.folder).sort()).toEqual(["site.key", "site.pem"]);
  expect(reloadsOf(site)).toEqual([serialOf(site.certificate)]);
});

test.each([
  { where: "same", before: "there" },
  { where: "apart", before: "there" },
  { where: "apart", before: "absent" },
])(
  "killed before any change of the file system, both are old or both are new: $where, $before",
  ({ where, before }) => {
    const { folder } = builtInActions();
    const script = new URL("kill-pair-swap.py", import.meta.url).pathname;
    const printed = execFileSync("python3", [
      "-B",
      script,
      join(folder, "certificate-renewal"),
      makeFolder(),
      where,
      before,
    ]);
    const steps = JSON.parse(printed.toString()) as { afterKill: string; settled: string; isPlain: boolean }[];
    const old = before === "there" ? "old old" : "absent absent";
    const turned = steps.findIndex(({ afterKill }) => afterKill === "new new");
    expect(turned).toBeGreaterThan(10);
    expect(steps.slice(0, turned)).toEqual(Array(turned).fill({ afterKill: old, settled: old, isPlain: true }));
    expect(steps.slice(turned)).toEqual(
      Array(steps.length - turned).fill({ afterKill: "new new", settled: "new new", isPlain: true }),
    );
  },
);

test("a rollback brings back what a run has replaced", async () => {
  const site = makeSite();
  const before = snapshot(site.folder);
  const params = paramsOf(site);
  await runAction("certificate-renewal", params);
  const env = {
    RUNNER_ROLLBACK: "1",
    RUNNER_ROLLBACK_OF: "20261120T020000Z-test",
    RUNNER_RUN_ID: "20261121T020000Z-undo",
  };
  const run = await runAction("certificate-renewal", params, { which: "rollback", env });
  expect(run).toMatchObject({ code: 0, outputs: { changes: [{ path: site.certificate }, { path: site.key }] } });
  expect(snapshot(site.folder)).toEqual(before);
  expect(reloadsOf(site)[1]).toBe(serialOf(site.certificate));
  expect(readdirSync(site.backup_dir)).toHaveLength(2);
  const none = await runAction("certificate-renewal", params, {
    which: "rollback",
    env: { ...env, RUNNER_ROLLBACK_OF: "20261119T020000Z-other" },
  });
  expect(none).toMatchObject({ code: 0, outputs: { summary: expect.stringContaining("nothing to undo") as string } });
});

test("a rollback brings back what each attempt of a run has replaced", async () => {
  const [first, second] = [makeSite(), makeSite()];
  const before = [snapshot(first.folder), snapshot(second.folder)];
  const params = { ...paramsOf(first), certificates: [first, second].flatMap((site) => paramsOf(site).certificates) };
  const key = readFileSync(second.key);
  encrypt(second.key, "abcd");
  expect((await runAction("certificate-renewal", params)).outputs.metrics!["certificates_renewed"]).toBe(1);
  writeFileSync(second.key, key);
  expect((await runAction("certificate-renewal", params)).outputs.metrics!["certificates_renewed"]).toBe(1);
  const env = { RUNNER_ROLLBACK_OF: "20261120T020000Z-test", RUNNER_RUN_ID: "20261121T020000Z-undo" };
  const run = await runAction("certificate-renewal", params, { which: "rollback", env });
  expect(run).toMatchObject({
    code: 0,
    outputs: { summary: "2 certificates are as they were before 20261120T020000Z-test" },
  });
  expect([snapshot(first.folder), snapshot(second.folder)]).toEqual(before);
});

test("a second run at the same time is refused", async () => {
  const site = makeSite();
  const other = spawn("flock", [site.folder, "sh", "-c", "echo locked; read x"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  undo.push(() => other.stdin.destroy());
  await once(other.stdout, "data");
  const before = snapshot(dirname(site.folder));
  const run = await runAction("certificate-renewal", paramsOf(site));
  expect(run).toMatchObject({
    code: 1,
    outputs: { summary: `another run is at work in ${site.folder}: wait until it is done` },
  });
  expect(snapshot(dirname(site.folder))).toEqual(before);
});

test("a full disk leaves the old ones, of another disk as well", async () => {
  const site = makeSite();
  const small = join(dirname(site.folder), "small");
  mkdirSync(small);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=16k", "tmpfs", small]);
  undo.push(() => execFileSync("umount", [small]));
  const there = { certificate: join(small, "site.pem"), key: join(small, "site.key") };
  for (const name of ["certificate", "key"] as const) writeFileSync(there[name], readFileSync(site[name]));
  writeFileSync(join(small, "filler"), Buffer.alloc(8192));
  const before = [snapshot(site.folder), snapshot(small)];
  const { certificates, ...others } = paramsOf(site);
  const run = await runAction("certificate-renewal", { ...others, certificates: [...certificates, there] });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("the disk is full");
  expect([snapshot(site.folder), snapshot(small)]).toEqual(before);
  expect(reloadsOf(site)).toEqual([]);
});

test("no rights: nothing is asked of a CA", async () => {
  const site = makeSite();
  chmodSync(site.folder, 0o755);
  for (let folder = site.folder; folder !== "/tmp" && folder !== "/"; folder = dirname(folder))
    chmodSync(folder, 0o755);
  const run = await runAction("certificate-renewal", paramsOf(site), { uid: 65534 });
  expect(run).toMatchObject({
    code: 1,
    outputs: { summary: expect.stringContaining(`not allowed to write in ${site.folder}`) as string },
  });
});

test.each([
  {
    name: "a folder that is not there",
    extra: { certificates: [{ certificate: "/no/such/a.pem", key: "/no/such/a.key" }] },
    says: "the folder /no/such does not exist",
  },
  {
    name: "a file named twice",
    extra: { certificates: [{ certificate: "/tmp/a.pem", key: "/tmp/a.pem" }] },
    says: "/tmp/a.pem is named twice",
  },
  {
    name: "nothing to go by for a new one",
    extra: { certificates: [{ certificate: "/tmp/a-new.pem", key: "/tmp/a-new.key" }] },
    says: "give `sans` or `subject`",
  },
  {
    name: "valid for less than the threshold",
    extra: { validity_days: 20 },
    says: "make validity_days larger than threshold_days",
  },
  {
    name: "a CA and a command",
    extra: { ca: { certificate: "/a", key: "/b" }, command: ["true"] },
    says: "`command` and `ca` both sign",
  },
  {
    name: "a CA that is not there",
    extra: { ca: { certificate: "/no/ca.pem", key: "/no/ca.key" } },
    says: "No such file or directory: /no/ca.pem",
  },
  {
    name: "a reload program that is not there",
    extra: { reload: ["no-such-program"] },
    says: "no-such-program is not installed",
  },
])("refused before anything is done: $name", async ({ extra, says }) => {
  const site = makeSite();
  const before = snapshot(dirname(site.folder));
  const run = await runAction("certificate-renewal", { ...paramsOf(site), ...extra });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
  expect(snapshot(dirname(site.folder))).toEqual(before);
});

test("refused where the CA, or the key, cannot do it", async () => {
  const site = makeSite();
  const run = await runAction("certificate-renewal", { ...paramsOf(site), ca: makeCa({ days: 20 }) });
  expect(run.outputs.summary).toContain("itself expires in 19 days: renew it first");
  const locked = await runAction("certificate-renewal", {
    ...paramsOf(site),
    ca: makeCa({ password: "abcd" }),
    ca_key_password: "wrong",
  });
  expect(locked).toMatchObject({ code: 1, outputs: { metrics: { certificates_failed: 1 } } });
  encrypt(site.key, "abcd");
  const encrypted = await runAction("certificate-renewal", paramsOf(site));
  expect(encrypted.outputs.summary).toContain("has a password, and a new key would have none");
});

test("without openssl it says what to install", async () => {
  const bin = makeFolder();
  const python = execFileSync("python3", ["-c", "import os, sys; print(os.path.realpath(sys.executable))"]);
  symlinkSync(python.toString().trim(), join(bin, "python3"));
  const run = await runAction("certificate-renewal", paramsOf(makeSite()), { env: { PATH: bin } });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("install the package openssl");
});

test.each([
  { params: { certificates: "site.pem" }, says: "certificates" },
  { params: { certificates: [{ certificate: "a", key: "b" }], threshold: 3 }, says: "threshold" },
  { params: { certificates: [{ certificate: "a", key: "b" }], sans: ["a\nb"] }, says: "sans" },
])("parameters are checked before: $says", ({ params, says }) => {
  const resolved = resolveParams(findAction("certificate-renewal").params, params);
  expect(resolved.ok ? "" : resolved.error.what).toContain(says);
});
