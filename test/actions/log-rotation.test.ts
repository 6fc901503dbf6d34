import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { gunzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import type { JsonTable } from "../../src/model/json.ts";
import { mountExt4, mountSmall } from "./machine.ts";
import { needTools } from "./need-tools.ts";
import { findAction, makeFolder, runAction, snapshot } from "./run-action.ts";

needTools({ fallocate: "util-linux", flock: "util-linux", "mkfs.ext4": "e2fsprogs" });

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

interface Writer {
  readonly pid: number;
  /** One more line, of one that is idle. */
  readonly write: () => Promise<void>;
  /** Ends it, and gives how many lines it has written. */
  readonly end: () => Promise<number>;
}

async function startWriter(mode: "busy" | "idle" | "plain", log: string): Promise<Writer> {
  const child = spawn("/usr/bin/python3", [join(import.meta.dirname, "numbered-writer.py"), mode, log], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await lines.next()).value);
  expect(await next()).toBe("ready");
  return {
    pid: child.pid!,
    write: async () => {
      child.stdin.write("\n");
      expect(await next()).toBe("written");
    },
    end: async () => {
      if (mode === "busy") child.kill("SIGTERM");
      else child.stdin.end();
      const count = Number(await next());
      if (child.exitCode === null) await once(child, "exit");
      return count;
    },
  };
}

/** The archives of a log, the oldest first. */
function archivesOf(log: string, folder = join(log, "..")): string[] {
  const name = `${log.slice(log.lastIndexOf("/") + 1)}-`;
  const order = (path: string): string =>
    path.replace(/Z(?:-(\d+))?\.gz$/, (_, again) => `Z${String(again ?? 1).padStart(4, "0")}`);
  return readdirSync(folder)
    .filter((each) => each.startsWith(name) && each.endsWith(".gz"))
    .sort((a, b) => (order(a) < order(b) ? -1 : 1))
    .map((each) => join(folder, each));
}

function numbersIn(text: string): number[] {
  return [...text.matchAll(/^line (\d{12}) x*$/gm)].map((match) => Number(match[1]));
}

