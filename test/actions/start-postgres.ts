import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPrograms } from "./postgres-cluster.ts";

/** A PostgreSQL server of the test's own, as the user `postgres`, on a socket in a folder of its own. Its superuser is `verifier`. */
export interface Postgres {
  readonly folder: string;
  readonly password: string;
  /** Executes SQL and gives what comes of it, without headings. */
  readonly query: (sql: string, database?: string) => string;
  readonly dump: (database: string, ...options: string[]) => Buffer;
  readonly stop: () => void;
}

export function startPostgres(): Postgres {
  const bin = findPrograms();
  const user = { uid: numberOf("-u"), gid: numberOf("-g") };
  const folder = mkdtempSync(join(tmpdir(), "runner-postgres-"));
  const password = "not-to-be-seen";
  writeFileSync(join(folder, "password"), password);
  chmodSync(folder, 0o755);
  for (const path of [folder, join(folder, "password")]) chownSync(path, user.uid, user.gid);
  const env = { PATH: "/usr/bin:/bin", LC_ALL: "C.UTF-8", PGHOST: folder, PGUSER: "verifier", PGPASSWORD: password };
  const as = (program: string, ...args: string[]): Buffer =>
    execFileSync(join(bin, program), args, { ...user, env, cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const data = join(folder, "data");
  as("initdb", "-D", data, "-U", "verifier", "-A", "scram-sha-256", "--pwfile", join(folder, "password"), "--no-sync");
  const options = `-k ${folder} -c listen_addresses= -c fsync=off -c shared_buffers=16MB`;
  // pg_ctl waits until it answers. Its log is a file: a pipe would stay open as long as the server lives.
  execFileSync(join(bin, "pg_ctl"), ["-D", data, "-w", "-o", options, "-l", join(folder, "log"), "start"], {
    ...user,
    env,
    cwd: folder,
    stdio: "ignore",
  });
  return {
    folder,
    password,
    query: (sql, database = "postgres") => as("psql", "-XAtq", "-d", database, "-c", sql).toString().trim(),
    dump: (database, ...more) => as("pg_dump", ...more, database),
    stop: () => {
      as("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function numberOf(option: string): number {
  return Number(execFileSync("id", [option, "postgres"], { encoding: "utf8" }));
}
