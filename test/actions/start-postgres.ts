import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A PostgreSQL server of the test's own, reached by a socket in its folder only, by user `postgres` and a password. */
export interface Postgres {
  /** The socket's. */
  readonly folder: string;
  readonly password: string;
  /** Gives what it printed. */
  readonly sql: (database: string, statements: string, user?: string) => string;
  readonly dsn: (database: string, user?: string) => string;
  readonly dump: (database: string, ...options: string[]) => Buffer;
  readonly stop: () => void;
}

const nobody = 65534;

/** The test has to be root: the server has not. */
export function startPostgres(): Postgres {
  const programs = findPrograms();
  const folder = mkdtempSync(join(tmpdir(), "runner-pg-"));
  chownSync(folder, nobody, nobody);
  chmodSync(folder, 0o755);
  // With what has to be quoted in a file of passwords.
  const password = "c:lust\\er";
  const data = join(folder, "data");
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password);
  chownSync(passwordFile, nobody, nobody);
  const asNobody = { uid: nobody, gid: nobody, cwd: folder, stdio: "ignore" } as const;
  const kind = ["-U", "postgres", "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "-E", "UTF8", "--locale=C"];
  execFileSync(join(programs, "initdb"), ["-N", "-D", data, ...kind], asNobody);
  // Its log is a file: a pipe would stay open as long as the server lives.
  const control = (...args: string[]): unknown =>
    execFileSync(join(programs, "pg_ctl"), ["-D", data, ...args], asNobody);
  const settings = ["listen_addresses=", `unix_socket_directories=${folder}`, "fsync=off", "autovacuum=off"];
  control("-w", "-l", join(folder, "log"), "-o", settings.map((setting) => `-c '${setting}'`).join(" "), "start");
  const dsn = (database: string, user = "postgres"): string => `host=${folder} user=${user} dbname='${database}'`;
  const env = { ...process.env, PGPASSWORD: password };
  return {
    folder,
    password,
    dsn,
    sql(database, statements, user) {
      const args = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", dsn(database, user)];
      return execFileSync("psql", args, { input: statements, encoding: "utf8", env }).trim();
    },
    dump: (database, ...options) => execFileSync(join(programs, "pg_dump"), [...options, "-d", dsn(database)], { env }),
    stop() {
      control("-m", "immediate", "stop");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Debian keeps them out of the PATH, a folder for each version. */
function findPrograms(): string {
  const versions = "/usr/lib/postgresql";
  const folders = [
    ...(existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, "bin")) : []),
    "/usr/bin",
  ];
  const found = folders.find((folder) => existsSync(join(folder, "initdb")));
  if (found === undefined || !existsSync("/usr/bin/psql"))
    throw new Error("these tests need PostgreSQL: install the packages postgresql and postgresql-client");
  return found;
}