/** Everything that was ever written: archives, then what is in the log now. */
function everything(log: string): string {
  return [...archivesOf(log).map((path) => gunzipSync(readFileSync(path)).toString()), readFileSync(log, "utf8")].join(
    "",
  );
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

const small = { max_size_mb: 0.01 };

function makeLog(bytes = 50_000, name = "app.log"): string {
  const log = join(makeFolder(), name);
  writeFileSync(log, "a line of the log\n".repeat(bytes / 18));
  return log;
}

test("a log that nobody writes is emptied: archive, owner, mode, outputs", async () => {
  const log = makeLog();
  chmodSync(log, 0o640);
  chownSync(log, 65_534, 65_534);
  const before = readFileSync(log);
  const { ino } = statSync(log);
  const run = await runAction("log-rotation", { paths: [log], ...small });
  expect(run).toMatchObject({ code: 0, outputs: { summary: "1 of 1 logs rotated, 0 archives removed" } });
  const [archive] = archivesOf(log);
  expect(gunzipSync(readFileSync(archive!))).toEqual(before);
  expect(statSync(archive!)).toMatchObject({ uid: 65_534, gid: 65_534, mode: 0o100640 });
  expect(statSync(log)).toMatchObject({ ino, size: 0, uid: 65_534, mode: 0o100640 });
  expect(run.outputs.metrics).toMatchObject({ logs_rotated: 1, bytes_rotated: before.length });
  expect(run.outputs.metrics!["space_freed_bytes"]).toBe(before.length - statSync(archive!).size);
  expect(run.outputs.data!["rotated"]).toEqual([{ log, archive, bytes: before.length, how: "emptied" }]);
  expect(run.outputs.changes).toEqual([
    { kind: "file-modified", path: log },
    { kind: "file-created", path: archive },
  ]);
});

test("a dry run changes nothing", async () => {
  const log = makeLog();
  const old = `${log}-20200101T000000Z.gz`;
  writeFileSync(old, "old");
  const before = snapshot(join(log, ".."));
  const run = await runAction("log-rotation", { paths: [log], ...small }, { dryRun: true });
  expect(run).toMatchObject({ code: 0, outputs: { summary: "1 of the logs would be rotated, 1 archives removed" } });
  expect(run.log).toContain(`would rotate ${log} (0.0 MB)`);
  expect(run.log).toContain(`would remove ${old}`);
  expect(snapshot(join(log, ".."))).toEqual(before);
});

test("no line is lost or twice while a program appends all the time", async () => {
  await mountExt4(async (folder) => {
    const log = join(folder, "busy.log");
    const writer = await startWriter("busy", log);
    const ways: unknown[] = [];
    for (let round = 0; round < 3; round++) {
      const run = await runAction("log-rotation", { paths: [log], ...small });
      expect(run.code).toBe(0);
      ways.push(...(run.outputs.data!["rotated"] as { how: string }[]).map(({ how }) => how));
    }
    const count = await writer.end();
    expect(ways).toEqual(["cut", "cut", "cut"]);
    expect(archivesOf(log)).toHaveLength(3);
    expect(count).toBeGreaterThan(3000);
    expect(numbersIn(everything(log))).toEqual(upTo(count));
  });
});

test("no line is lost or twice while a program that opens it anew appends all the time", async () => {
  const log = join(makeFolder(), "busy.log");
  const writer = await startWriter("busy", log);
  const pid_file = join(makeFolder(), "pid");
  writeFileSync(pid_file, `${writer.pid}\n`);
  for (let round = 0; round < 3; round++) {
    const run = await runAction("log-rotation", { paths: [log], ...small, reopen: { pid_file } });
    expect(run).toMatchObject({ code: 0, outputs: { data: { rotated: [{ log, how: "renamed" }] } } });
  }
  const count = await writer.end();
  expect(archivesOf(log)).toHaveLength(3);
  expect(readdirSync(join(log, ".."))).toHaveLength(4);
  expect(numbersIn(everything(log))).toEqual(upTo(count));
});

test("by a command that tells it", async () => {
  const log = join(makeFolder(), "app.log");
  const writer = await startWriter("busy", log);
  chmodSync(log, 0o604);
  const command = ["kill", "-s", "HUP", String(writer.pid)];
  const run = await runAction("log-rotation", { paths: [log], ...small, reopen: { command } });
  expect(run.code).toBe(0);
  const count = await writer.end();
  expect(numbersIn(everything(log))).toEqual(upTo(count));
  expect(statSync(log).mode & 0o777).toBe(0o604);
});

test("a program that does not open it anew: no line is lost, and a later run compresses it", async () => {
  const log = join(makeFolder(), "idle.log");
  const writer = await startWriter("idle", log);
  const params = { paths: [log], ...small, reopen: { command: ["true"], wait_seconds: 0.5 } };
  const run = await runAction("log-rotation", params);
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(`process ${writer.pid} did not open it anew and writes into ${log}-`);
  await writer.write();
  const count = await writer.end();
  const later = await runAction("log-rotation", params);
  expect(later).toMatchObject({ code: 0, outputs: { metrics: { logs_rotated: 1 } } });
  expect(numbersIn(everything(log))).toEqual(upTo(count));
  expect(readdirSync(join(log, ".."))).toHaveLength(2);
});

test("where it cannot be told, the log is as it was", async () => {
  const log = makeLog();
  const other = join(log, "../other.log");
  writeFileSync(other, readFileSync(log));
  const before = snapshot(join(log, ".."));
  const command = ["sh", "-c", "echo no such unit >&2; exit 5"];
  const run = await runAction("log-rotation", { paths: [join(log, "../*.log")], ...small, reopen: { command } });
  expect(run).toMatchObject({ code: 1, outputs: { summary: "sh failed with exit code 5: no such unit" } });
  expect(snapshot(join(log, ".."))).toEqual(before);
});

test("ended while the program is told, the log is as it was", async () => {
  const log = makeLog();
  const told = join(makeFolder(), "told");
  execFileSync("mkfifo", [told]);
  const before = snapshot(join(log, ".."));
  let pid = 0;
  const reopen = { command: ["sh", "-c", `echo > ${told}; exec sleep 1000`] };
  const run = runAction("log-rotation", { paths: [log], ...small, reopen }, { onStart: (id) => (pid = id) });
  execFileSync("cat", [told]);
  process.kill(pid, "SIGTERM");
  expect(await run).toMatchObject({ code: 1, outputs: { summary: "it was stopped before it was done" } });
  expect(snapshot(join(log, ".."))).toEqual(before);
});

test.each([
  { name: "no pid file", text: undefined, says: "is the program running? Nothing was rotated" },
  { name: "a pid file without a number", text: "none\n", says: "holds no number of a process" },
  { name: "a pid file of a group", text: "-1\n", says: "holds no number of a process" },
  // Beyond the largest number that the kernel gives.
  { name: "a pid file of a process that is gone", text: "4194999\n", says: "is gone: start the program" },
])("$name", async ({ text, says }) => {
  const log = makeLog();
  const pid_file = join(makeFolder(), "pid");
  if (text !== undefined) writeFileSync(pid_file, text);
  const before = snapshot(join(log, ".."));
  const run = await runAction("log-rotation", { paths: [log], ...small, reopen: { pid_file } });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
  expect(snapshot(join(log, ".."))).toEqual(before);
});

test("where a file system can cut nothing, it is truncated while its program is quiet, and that is said", async () => {
  await mountSmall("20m", async (folder) => {
    const log = join(folder, "idle.log");
    const writer = await startWriter("idle", log);
    const run = await runAction("log-rotation", { paths: [log], ...small });
    expect(run).toMatchObject({ code: 0, outputs: { data: { rotated: [{ how: "truncated" }] } } });
    expect(run.outputs.data!["warnings"]).toEqual([expect.stringContaining("give `reopen` to be sure")]);
    await writer.write();
    const count = await writer.end();
    expect(numbersIn(everything(log))).toEqual(upTo(count));
  });
});

test("what is written between the last look and the truncation is lost, and that is told", async () => {
  await mountSmall("20m", async (folder) => {
    const log = join(folder, "idle.log");
    const writer = await startWriter("idle", log);
    // Python executes this before the action: the program writes one more line at the worst moment.
    const patch = makeFolder();
    writeFileSync(
      join(patch, "sitecustomize.py"),
      [
        "import os, signal",
        "truncate = os.ftruncate",
        "def late(file, size):",
        "    before = os.fstat(file).st_size",
        `    os.kill(${writer.pid}, signal.SIGUSR1)`,
        "    while os.fstat(file).st_size == before: pass",
        "    truncate(file, size)",
        "os.ftruncate = late",
      ].join("\n"),
    );
    const run = await runAction("log-rotation", { paths: [log], ...small }, { env: { PYTHONPATH: patch } });
    expect(run).toMatchObject({ code: 1, outputs: { metrics: { logs_rotated: 1 } } });
    expect(run.outputs.summary).toMatch(
      /idle\.log: 49 bytes were written while it was truncated, and are lost: give `reopen`/,
    );
    expect(numbersIn(everything(log))).toEqual(upTo(3000));
    expect(await writer.end()).toBe(3001);
  });
});

test("a program that does not append is left alone, with its log", async () => {
  const log = join(makeFolder(), "plain.log");
  const writer = await startWriter("plain", log);
  const run = await runAction("log-rotation", { paths: [log], ...small });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(`process ${writer.pid} writes into it without appending`);
  const count = await writer.end();
  expect(numbersIn(readFileSync(log, "utf8"))).toEqual(upTo(count));
  expect(archivesOf(log)).toEqual([]);
});

test("a small one is rotated when the last time is long ago", async () => {
  const log = makeLog(180);
  const young = makeLog(180, "young.log");
  writeFileSync(`${log}-20200101T000000Z.gz`, "old");
  const paths = [log, young, makeLog(0, "empty.log")];
  const run = await runAction("log-rotation", { paths, delete_archives_days: 0 });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { logs_rotated: 1, archives_deleted: 0 } } });
  expect(run.log).toMatch(/app\.log: \d{4}\.\d days/);
  expect(archivesOf(log)).toHaveLength(2);
  expect(statSync(young).size).toBe(180);
});

