import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import { findAction, makeFolder, runAction, snapshot } from "./run-action.ts";
import { needTools } from "./need-tools.ts";
import type { Postgres } from "./start-postgres.ts";
import { startPostgres } from "./start-postgres.ts";

const isThere = needTools({ psql: "postgresql-client", initdb: "postgresql", flock: "util-linux" });

const name = "postgres-maintenance";
const undo: (() => void)[] = [];
let postgres: Postgres;
let count = 0;

beforeAll(() => {
  if (isThere) postgres = startPostgres();
});

afterAll(() => {
  if (isThere) postgres.stop();
});

afterEach(() => {
  for (const step of undo.splice(0)) step();
});

/** A database with a table that has an index, and an index that excludes; nothing was ever vacuumed. */
function makeDatabase(): {
  database: string;
  dsn: string;
  password: string;
  backup_dir: string;
  env: { RUNNER_ACTION_STATE: string };
} {
  const database = `shop-${++count}`;
  postgres.sql("postgres", `create database "${database}"`);
  postgres.sql(
    database,
    `create table "Odd name" (id int primary key, text text);
     create table booked (during int4range, exclude using gist (during with &&));
     insert into "Odd name" select n, 'row ' || n from generate_series(1, 3000) n;
     delete from "Odd name" where id % 2 = 0`,
  );
  const { password } = postgres;
  const env = { RUNNER_ACTION_STATE: join(makeFolder(), "state") };
  return { database, dsn: postgres.dsn(database), password, backup_dir: join(makeFolder(), "dumps"), env };
}

function vacuumsOf(database: string): string {
  return postgres.sql(
    database,
    `select string_agg(vacuum_count || ' ' || analyze_count, ', ') from pg_stat_user_tables`,
  );
}

function indexesOf(database: string): string[] {
  return postgres
    .sql(
      database,
      `select relname || ' ' || relfilenode from pg_class where relkind = 'i' and relnamespace = 'public'::regnamespace order by relname`,
    )
    .split("\n");
}

test("it dumps, vacuums, analyzes and reindexes; the next run only dumps", async () => {
  const { database, dsn, password, backup_dir, env } = makeDatabase();
  const params = { dsn, password, backup_dir };
  const [odd, booked] = indexesOf(database);
  const run = await runAction(name, params, { env });
  expect(run.outputs).toMatchObject({
    summary: `${database}: 2 tables vacuumed, 1 indexes built anew, a dump verified`,
    metrics: { tables_vacuumed: 2, indexes_reindexed: 1, dead_percent: 0, backups_removed: 0 },
    data: { database, backup: { tables: 2 }, largest_tables: [{ table: 'public."Odd name"', dead_percent: 0 }, {}] },
    changes: [
      { kind: "file-created" },
      { kind: "custom", what: "vacuumed", table: 'public."Odd name"' },
      { kind: "custom", what: "vacuumed", table: "public.booked" },
      { kind: "custom", what: "reindexed", index: 'public."Odd name_pkey"' },
    ],
  });
  expect(run.code).toBe(0);
  expect(JSON.stringify(run)).not.toContain("lust");
  expect(vacuumsOf(database)).toBe("1 1, 1 1");
  expect(indexesOf(database)[1]).toBe(booked);
  expect(indexesOf(database)[0]).not.toBe(odd);
  for (const metric of [
    "connections",
    "connection_percent",
    "cache_hit_percent",
    "database_bytes",
    "xid_age",
    "backup_bytes",
  ])
    expect(run.outputs.metrics![metric], metric).toBeGreaterThan(0);
  const dump = run.outputs.artifacts![0]!.path;
  expect((statSync(dump).mode & 0o777).toString(8)).toBe("600");
  postgres.sql("postgres", `create database "${database}-restored"`);
  const restore = ["-d", postgres.dsn(`${database}-restored`), dump];
  execFileSync("pg_restore", restore, { env: { ...process.env, PGPASSWORD: password } });
  expect(postgres.sql(`${database}-restored`, `select count(*) from "Odd name"`)).toBe("1500");

  const next = await runAction(name, params, { env });
  expect(next.outputs).toMatchObject({ metrics: { tables_vacuumed: 0, indexes_reindexed: 0 } });
  expect(vacuumsOf(database)).toBe("1 1, 1 1");
});

