import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import type { JsonTable } from "../../src/model/json.ts";
import { mountSmall } from "./machine.ts";
import { pathOf } from "./path-of.ts";
import { needTools } from "./need-tools.ts";
import { findAction, makeFolder, runAction, snapshot } from "./run-action.ts";
import type { Run } from "./run-action.ts";
import type { Postgres } from "./start-postgres.ts";
import { startPostgres } from "./start-postgres.ts";

const isThere = needTools({
  tar: "tar",
  gzip: "gzip",
  age: "age",
  openssl: "openssl",
  psql: "postgresql-client",
  initdb: "postgresql",
});

interface Place {
  readonly source: string;
  readonly directory: string;
}

function makePlace(): Place {
  const folder = makeFolder();
  const source = join(folder, "source");
  mkdirSync(join(source, "sub"), { recursive: true });
  writeFileSync(join(source, "a.txt"), "one\n");
  writeFileSync(join(source, "sub/b"), randomBytes(200_000));
  symlinkSync("a.txt", join(source, "link"));
  return { source, directory: join(folder, "backups") };
}

async function backUp({ source, directory }: Place, more: JsonTable = {}, task = "nightly"): Promise<string> {
  const params = { paths: [source], destination: directory, retention_days: 0, ...more };
  const run = await runAction("backup", params, { env: { RUNNER_TASK: task } });
  expect(run.code).toBe(0);
  return run.outputs.data!["archive"] as string;
}

async function makeBackup(): Promise<Place & { readonly archive: string }> {
  const place = makePlace();
  return { ...place, archive: await backUp(place) };
}

function checksOf(run: Run): { check: string; ok: boolean; says: string }[] {
  return run.outputs.data!["checks"] as unknown as { check: string; ok: boolean; says: string }[];
}

const passed = (run: Run): string[] => checksOf(run).flatMap(({ check, ok }) => (ok ? [check] : []));
const failed = (run: Run): string[] => checksOf(run).flatMap(({ check, ok }) => (ok ? [] : [check]));

/** What the runner removes after the run. */
const leftOver = (tmp: string): string[] => readdirSync(tmp).filter((name) => name.startsWith("restored-"));

function manifestOf(archive: string): string {
  return archive.replace(/\.tar.*$/, ".manifest.jsonl");
}

function sumAnew(archive: string): void {
  const names = [archive, manifestOf(archive)].map((path) => path.slice(path.lastIndexOf("/") + 1));
  const sums = execFileSync("sha256sum", names, { cwd: join(archive, "..") });
  writeFileSync(archive.replace(/\.tar.*$/, ".sha256"), sums);
}

test("a whole backup is restored, and every file compared", async () => {
  const { directory } = await makeBackup();
  const tmp = makeFolder();
  const before = snapshot(directory);
  const run = await runAction("backup-verify", { directory }, { env: { RUNNER_TMP: tmp } });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { backups_verified: 1, files_verified: 2, problems: 0 } } });
  expect(run.outputs.metrics!["bytes_verified"]).toBe(200_004);
  expect(passed(run)).toEqual(["age", "integrity", "completeness", "restore"]);
  expect(run.outputs.summary).toMatch(
    /^1 backup verified, the newest at most 0.0 days old; 2 files \(200.0 kB\) restored$/,
  );
  expect(leftOver(tmp)).toEqual([]);
  expect(snapshot(directory)).toEqual(before);
});

test("a dry run says what would be verified", async () => {
  const { directory, archive } = await makeBackup();
  const before = snapshot(directory);
  const run = await runAction("backup-verify", { directory, restore_databases: true }, { dryRun: true });
  expect(run).toMatchObject({ code: 0, outputs: { summary: "1 backup would be verified" } });
  expect(run.log).toContain(`would verify ${archive}`);
  expect(snapshot(directory)).toEqual(before);
});

