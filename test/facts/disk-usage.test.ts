import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFactReader } from "../../src/facts/index.ts";
import type { FactQuery } from "../../src/model/condition.ts";
import { mayMount, mayMountDead, mountDead, mountTmpfs, valueOf } from "./host.ts";

function askDf(path: string): number {
  return parseInt(execFileSync("df", ["--output=pcent", path], { encoding: "utf8" }).split("\n")[1]!, 10);
}

test.each(["/", tmpdir()])("as df has it, but for its rounding up: %s", async (path) => {
  const value = await valueOf({ kind: "disk_usage", path });
  if (value.kind !== "number") throw new Error(JSON.stringify(value));
  // Others write to it meanwhile.
  expect(Math.abs(Math.ceil(value.value) - askDf(path))).toBeLessThanOrEqual(1);
});

test.each([
  { name: "nothing there", path: "/nowhere/at/all", why: "no such file or directory" },
  { name: "a path through a file", path: "/proc/version/x", why: "not a directory" },
  { name: "a file system without a size", path: "/proc", why: "the file system there has no size" },
])("unknown: $name", async ({ path, why }) => {
  expect(await valueOf({ kind: "disk_usage", path })).toEqual({ kind: "unknown", why });
});

// An ordinary user, and root in many a container, may not mount anything.
if (mayMount()) {
  test("a disk that has filled up", async () => {
    const path = mountTmpfs("1M");
    expect(await valueOf({ kind: "disk_usage", path })).toEqual({ kind: "number", value: 0 });
    writeFileSync(join(path, "full"), Buffer.alloc(960 * 1024));
    expect(await valueOf({ kind: "disk_usage", path: join(path, "full") })).toEqual({ kind: "number", value: 93.75 });
    expect(askDf(path)).toBe(94);
  });
}

if (mayMountDead()) {
  test("a dead mount is unknown, however often it is asked for, and keeps nothing else from being read", async () => {
    const { path, revive } = mountDead();
    const dead: FactQuery[] = [
      { kind: "disk_usage", path },
      { kind: "file", path: join(path, "flag") },
    ];
    const late = { kind: "unknown", why: "took longer than 0.1 s" };
    const hangs = { kind: "unknown", why: "hangs since 2026-11-27T14:00:00Z" };
    const impatient = makeFactReader({ now: () => Date.UTC(2026, 10, 27, 14), timeLimitMs: 100 });
    // More often than there are threads.
    for (let round = 0; round < 6; round += 1) {
      expect((await impatient.read(dead)).map(({ value }) => value)).toEqual(
        round === 0 ? [late, late] : [hangs, hangs],
      );
    }
    expect(await valueOf({ kind: "disk_usage", path: "/" })).toMatchObject({ kind: "number" });
    expect(await valueOf({ kind: "file", path: "/etc" })).toEqual({ kind: "boolean", value: true });
    expect(await readFile("/proc/self/comm", "utf8")).toBe(readFileSync("/proc/self/comm", "utf8"));
    const answers = makeFactReader({ now: Date.now }).read(dead);
    revive();
    expect((await answers).map(({ value }) => value.kind)).toEqual(["unknown", "unknown"]);
  });
}