test("old archives go, and the oldest when they are too large together; nothing foreign, and nothing just made", async () => {
  const log = makeLog();
  const folder = join(log, "..");
  const stamp = (days: number): string =>
    new Date(Date.now() - days * 86_400_000).toISOString().replace(/[-:]|\.\d+/g, "");
  const old = `${log}-${stamp(40)}.gz`;
  const large = `${log}-${stamp(20)}.gz`;
  const youngest = `${log}-${stamp(10)}-2.gz`;
  const foreign = ["other.log-20200101T000000Z.gz", "app.log-20200101.gz", "app.log.1.gz"].map((name) =>
    join(folder, name),
  );
  for (const path of [old, large, youngest, ...foreign]) writeFileSync(path, Buffer.alloc(3_000));
  const run = await runAction("log-rotation", { paths: [log], ...small, max_total_gb: 0.000_004 });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { archives_deleted: 2, logs_rotated: 1 } } });
  expect(run.log).toContain(`removed ${old}: older than 30 days`);
  expect(run.log).toContain(`removed ${large}: more than 4e-06 GB`);
  expect([youngest, ...foreign].map((path) => existsSync(path))).toEqual([true, true, true, true]);
  expect(archivesOf(log)).toHaveLength(3);
  expect(run.outputs.metrics!["archives_bytes"]).toBeGreaterThan(3_000);
});

