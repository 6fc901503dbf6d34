import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git, must, open, put, report, reportIds, reportsOptions, workTree } from "./scratch.ts";

const local = { ...reportsOptions, remote: undefined };

/** Three packs of reports, in a clone whose git finds two too many. */
async function withPacks(): Promise<string> {
  const dir = workTree();
  const reports = (await open(dir)).reports(local);
  for (const id of ["r1", "r2", "r3"]) must(await reports.commit([report(id)]));
  expect(packs(dir)).toHaveLength(3);
  git(dir, "config", "gc.autoPackLimit", "1");
  return dir;
}

function packs(dir: string): readonly string[] {
  return readdirSync(join(dir, ".git/objects/pack")).filter((name) => name.endsWith(".pack"));
}

function locks(dir: string): readonly string[] {
  const names = readdirSync(join(dir, ".git"), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".lock"));
}

function expectWhole(dir: string): void {
  expect(git(dir, "fsck", "--strict")).not.toMatch(/error|missing|broken/);
}

test("packs become one, and all is there", async () => {
  const dir = await withPacks();
  expect(await (await open(dir)).collectGarbage()).toBe(true);
  expect(packs(dir)).toHaveLength(1);
  expectWhole(dir);
  expect(reportIds(dir)).toEqual(["r1", "r2", "r3"]);
});

test("who has switched it off in the clone is left alone", async () => {
  const dir = await withPacks();
  git(dir, "config", "gc.auto", "0");
  expect(await (await open(dir)).collectGarbage()).toBe(true);
  expect(packs(dir)).toHaveLength(3);
});

test("no ref is locked by it: refs and reflogs stay as they are", async () => {
  const dir = await withPacks();
  const reflog = git(dir, "reflog", "main");
  expect(reflog).not.toBe("");
  git(dir, "config", "gc.reflogExpire", "now");
  await (await open(dir)).collectGarbage();
  expect(existsSync(join(dir, ".git/packed-refs"))).toBe(false);
  expect(git(dir, "reflog", "main")).toBe(reflog);
});

test.each(["repack", "pack-objects", "prune"])("killed at git %s, it keeps nobody from committing", async (command) => {
  const dir = await withPacks();
  await killAt(dir, command);
  expect(locks(dir)).toEqual([]);
  const repository = await open(dir);
  must(await repository.reports(local).commit([report("r4")]));
  expect(reportIds(dir)).toEqual(["r1", "r2", "r3", "r4"]);
  expectWhole(dir);
  // The next time, a day later, it comes to its end. For twelve hours git heeds whoever has its pid by then.
  const yesterday = Date.now() / 1000 - 86_400;
  utimesSync(join(dir, ".git/gc.pid"), yesterday, yesterday);
  expect(await repository.collectGarbage()).toBe(true);
  expect(packs(dir)).toHaveLength(1);
  expectWhole(dir);
});

/** A runner that lets git tidy up, killed with all its gits when that is about to do this. */
async function killAt(dir: string, command: string): Promise<void> {
  const stopped = join(dir, "../stopped");
  const real = git(dir, "--exec-path");
  put(dir, {
    "../bin/git": {
      run: `#!/bin/bash
[ "$1" = ${command} ] && { exec 9> ${stopped}; echo here >&9; exec sleep 600; }
exec env GIT_EXEC_PATH=${join(dir, "../bin")} ${real}/git "$@"
`,
    },
    "../program.mjs": `
import { openRepository } from ${JSON.stringify(new URL("../../src/repository/index.ts", import.meta.url).href)};
const opened = await openRepository(${JSON.stringify(dir)});
await opened.value.collectGarbage();
`,
  });
  await once(spawn("mkfifo", [stopped]), "exit");
  const env = { ...process.env, GIT_EXEC_PATH: join(dir, "../bin") };
  const program = spawn(process.execPath, [join(dir, "../program.mjs")], { env, stdio: "inherit" });
  const ended = once(program, "exit");
  const watcher = spawn("cat", [stopped], { stdio: ["ignore", "pipe", "inherit"] });
  const gone = once(watcher, "exit");
  await once(watcher.stdout, "data");
  for (const pid of await withDescendants(program.pid!)) process.kill(pid, "SIGKILL");
  await ended;
  await gone;
}

/** Whoever waits for another goes first, and has no time to tidy up. */
async function withDescendants(pid: number): Promise<readonly number[]> {
  const listed = spawn("ps", ["-o", "pid=", "--ppid", String(pid)], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  listed.stdout.setEncoding("utf8").on("data", (more: string) => (text += more));
  await once(listed, "close");
  const children = text.split("\n").filter((line) => line.trim() !== "");
  const below = await Promise.all(children.map((child) => withDescendants(Number(child))));
  return [pid, ...below.flat()];
}