test("a dry run says what is due, and changes nothing", async () => {
  const { database, dsn, password, backup_dir, env } = makeDatabase();
  mkdirSync(backup_dir);
  writeFileSync(join(backup_dir, `${database}-20010101T000000Z.dump`), "old");
  writeFileSync(join(backup_dir, `${database}-20010102T000000Z.dump`), "old, the last one");
  const before = [snapshot(backup_dir, "with times"), vacuumsOf(database), indexesOf(database)];
  const run = await runAction(name, { dsn, password, backup_dir }, { dryRun: true, env });
  expect(run).toMatchObject({ code: 0, outputs: { summary: `${database} was looked at; nothing was done` } });
  expect(run.log).toContain(`would dump ${database} to ${backup_dir}`);
  expect(run.log).toContain(`would remove ${backup_dir}/${database}-20010101T000000Z.dump`);
  expect(run.log).toContain('would vacuum and analyze public."Odd name": it was never vacuumed');
  expect(run.log).toContain('would reindex public."Odd name_pkey"');
  expect(run.outputs.changes).toBeUndefined();
  expect([snapshot(backup_dir, "with times"), vacuumsOf(database), indexesOf(database)]).toEqual(before);
  expect(existsSync(env.RUNNER_ACTION_STATE)).toBe(false);
});

test("a table that was vacuumed is again where a fifth of it is dead; old dumps go, others' stay", async () => {
  const { database, dsn, password, backup_dir, env } = makeDatabase();
  mkdirSync(backup_dir);
  const files = [`${database}-20010101T000000Z.dump`, "other-20010101T000000Z.dump", `${database}-1.dump`];
  for (const file of files) writeFileSync(join(backup_dir, file), "old");
  postgres.sql(database, `vacuum analyze; delete from "Odd name" where id % 4 = 1; select pg_stat_force_next_flush()`);
  postgres.sql(
    database,
    `insert into "Odd name" select n, 'x' from generate_series(5000, 6000) n; delete from "Odd name" where id < 5900`,
  );
  const run = await runAction(name, { dsn, password, backup_dir }, { env });
  expect(run.outputs).toMatchObject({ metrics: { tables_vacuumed: 1, backups_removed: 1 } });
  expect(run.log).toContain("of its rows are dead");
  expect(readdirSync(backup_dir)).toHaveLength(3);
  expect(readdirSync(backup_dir)).toEqual(expect.arrayContaining(files.slice(1)));
});

test("a table that others hold is left out, the rest is done, and half an index of an interrupted run goes", async () => {
  const { database, dsn, password, env } = makeDatabase();
  postgres.sql(
    database,
    `create index half on "Odd name" (text); alter index half rename to half_ccnew;
     update pg_index set indisvalid = false where indexrelid = 'half_ccnew'::regclass`,
  );
  const holder = await hold(database, `begin; lock table booked in access exclusive mode; select 'held';`);
  undo.push(holder);
  const run = await runAction(name, { dsn, password, lock_timeout: "100ms" }, { env });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(`vacuum (analyze) public.booked: canceling statement due to lock timeout`);
  expect(run.outputs).toMatchObject({ metrics: { tables_vacuumed: 1, indexes_reindexed: 1 } });
  expect(indexesOf(database).map((index) => index.split(" ").slice(0, -1).join(" "))).toEqual([
    "Odd name_pkey",
    "booked_during_excl",
  ]);
});

