import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { findPidFile } from "../../src/facts/services/find-pid-file.ts";
import { readDaemon } from "../../src/facts/services/read-daemon.ts";
import { judgeUnit, readUnit } from "../../src/facts/services/read-unit.ts";
import { withinLimit } from "../../src/facts/within-limit.ts";
import { inLockedFolder, makeFolder, never, valueOf } from "./host.ts";

const yes = { kind: "boolean", value: true };
const no = { kind: "boolean", value: false };
const hasSystemd = existsSync("/run/systemd/system");

async function readGonePid(): Promise<number> {
  const child = spawn("true");
  await once(child, "exit");
  return child.pid!;
}

describe("pid files", () => {
  test.each([
    { name: "of a process that lives", text: () => `${process.pid}\n`, kind: "alive" },
    { name: "with more lines", text: () => ` ${process.pid}\n/var/lib/x\n`, kind: "alive" },
    { name: "of somebody else's process", text: () => "1\n", kind: "alive" },
    { name: "of a process that is gone", text: async () => `${await readGonePid()}\n`, kind: "none" },
    { name: "empty", text: () => "", kind: "none" },
    { name: "without a number", text: () => "nginx\n", kind: "none" },
    { name: "of our own group", text: () => "0\n", kind: "none" },
    { name: "of a group", text: () => "-1\n", kind: "none" },
    { name: "of a number that no process has", text: () => "9999999999\n", kind: "none" },
  ])("$name", async ({ text, kind }) => {
    const path = join(makeFolder(), "x.pid");
    writeFileSync(path, await text());
    expect(findPidFile([path])).toEqual({ kind });
  });

  test("a pipe in the place of one", () => {
    const path = join(makeFolder(), "x.pid");
    execFileSync("mkfifo", [path]);
    expect(findPidFile([path])).toEqual({ kind: "none" });
  });

  test("any of them will do", () => {
    const folder = makeFolder();
    writeFileSync(join(folder, "dead.pid"), "");
    writeFileSync(join(folder, "alive.pid"), String(process.pid));
    const paths = ["none.pid", "dead.pid", "alive.pid"].map((name) => join(folder, name));
    expect(findPidFile(paths)).toEqual({ kind: "alive" });
  });

  test("a socket where a folder might be", () => {
    expect(findPidFile(["/proc/version/x.pid"])).toEqual({ kind: "none" });
  });

  test("one that may not be read", async () => {
    const found = await inLockedFolder((folder) => Promise.resolve(findPidFile([join(folder, "x.pid")])));
    expect(found).toMatchObject({ kind: "unreadable", error: { code: "EACCES" } });
  });
});

describe("without systemd", () => {
  test.each([
    { name: "a process of that name", running: true, value: yes },
    { name: "neither", running: false, value: no },
  ])("$name", async ({ running, value }) => {
    const asked: string[] = [];
    const findProcess = (name: string): Promise<boolean> => {
      asked.push(name);
      return Promise.resolve(running);
    };
    expect(await readDaemon("runner-test.service", { findProcess })).toEqual(value);
    expect(asked).toEqual(["runner-test"]);
  });
});

// Who may not write to /run, or has systemd there, has seen the same above, piece by piece.
if (process.geteuid!() === 0 && !hasSystemd) {
  test("a service that starts and stops, by its pid file", async () => {
    const name = `runner-test-${process.pid}`;
    const file = `/run/${name}.pid`;
    const child = spawn("cat", { stdio: ["pipe", "ignore", "ignore"] });
    onTestFinished(() => {
      child.stdin.end();
      rmSync(file, { force: true });
    });
    writeFileSync(file, `${child.pid!}\n`);
    expect(await valueOf({ kind: "service", name })).toEqual(yes);
    child.stdin.end();
    await once(child, "exit");
    expect(await valueOf({ kind: "service", name })).toEqual(no);
  });
}

describe("with systemd", () => {
  test.each([
    { name: "active", ended: { code: 0 }, value: yes },
    { name: "inactive, failed or about to be", ended: { code: 3 }, value: no },
    { name: "no such unit", ended: { code: 4 }, value: no },
    { name: "no answer", ended: { code: 1 }, value: { kind: "unknown", why: "systemctl ended with exit code 1" } },
    {
      name: "killed",
      ended: { signal: "SIGKILL" as const },
      value: { kind: "unknown", why: "systemctl was ended by SIGKILL" },
    },
  ])("$name", ({ ended, value }) => {
    expect(judgeUnit(ended)).toEqual(value);
  });

  test("a unit that nobody has is not active; where there is no systemd to ask that is unknown", async () => {
    const value = await withinLimit(30_000, () => readUnit("runner-test-no-such-unit", never));
    expect(value).toMatchObject(hasSystemd ? no : { kind: "unknown" });
  });
});