test("in a folder for archives each log keeps its path", async () => {
  const [one, two] = [makeLog(), makeLog()];
  const archive_dir = join(makeFolder(), "archive");
  const params = { paths: [one, two], archive_dir, ...small };
  const run = await runAction("log-rotation", params);
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { logs_rotated: 2 } } });
  for (const log of [one, two]) expect(archivesOf(log, join(archive_dir, log, ".."))).toHaveLength(1);
  expect(readdirSync(join(one, ".."))).toEqual(["app.log"]);
  const again = await runAction("log-rotation", { ...params, max_total_gb: 0.000_000_001 });
  expect(again.outputs.metrics).toMatchObject({ archives_deleted: 2 });
});

test("links, second names and what is compressed are left alone", async () => {
  const log = makeLog();
  const folder = join(log, "..");
  const outside = makeLog();
  symlinkSync(outside, join(folder, "link.log"));
  linkSync(outside, join(folder, "same.log"));
  writeFileSync(join(folder, "done.log.gz"), Buffer.alloc(20_000));
  const run = await runAction("log-rotation", { paths: [`${folder}/**`], ...small });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { logs_rotated: 1 } } });
  expect(run.outputs.data!["warnings"]).toEqual([`${folder}/same.log has a second name, and is left alone`]);
  expect(statSync(outside).size).toBeGreaterThan(40_000);
  expect(statSync(join(folder, "done.log.gz")).size).toBe(20_000);
});

test("logs of containers", async () => {
  // Docker itself is not there: the program that says where its files are is the test's.
  const bin = makeFolder();
  const root = makeFolder();
  writeFileSync(join(bin, "docker"), `#!/bin/sh\n[ "$1" = info ] && echo ${root}\n`, { mode: 0o755 });
  const container = join(root, "containers/0123abcd");
  mkdirSync(container, { recursive: true });
  const log = join(container, "0123abcd-json.log");
  writeFileSync(log, '{"log":"hello\\n"}\n'.repeat(3000));
  writeFileSync(join(container, "config.v2.json"), "{}".repeat(10_000));
  const env = { PATH: `${bin}:/usr/bin:/bin` };
  const run = await runAction("log-rotation", { paths: [], docker_logs: true, ...small }, { env });
  expect(run).toMatchObject({ code: 0, outputs: { data: { rotated: [{ log }] } } });
  expect(run.outputs.metrics).toMatchObject({ logs_rotated: 1 });
});

test.each([
  { name: "nothing is named", paths: [], says: "there is nothing to rotate" },
  {
    name: "a path does not exist",
    paths: ["/no/such/log", "/no/such/*.log"],
    says: "there is no log: none of /no/such/log",
  },
])("$name", async ({ paths, says }) => {
  const run = await runAction("log-rotation", { paths });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
});

test("one of two that does not exist is a warning", async () => {
  const log = makeLog();
  const run = await runAction("log-rotation", { paths: [log, "/no/such/log"], ...small });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { logs_rotated: 1 } } });
  expect(run.outputs.data!["warnings"]).toEqual(["there is no /no/such/log"]);
});