/** A session that has done these statements, the last of which prints something, until it is let go. */
async function hold(database: string, statements: string, user?: string): Promise<() => void> {
  const env = { ...process.env, PGPASSWORD: postgres.password };
  const session = spawn("psql", ["-X", "-q", "-A", "-t", "-d", postgres.dsn(database, user)], {
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  session.stdin.write(`${statements}\n`);
  await once(session.stdout, "data");
  return () => session.stdin.end();
}

test("a second run at the same time is refused", async () => {
  const { database, dsn, password, backup_dir, env } = makeDatabase();
  undo.push(await hold(database, `select pg_advisory_lock(hashtext('runner postgres-maintenance')), 'held';`));
  const run = await runAction(name, { dsn, password, backup_dir }, { env });
  expect(run).toMatchObject({
    code: 1,
    outputs: { summary: `another run is at work in the database ${database}: wait until it is done` },
  });
  expect(existsSync(backup_dir)).toBe(false);
  expect(vacuumsOf(database)).toBe("0 0, 0 0");
});

test("ended by TERM, nothing goes on in the database", async () => {
  const { database, dsn, password, env } = makeDatabase();
  undo.push(await hold(database, `begin; lock table "Odd name" in access exclusive mode; select 'held';`));
  let pid = 0;
  const running = runAction(
    name,
    { dsn, password, lock_timeout: "10min" },
    { env, onStart: (started) => (pid = started) },
  );
  const vacuums = `select count(*) from pg_stat_activity where query like 'vacuum%' and datname = '${database}'`;
  waitUntil(`(${vacuums}) = 1`);
  process.kill(pid, "SIGTERM");
  expect(await running).toMatchObject({ code: 1, outputs: { summary: "it was stopped before it was done" } });
  waitUntil(`(${vacuums}) = 0`);
});

/** Asks until it is so. */
function waitUntil(condition: string): void {
  while (postgres.sql("postgres", `select ${condition}`) !== "t");
}

test("dumps of databases whose names are alike are told apart, and what a killed run has left goes", async () => {
  const { password, backup_dir, env } = makeDatabase();
  mkdirSync(backup_dir);
  for (const other of ["un like", "un/like"]) postgres.sql("postgres", `create database "${other}"`);
  const old = "un%2Flike-20010101T000000Z.dump";
  const unfinished = ["un%20like-20010101T000000Z.dump.unfinished", "un%2Flike-20010101T000000Z.dump.unfinished"];
  for (const file of [old, ...unfinished]) writeFileSync(join(backup_dir, file), "old");
  const run = await runAction(name, { dsn: postgres.dsn("un like"), password, backup_dir }, { env });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { backups_removed: 0 } } });
  expect(run.outputs.changes).toContainEqual({ kind: "file-deleted", path: join(backup_dir, unfinished[0]!) });
  expect(readdirSync(backup_dir).sort()).toEqual([
    expect.stringMatching(/^un%20like-2\d{7}T\d{6}Z.dump$/),
    old,
    unfinished[1],
  ]);
});

test("what another run is just dumping is left alone", async () => {
  const { database, dsn, password, backup_dir, env } = makeDatabase();
  mkdirSync(backup_dir);
  const unfinished = join(backup_dir, `${database}-20010101T000000Z.dump.unfinished`);
  const holder = spawn("flock", [unfinished, "sh", "-c", "echo held; cat"], { stdio: ["pipe", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  undo.push(() => holder.stdin.end());
  expect((await runAction(name, { dsn, password, backup_dir }, { env })).code).toBe(0);
  expect(existsSync(unfinished)).toBe(true);
});

test("names in another encoding, of two lines, and with a dash before them", async () => {
  const { password, backup_dir, env } = makeDatabase();
  postgres.sql("postgres", `create database "-latin" encoding 'LATIN1' template template0`);
  postgres.sql(
    "-latin",
    `set client_encoding = 'UTF8'; create table "größe" (id int); create table "two\nlines" (id int)`,
  );
  const run = await runAction(name, { dsn: postgres.dsn("-latin"), password, backup_dir }, { env });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { tables_vacuumed: 2 }, data: { backup: { tables: 2 } } } });
  expect(run.outputs.changes).toContainEqual({ kind: "custom", what: "vacuumed", table: 'public."größe"' });
});