test.each([
  {
    name: "a byte of the archive is another one",
    harm: (archive: string) => {
      const file = openSync(archive, "r+");
      writeSync(file, "damaged", 100_000);
      closeSync(file);
    },
    says: /not as it was|gzip failed|SHA-256/,
  },
  {
    name: "the archive is cut off",
    harm: (archive: string) => writeFileSync(archive, readFileSync(archive).subarray(0, 50_000)),
    says: /unexpected end of file/,
  },
  { name: "the archive is gone", harm: (archive: string) => rmSync(archive), says: /\.tar\.gz is missing/ },
  {
    name: "the manifest was changed",
    harm: (archive: string) => writeFileSync(manifestOf(archive), "\n", { flag: "a" }),
    says: /manifest.jsonl is not the one of/,
  },
  {
    name: "the checksums are gone",
    harm: (archive: string) => rmSync(archive.replace(/\.tar.*$/, ".sha256")),
    says: /\.sha256 is missing/,
  },
  {
    name: "the checksums are of something else",
    harm: (archive: string) => writeFileSync(archive.replace(/\.tar.*$/, ".sha256"), randomBytes(500)),
    says: /manifest.jsonl is not the one of/,
  },
  {
    name: "a file of the manifest is not in the archive",
    harm: (archive: string) => {
      const extra = JSON.stringify({ path: "zz", type: "file", bytes: 1, sha256: "0" });
      writeFileSync(manifestOf(archive), `${extra}\n`, { flag: "a" });
      sumAnew(archive);
    },
    says: /zz is missing: do not count on this backup/,
  },
])("$name", async ({ harm, says }) => {
  const { directory, archive } = await makeBackup();
  harm(archive);
  const run = await runAction("backup-verify", { directory });
  expect(run).toMatchObject({ code: 1, outputs: { metrics: { backups_verified: 0, problems: 1 } } });
  expect(failed(run)).toEqual(["integrity"]);
  expect(run.outputs.summary).toMatch(says);
});

test("one that is too old fails; older ones are verified where that is asked for", async () => {
  const place = makePlace();
  const archive = await backUp(place);
  // Three days older by name and manifest.
  const created = Date.now() / 1000 - 3 * 86_400;
  const stamp = new Date(created * 1000).toISOString().replace(/[-:]|\.\d+/g, "");
  const older = archive.replace(/\d{8}T\d{6}Z/, stamp);
  const [header, ...entries] = readFileSync(manifestOf(archive), "utf8").split("\n");
  const about = JSON.parse(header!) as { archive: object };
  const name = older.slice(older.lastIndexOf("/") + 1);
  const first = JSON.stringify({ ...about, created, archive: { ...about.archive, name } });
  renameSync(archive, older);
  rmSync(manifestOf(archive));
  rmSync(archive.replace(/\.tar.*$/, ".sha256"));
  writeFileSync(manifestOf(older), [first, ...entries].join("\n"));
  sumAnew(older);

  const late = await runAction("backup-verify", { directory: place.directory, max_age_days: 2.5 });
  expect(late).toMatchObject({ code: 1, outputs: { metrics: { newest_age_days: 3, backups_verified: 1 } } });
  expect(failed(late)).toEqual(["age"]);
  expect(late.outputs.summary).toContain("3.0 days old, 2.5 are allowed: see why nightly has made no newer one");

  await backUp(place);
  await backUp(place, {}, "another");
  const newest = await runAction("backup-verify", { directory: place.directory, max_age_days: 2.5 });
  expect(newest).toMatchObject({ code: 0, outputs: { metrics: { backups_verified: 2 } } });
  const all = await runAction("backup-verify", { directory: place.directory, max_age_days: 2.5, verify_all: true });
  expect(all).toMatchObject({ code: 0, outputs: { metrics: { backups_verified: 3, files_verified: 6 } } });
});

test("an encrypted one: by its checksum, or by the key", async () => {
  const place = makePlace();
  const key = join(makeFolder(), "key");
  execFileSync("age-keygen", ["-o", key], { stdio: "pipe" });
  const recipient = execFileSync("age-keygen", ["-y", key], { encoding: "utf8" }).trim();
  const archive = await backUp(place, { encrypt_to: [recipient] });
  const { directory } = place;
  const without = await runAction("backup-verify", { directory });
  expect(without).toMatchObject({ code: 0, outputs: { metrics: { backups_verified: 1, files_verified: 0 } } });
  const withKey = await runAction("backup-verify", { directory, identity: key });
  expect(withKey).toMatchObject({ code: 0, outputs: { metrics: { backups_verified: 1, files_verified: 2 } } });

  const other = join(makeFolder(), "key");
  execFileSync("age-keygen", ["-o", other], { stdio: "pipe" });
  const wrong = await runAction("backup-verify", { directory, identity: other });
  expect(wrong).toMatchObject({ code: 1 });
  expect(wrong.outputs.summary).toContain("age failed with exit code 1");
  const gone = await runAction("backup-verify", { directory, identity: "/no/such/key" });
  expect(gone.outputs.summary).toContain("there is no /no/such/key: mend `identity`");

  writeFileSync(archive, "x", { flag: "a" });
  const damaged = await runAction("backup-verify", { directory });
  expect(damaged).toMatchObject({ code: 1 });
  expect(damaged.outputs.summary).toContain("SHA-256 of");
});

