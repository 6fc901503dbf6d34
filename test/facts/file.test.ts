import { symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFactReader } from "../../src/facts/index.ts";
import { inLockedFolder, makeFolder, valueOf } from "./host.ts";

const nothing = "no such file or directory";

test.each([
  { name: "a file", make: (path: string) => writeFileSync(path, ""), exists: true },
  { name: "a link to a folder", make: (path: string) => symlinkSync("/", path), exists: true },
  { name: "a link to nothing", make: (path: string) => symlinkSync("/nowhere", path), exists: false },
  { name: "nothing", make: () => undefined, exists: false },
])("$name", async ({ make, exists }) => {
  const path = join(makeFolder(), "path");
  make(path);
  expect(await valueOf({ kind: "file", path })).toEqual({ kind: "boolean", value: exists });
});

test.each([
  { name: "a path through a file", path: "/proc/version/x", why: "not a directory" },
  { name: "a name that is too long", path: `/${"x".repeat(256)}`, why: "name too long" },
])("not no, but unknown: $name", async ({ path, why }) => {
  expect(await valueOf({ kind: "file", path })).toEqual({ kind: "unknown", why });
  expect(await valueOf({ kind: "age", file: path })).toEqual({ kind: "unknown", why });
});

test("not no, but unknown: what is in a folder that may not be searched", async () => {
  const values = await inLockedFolder(async (folder) => [
    await valueOf({ kind: "file", path: join(folder, "x") }),
    await valueOf({ kind: "age", file: join(folder, "x") }),
    await valueOf({ kind: "disk_usage", path: join(folder, "x") }),
  ]);
  expect(values).toEqual(Array(3).fill({ kind: "unknown", why: "permission denied" }));
});

test.each([
  { name: "an hour old", agoMs: 3_600_000 },
  { name: "from the future", agoMs: -1000 },
])("age: $name", async ({ agoMs }) => {
  const file = join(makeFolder(), "file");
  const now = Date.UTC(2026, 10, 20);
  writeFileSync(file, "");
  utimesSync(file, 0, (now - agoMs) / 1000);
  const [fact] = await makeFactReader({ now: () => now }).read([{ kind: "age", file }]);
  expect(fact!.value).toEqual({ kind: "number", value: agoMs });
});

test("age: nothing there", async () => {
  expect(await valueOf({ kind: "age", file: join(makeFolder(), "x") })).toEqual({ kind: "unknown", why: nothing });
});