test("a memory that cannot be read is told, and begun anew", async () => {
  const { dsn, password, env } = makeDatabase();
  const folder = join(env.RUNNER_ACTION_STATE, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "reindexed.json"), '{"host');
  const run = await runAction(name, { dsn, password }, { env });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { indexes_reindexed: 1 } } });
  expect(run.outputs.data!["warnings"]).toEqual([expect.stringContaining("reindexed.json cannot be read")]);
  const next = await runAction(name, { dsn, password }, { env });
  expect(next).toMatchObject({ code: 0, outputs: { metrics: { indexes_reindexed: 0 } } });
});

test("a user who may have one connection only", async () => {
  const { database, password, env } = makeDatabase();
  postgres.sql(database, `create role "one-${database}" login password 'c:lust\\er' connection limit 1`);
  undo.push(await hold(database, "select 'held';", `one-${database}`));
  const run = await runAction(name, { dsn: postgres.dsn(database, `one-${database}`), password }, { env });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toMatch(/^no connection to the database \(.*too many connections for role/);
});

test("a connection that is refused once the work is to begin", async () => {
  const { dsn, password, env } = makeDatabase();
  const bin = makeFolder();
  const script = `#!/bin/sh\ncase "$*" in *" -c "*) exec /usr/bin/psql "$@" ;; esac\necho "FATAL:  too many" >&2\nexit 2\n`;
  writeFileSync(join(bin, "psql"), script, { mode: 0o755 });
  const run = await runAction(name, { dsn, password }, { env: { ...env, PATH: `${bin}:${process.env["PATH"]}` } });
  expect(run).toMatchObject({
    code: 1,
    outputs: { summary: expect.stringMatching(/^no connection.*too many\): look/) as string },
  });
});

test("pg_dump of an older version", async () => {
  const { dsn, password, backup_dir, env } = makeDatabase();
  const bin = makeFolder();
  writeFileSync(join(bin, "pg_dump"), "#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n", { mode: 0o755 });
  const PATH = `${bin}:${process.env["PATH"]}`;
  const run = await runAction(name, { dsn, password, backup_dir }, { env: { ...env, PATH } });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toMatch(
    /^pg_dump is of PostgreSQL 9, and the server of \d+: install postgresql-client-\d+/,
  );
  expect(existsSync(backup_dir)).toBe(false);
});

test("more connections than wanted: the work is done, and the run fails", async () => {
  const { database, dsn, password, env } = makeDatabase();
  undo.push(await hold(database, "select 'there';"));
  const run = await runAction(name, { dsn, password, max_connection_percent: 1 }, { env });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toMatch(/2 tables vacuumed.*of 100 connections are in use, more than 1 %/);
});

test("a user who may not: what is not theirs is named, and the dump is not kept", async () => {
  const { database, password, backup_dir, env } = makeDatabase();
  postgres.sql(database, `create role "reader-${database}" login password 'c:lust\\er'`);
  const dsn = postgres.dsn(database, `reader-${database}`);
  const run = await runAction(name, { dsn, password }, { env });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain('not the owner of public."Odd name", public.booked: let the owner');
  const dumped = await runAction(name, { dsn, password, backup_dir }, { env });
  expect(dumped.outputs.summary).toMatch(/pg_dump failed with exit code 1.*permission denied/s);
  expect(readdirSync(backup_dir)).toEqual([]);
});

test("a dump that cannot be read back is not kept, and old ones stay", async () => {
  const { database, dsn, password, backup_dir, env } = makeDatabase();
  const bin = makeFolder();
  // As if the disk had lost its end: the list at its head is whole.
  const script = `#!/bin/sh\n/usr/bin/pg_dump "$@" && { [ $# = 1 ] || truncate -s -2000 "$5"; }\n`;
  writeFileSync(join(bin, "pg_dump"), script, { mode: 0o755 });
  mkdirSync(backup_dir);
  writeFileSync(join(backup_dir, `${database}-20010101T000000Z.dump`), "old");
  const before = snapshot(backup_dir);
  const PATH = `${bin}:${process.env["PATH"]}`;
  const run = await runAction(name, { dsn, password, backup_dir }, { env: { ...env, PATH } });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("pg_restore failed with exit code 1");
  expect(snapshot(backup_dir)).toEqual(before);
  expect(vacuumsOf(database)).toBe("0 0, 0 0");
});