test("certificates in a backup that expire soon are a warning", async () => {
  const place = makePlace();
  for (const [name, days] of [
    ["soon", "5"],
    ["later", "400"],
  ] as const)
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
        ...["-subj", `/CN=${name}`, "-days", days],
        ...["-keyout", join(place.source, `${name}.key`), "-out", join(place.source, `${name}.pem`)],
      ],
      { stdio: "pipe" },
    );
  const soon = readFileSync(join(place.source, "soon.pem"), "utf8");
  writeFileSync(join(place.source, "authorities.crt"), soon.repeat(11));
  writeFileSync(join(place.source, "no.crt"), "-----BEGIN CERTIFICATE-----\nbad\n-----END CERTIFICATE-----\n");
  await backUp(place);
  const run = await runAction("backup-verify", { directory: place.directory });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { certificates_checked: 2 } } });
  expect(run.outputs.data!["certificates"]).toMatchObject([
    { path: join(place.source, "soon.pem") },
    { path: join(place.source, "later.pem") },
  ]);
  const warnings = (run.outputs.data!["warnings"] as string[]).sort();
  expect(warnings).toEqual([
    `${place.source}/no.crt has a certificate that cannot be read`,
    expect.stringMatching(/soon\.pem has a certificate that expires on .*: renew it$/),
  ]);
});

test("what would lead out of the temporary place is not looked at", async () => {
  const { directory, archive } = await makeBackup();
  const outside = join(makeFolder(), "outside");
  writeFileSync(outside, "one\n");
  execFileSync("tar", ["-czPf", archive, outside]);
  const [header] = readFileSync(manifestOf(archive), "utf8").split("\n");
  const about = JSON.parse(header!) as { archive: object };
  const sum = (path: string): string => execFileSync("sha256sum", [path], { encoding: "utf8" }).slice(0, 64);
  const entry = { path: outside, type: "file", bytes: 4, sha256: sum(outside) };
  const first = { ...about, archive: { ...about.archive, sha256: sum(archive) } };
  writeFileSync(manifestOf(archive), `${JSON.stringify(first)}\n${JSON.stringify(entry)}\n`);
  sumAnew(archive);
  const run = await runAction("backup-verify", { directory });
  expect(run).toMatchObject({ code: 1, outputs: { metrics: { files_verified: 0 } } });
  expect(run.outputs.summary).toContain(`${outside} leads out of the folder for the restore`);
});

test("what looks like a backup and is none is a warning", async () => {
  const { directory } = await makeBackup();
  writeFileSync(join(directory, "x-20260101T000000Z.tar.gz"), "");
  writeFileSync(join(directory, "holiday.tar.gz"), "");
  const run = await runAction("backup-verify", { directory });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { backups_verified: 1 } } });
  expect(run.outputs.data!["warnings"]).toEqual([
    `x-20260101T000000Z.tar.gz in ${directory}: 1 file that could be a backup's, and belong to none`,
  ]);
});

test.each([
  { name: "is none any more", head: "{" },
  { name: "says too little", head: '{"format":"runner-backup/1","task":"nightly","created":1,"archive":{}}' },
  { name: "is of another type", head: "[]" },
])("a finished backup whose manifest $name fails, and the others are verified", async ({ head }) => {
  const place = makePlace();
  const damaged = await backUp(place);
  const whole = await backUp(place);
  writeFileSync(manifestOf(damaged), `${head}\n`);
  const run = await runAction("backup-verify", { directory: place.directory });
  expect(run).toMatchObject({ code: 1, outputs: { metrics: { backups_verified: 1, problems: 1 } } });
  const name = manifestOf(damaged).split("/").at(-1)!;
  expect(run.outputs.summary).toContain(`manifest: ${name} cannot be read: do not count on this backup`);
  expect(passed(run)).toContain("restore");
  expect(whole).not.toBe(damaged);
});

test("where no backup is left whose manifest can be read, that is said", async () => {
  const { directory, archive } = await makeBackup();
  writeFileSync(manifestOf(archive), randomBytes(500));
  const run = await runAction("backup-verify", { directory });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(`of no backup in ${directory} the manifest can be read`);
});

test("without room for a restore the archive is read all the same", async () => {
  const { directory } = await makeBackup();
  await mountSmall("100k", async (tmp) => {
    const run = await runAction("backup-verify", { directory }, { env: { RUNNER_TMP: tmp } });
    expect(run).toMatchObject({ code: 1 });
    expect(failed(run)).toEqual(["capacity"]);
    expect(passed(run)).toEqual(["age", "integrity", "completeness"]);
    expect(run.outputs.summary).toMatch(/a restore takes 220.0 kB, and .* has .* free: free some space/);
  });
});