test("of thousands of warnings as many are outputs as there is room for, and everything else is", async () => {
  const missing = Array.from({ length: 3_000 }, (_, index) => `/no/${String(index).padStart(4, "0")}`);
  const log = makeLog();
  const run = await runAction("log-rotation", { paths: [log, ...missing], ...small });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { logs_rotated: 1 }, data: { rotated: [{ log }] } } });
  const { warnings, left_out: leftOut } = run.outputs.data as { warnings: string[]; left_out: number };
  expect(warnings.length).toBeGreaterThan(1_000);
  expect(warnings.length + leftOut).toBe(3_000);
  expect(run.log).toContain("warning: there is no /no/2999");
  expect(run.outputs.changes).toHaveLength(2);
});

test("of more logs than fit into a list of arguments each is looked at, whatever its name", async () => {
  const folder = makeFolder();
  const long = "x".repeat(230);
  for (let index = 0; index < 8_000; index++) writeFileSync(join(folder, `${long}${index}.log`), "");
  const due = join(folder, " -n\n.log");
  writeFileSync(due, "a line\n".repeat(5_000));
  const run = await runAction("log-rotation", { paths: [join(folder, "*.log")], ...small });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { logs_rotated: 1 }, data: { rotated: [{ log: due }] } } });
});

test("a full disk: the log is whole, and nothing else is left", async () => {
  await mountSmall("1m", async (folder) => {
    const log = join(folder, "app.log");
    // Nothing of this can be compressed.
    execFileSync("sh", ["-c", 'head -c 700000 /dev/urandom > "$1"', "sh", log]);
    const before = snapshot(folder);
    const run = await runAction("log-rotation", { paths: [log], ...small });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain(`${log}: the disk is full`);
    expect(snapshot(folder)).toEqual(before);

    const renamed = await runAction("log-rotation", { paths: [log], ...small, reopen: { command: ["true"] } });
    expect(renamed.outputs.summary).toContain("the disk is full");
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    expect(sizes.sort()).toEqual([0, 700_000]);
  });
});

test("as a user who may not write there", async () => {
  const log = makeLog();
  chmodSync(join(log, ".."), 0o755);
  const before = snapshot(join(log, ".."));
  const nobody = { uid: 65_534, env: { PATH: "/usr/bin:/bin" } };
  const run = await runAction("log-rotation", { paths: [log], ...small }, nobody);
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(`${log}: not allowed: ${log}`);
  expect(snapshot(join(log, ".."))).toEqual(before);
});

test("a second run at the same time is refused", async () => {
  const log = makeLog();
  const holder = spawn("flock", [join(log, ".."), "-c", "echo held; cat"], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(holder);
  await once(holder.stdout, "data");
  const before = snapshot(join(log, ".."));
  const run = await runAction("log-rotation", { paths: [log], ...small });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("another run rotates logs in");
  expect(snapshot(join(log, ".."))).toEqual(before);
  holder.stdin.end();
  await once(holder, "close");
});

test("what a killed run left behind is removed by the next one", async () => {
  const log = makeLog();
  const leftover = join(log, "../.app.log-20260101T000000Z.gz.partial");
  writeFileSync(leftover, "half");
  expect((await runAction("log-rotation", { paths: [log], ...small })).code).toBe(0);
  expect(existsSync(leftover)).toBe(false);
});

test("without a program that it is to execute", async () => {
  const log = makeLog();
  const reopen = { command: ["no-such-program"] };
  const run = await runAction("log-rotation", { paths: [log], ...small, reopen });
  expect(run).toMatchObject({ code: 1 });
  expect(run.outputs.summary).toContain("no-such-program is not installed");
  expect(archivesOf(log)).toEqual([]);
});

test.each([
  { name: "a wrong type", params: { max_size_mb: "large" }, says: "max_size_mb" },
  { name: "an unknown name", params: { max_size: 3 }, says: "max_size_mb" },
  { name: "an unknown signal", params: { reopen: { pid_file: "/p", signal: "KILL" } }, says: "reopen" },
])("the schema refuses $name", ({ params, says }) => {
  const resolved = resolveParams(findAction("log-rotation").params, { paths: ["/l"], ...params } as JsonTable);
  expect(resolved).toMatchObject({ ok: false });
  if (!resolved.ok) expect(`${resolved.error.what} ${resolved.error.hint}`).toContain(says);
});