test("a full disk leaves the dumps that are there", async () => {
  const { database, dsn, password, env } = makeDatabase();
  postgres.sql(database, `create table large as select md5(n::text) from generate_series(1, 20000) n`);
  const small = join(makeFolder(), "small");
  mkdirSync(small);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", small]);
  undo.push(() => execFileSync("umount", [small]));
  writeFileSync(join(small, `${database}-20010101T000000Z.dump`), "the last good one");
  const before = snapshot(small);
  const run = await runAction(name, { dsn, password, backup_dir: small }, { env });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("No space left on device");
  expect(snapshot(small)).toEqual(before);
  expect(vacuumsOf(database)).toContain("0 0");
});

test.each([
  {
    what: "nobody listens",
    extra: () => ({ dsn: "host=/no/such/folder dbname=x" }),
    says: "No such file or directory Is the server running locally and accepting connections on that socket?): look",
  },
  { what: "the password is wrong", extra: () => ({ password: "wrong" }), says: "password authentication failed" },
  {
    what: "there is none of that name",
    extra: () => ({ dsn: postgres.dsn("nothing") }),
    says: 'database "nothing" does not exist',
  },
  {
    what: "a password in the dsn",
    extra: () => ({ dsn: "postgresql://a:secret@h/db" }),
    says: "pass it as `password`",
  },
  { what: "a password among words", extra: () => ({ dsn: "host=h password=secret" }), says: "pass it as `password`" },
  {
    what: "no such folder",
    extra: () => ({ backup_dir: "/no/such/folder" }),
    says: "/no/such is not a folder: correct backup_dir",
  },
])("refused: $what", async ({ extra, says }) => {
  const { dsn, password, env } = { ...postgres, dsn: postgres.dsn("postgres"), env: {} };
  const run = await runAction(name, { dsn, password, ...extra() }, { env });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
  expect(JSON.stringify(run)).not.toContain("secret@");
});

test("by a password of the task's secrets; not as a user who may not write dumps", async () => {
  const { dsn, backup_dir, env } = makeDatabase();
  mkdirSync(backup_dir);
  const run = await runAction(name, { dsn, backup_dir }, { uid: 65534, env: { PGPASSWORD: postgres.password } });
  expect(run.outputs.summary).toContain("not allowed to write in ");
  const fine = await runAction(name, { dsn }, { env: { ...env, PGPASSWORD: postgres.password } });
  expect(fine.code).toBe(0);
});

test("without pg_dump it says what to install", async () => {
  const bin = makeFolder();
  const python = execFileSync("python3", ["-c", "import os, sys; print(os.path.realpath(sys.executable))"]);
  symlinkSync(python.toString().trim(), join(bin, "python3"));
  symlinkSync("/usr/bin/psql", join(bin, "psql"));
  const params = { dsn: postgres.dsn("postgres"), backup_dir: makeFolder() };
  const run = await runAction(name, params, { env: { PATH: bin } });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("pg_dump is not installed: install the package postgresql-client");
});

test.each([
  { params: { dsn: 5432 }, says: "dsn" },
  { params: { dsn: "dbname=x", vacuum_threshold: 3 }, says: "vacuum_threshold" },
  { params: { dsn: "dbname=x", lock_timeout: "1s; drop" }, says: "lock_timeout" },
])("parameters are checked before: $says", ({ params, says }) => {
  const resolved = resolveParams(findAction(name).params, params);
  expect(resolved.ok ? "" : resolved.error.what).toContain(says);
});