test("a full disk in the middle of a restore", async () => {
  const { directory } = await makeBackup();
  await mountSmall("20m,nr_inodes=4", async (tmp) => {
    const run = await runAction("backup-verify", { directory }, { env: { RUNNER_TMP: tmp } });
    expect(run).toMatchObject({ code: 1 });
    expect(run.outputs.summary).toMatch(/tar cannot restore it: .*No space left on device/);
    expect(leftOver(tmp)).toEqual([]);
  });
});

test("what takes too long is ended", async () => {
  const { directory } = await makeBackup();
  const slow = makeFolder();
  writeFileSync(join(slow, "gzip"), "#!/bin/sh\nexec sleep 1000\n", { mode: 0o755 });
  const tmp = makeFolder();
  const env = { PATH: `${slow}:/usr/bin:/bin`, RUNNER_TMP: tmp };
  const run = await runAction("backup-verify", { directory, max_verification_time: "1s" }, { env });
  expect(run).toMatchObject({ code: 1 });
  expect(failed(run)).toEqual(["time"]);
  expect(run.outputs.summary).toContain("1s were not enough, 1 of 1 backups are left");
  expect(leftOver(tmp)).toEqual([]);
});

test.each([
  { name: "a folder that is not there", directory: "/no/such/place", says: "there is no folder /no/such/place" },
  { name: "a folder without backups", directory: "/proc/self/fdinfo", says: "there is no backup in /proc/self/fdinfo" },
])("$name", async ({ directory, says }) => {
  const run = await runAction("backup-verify", { directory });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
});

test("as a user who may not read it", async () => {
  const { directory } = await makeBackup();
  chmodSync(join(directory, ".."), 0o755);
  const run = await runAction("backup-verify", { directory }, { uid: 65_534, env: { PATH: "/usr/bin:/bin" } });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(`not allowed: ${directory}`);
});

test("one backup that may not be read keeps no other from being verified", async () => {
  const place = makePlace();
  const closed = await backUp(place, {}, "other");
  await backUp(place);
  execFileSync("chown", ["-R", "65534:65534", join(place.directory, "..")]);
  chownSync(closed, 0, 0);
  const run = await runAction(
    "backup-verify",
    { directory: place.directory },
    { uid: 65_534, env: { PATH: "/usr/bin:/bin" } },
  );
  expect(run).toMatchObject({ code: 1, outputs: { metrics: { backups_verified: 1, problems: 1 } } });
  expect(run.outputs.summary).toContain(
    `integrity: it cannot be read: not allowed: ${closed}: run the task as a user who may`,
  );
});

test("as a user other than root, with folders that nobody may write into", async () => {
  const { source, directory } = makePlace();
  chmodSync(join(source, "sub"), 0o555);
  chmodSync(join(source, "a.txt"), 0o000);
  await backUp({ source, directory });
  execFileSync("chown", ["-R", "65534:65534", join(directory, "..")]);
  const tmp = makeFolder();
  execFileSync("chown", ["65534", tmp]);
  const how = { uid: 65_534, env: { PATH: "/usr/bin:/bin", RUNNER_TMP: tmp } };
  const run = await runAction("backup-verify", { directory }, how);
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { files_verified: 2 } } });
  expect(leftOver(tmp)).toEqual([]);
});

test("without the program that unpacks it", async () => {
  const { directory } = await makeBackup();
  const run = await runAction("backup-verify", { directory }, { env: { PATH: pathOf("tar", "cat") } });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("gzip is not installed: install the package gzip");
});

test("two at the same time do not disturb each other", async () => {
  const { directory } = await makeBackup();
  const runs = await Promise.all([1, 2].map(() => runAction("backup-verify", { directory })));
  expect(runs.map((run) => run.code)).toEqual([0, 0]);
});

test.each([
  { name: "a wrong type", params: { verify_all: "yes" }, says: "verify_all" },
  { name: "no duration", params: { max_verification_time: "soon" }, says: "max_verification_time" },
  { name: "an unknown name", params: { max_age: 7 }, says: "max_age_days" },
])("the schema refuses $name", ({ params, says }) => {
  const resolved = resolveParams(findAction("backup-verify").params, { directory: "/b", ...params } as JsonTable);
  expect(resolved).toMatchObject({ ok: false });
  if (!resolved.ok) expect(`${resolved.error.what} ${resolved.error.hint}`).toContain(says);
});

describe("with a server of PostgreSQL", () => {
  let postgres: Postgres;
  let dsn: string;

  beforeAll(() => {
    if (isThere) postgres = startPostgres();
    dsn = `postgresql://postgres:${encodeURIComponent(postgres.password)}@/postgres?host=${postgres.folder}`;
    postgres.sql("postgres", "CREATE DATABASE shop");
    postgres.sql("shop", "CREATE TABLE orders (id int, note text)");
    // A line that looks like a command to psql, and is data.
    postgres.sql("shop", String.raw`INSERT INTO orders VALUES (1, '\connect elsewhere'), (2, NULL)`);
  });
  afterAll(() => void (isThere && postgres.stop()));

  const databases = (): string =>
    postgres.sql("postgres", "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database");

  test("dumps in a backup and beside it are restored into databases that are gone afterwards", async () => {
    const place = makePlace();
    writeFileSync(join(place.source, "shop.dump"), postgres.dump("shop", "-Fc"));
    writeFileSync(join(place.source, "shop.sql.gz"), gzipSync(postgres.dump("shop")));
    writeFileSync(join(place.source, "notes.sql"), "SELECT 1; -- no dump\n");
    await backUp(place);
    writeFileSync(join(place.directory, "beside.sql"), postgres.dump("shop"));
    const before = databases();
    const tmp = makeFolder();
    const params = { directory: place.directory, restore_databases: true, dsn };
    const run = await runAction("backup-verify", params, { env: { RUNNER_TMP: tmp } });
    expect(run).toMatchObject({ code: 0, outputs: { metrics: { databases_restored: 3, problems: 0 } } });
    const says = checksOf(run).filter(({ check }) => check === "database");
    expect(says.map((check) => check.says).sort()).toEqual(
      ["beside.sql", "shop.dump", "shop.sql.gz"].map((name) => `${name} was restored, with 1 table`),
    );
    expect(databases()).toBe(before);
    expect(run.log + JSON.stringify(run.outputs)).not.toContain("lust");
  });

  test.each([
    {
      name: "damaged",
      file: "shop.dump",
      make: () => postgres.dump("shop", "-Fc").subarray(0, 900),
      says: /shop.dump cannot be restored: pg_restore failed with exit code 1/,
    },
    {
      name: "made with --create",
      file: "shop.sql",
      make: () => postgres.dump("shop", "--create"),
      says: /is a command to psql \(\\connect shop\): make the dump without --create/,
    },
    {
      name: "not valid SQL",
      file: "shop.sql",
      make: () => Buffer.from("--\n-- PostgreSQL database dump\n--\nCREATE TABLE;\n"),
      says: /shop.sql cannot be restored: psql failed with exit code 3: .*syntax error/,
    },
  ])("a dump that is $name fails, and leaves nothing behind", async ({ file, make, says }) => {
    const place = makePlace();
    writeFileSync(join(place.source, file), make());
    await backUp(place);
    const before = databases();
    const run = await runAction("backup-verify", { directory: place.directory, restore_databases: true, dsn });
    expect(run).toMatchObject({ code: 1, outputs: { metrics: { databases_restored: 0, backups_verified: 0 } } });
    expect(failed(run)).toEqual(["database"]);
    expect(run.outputs.summary).toMatch(says);
    expect(databases()).toBe(before);
    expect(postgres.sql("shop", "SELECT count(*) FROM orders")).toBe("2");
  });

  test("a restore that takes too long is ended at the server as well", async () => {
    const place = makePlace();
    writeFileSync(join(place.source, "slow.sql"), "--\n-- PostgreSQL database dump\n--\nSELECT pg_sleep(1000);\n");
    await backUp(place);
    const before = databases();
    const params = { directory: place.directory, restore_databases: true, dsn, max_verification_time: "3s" };
    const run = await runAction("backup-verify", params);
    expect(run).toMatchObject({ code: 1, outputs: { metrics: { databases_restored: 0 } } });
    expect(failed(run)).toEqual(["time"]);
    expect(databases()).toBe(before);
  });

  test("a server that refuses", async () => {
    const place = makePlace();
    writeFileSync(join(place.source, "shop.dump"), postgres.dump("shop", "-Fc"));
    await backUp(place);
    const refusing = dsn.replace(encodeURIComponent(postgres.password), "wrong-password");
    const run = await runAction("backup-verify", {
      directory: place.directory,
      restore_databases: true,
      dsn: refusing,
    });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toMatch(/shop.dump cannot be restored: .*password authentication failed/);
    expect(run.log + JSON.stringify(run.outputs)).not.toContain("wrong-password");
  });

  test("without the client", async () => {
    const { directory } = await makeBackup();
    const env = { PATH: pathOf("tar", "gzip", "cat") };
    const run = await runAction("backup-verify", { directory, restore_databases: true, dsn }, { env });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("psql is not installed: install the package postgresql-client");
  });
});
