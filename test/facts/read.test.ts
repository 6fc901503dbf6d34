import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isPassive, makeFactReader } from "../../src/facts/index.ts";
import type { FactQuery } from "../../src/model/condition.ts";
import { makeFolder, valueOf } from "./host.ts";

test("facts come in the order asked, each with its key and the time at which it was known", async () => {
  const queries: FactQuery[] = [
    { kind: "command", command: "exit 1" },
    { kind: "file", path: "/" },
    { kind: "disk_usage", path: "/nowhere" },
  ];
  expect(await makeFactReader({ now: () => 42 }).read(queries)).toEqual([
    { key: "command(exit 1)", value: { kind: "boolean", value: false }, at: 42 },
    { key: "file(/)", value: { kind: "boolean", value: true }, at: 42 },
    { key: "disk_usage(/nowhere)", value: { kind: "unknown", why: "no such file or directory" }, at: 42 },
  ]);
});

test("nothing asked, nothing read", async () => {
  expect(await makeFactReader({ now: () => 42 }).read([])).toEqual([]);
});

test("what is asked for twice is read once and answered twice; by the next call it is read again", async () => {
  const trace = join(makeFolder(), "trace");
  const query: FactQuery = { kind: "command", command: `echo >>'${trace}'; [ "$(wc -l <'${trace}')" = 1 ]` };
  const reader = makeFactReader({ now: Date.now });
  const [first, second] = await reader.read([query, { ...query }]);
  expect(first!.value).toEqual({ kind: "boolean", value: true });
  expect(second).toBe(first);
  const [third] = await reader.read([query]);
  expect(third!.value).toEqual({ kind: "boolean", value: false });
});

test("what takes too long is unknown, and the others are known", async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, "here"), "");
  const facts = await makeFactReader({ now: Date.now, timeLimitMs: 1000 }).read([
    { kind: "command", command: "sleep 1000" },
    { kind: "file", path: join(folder, "here") },
  ]);
  expect(facts.map(({ value }) => value)).toEqual([
    { kind: "unknown", why: "took longer than 1 s" },
    { kind: "boolean", value: true },
  ]);
});

test.each<{ name: string; query: FactQuery }>([
  { name: "NUL in a path", query: { kind: "file", path: "a\0b" } },
  { name: "NUL in a command", query: { kind: "command", command: "a\0b" } },
  { name: "an empty command", query: { kind: "command", command: [] } },
  { name: "a port that cannot be", query: { kind: "port", host: "localhost", port: 99_999 } },
  { name: "no URL", query: { kind: "http", url: "localhost", status: 200 } },
  { name: "a URL of another kind", query: { kind: "http", url: "ftp://localhost/", status: 200 } },
])("nonsense is unknown: $name", async ({ query }) => {
  expect(await valueOf(query)).toMatchObject({ kind: "unknown", why: expect.stringMatching(/./) as string });
});

test.each<{ query: FactQuery; passive: boolean }>([
  { query: { kind: "system_load" }, passive: true },
  { query: { kind: "cpu_usage" }, passive: true },
  { query: { kind: "memory_usage" }, passive: true },
  { query: { kind: "disk_usage", path: "/" }, passive: true },
  { query: { kind: "process", name: "apt" }, passive: true },
  { query: { kind: "file", path: "/" }, passive: true },
  { query: { kind: "service", name: "cron" }, passive: true },
  { query: { kind: "port", host: "localhost", port: 22 }, passive: false },
  { query: { kind: "http", url: "http://localhost/", status: 200 }, passive: false },
  { query: { kind: "command", command: "true" }, passive: false },
  { query: { kind: "age", file: "/" }, passive: true },
])("only looks: $query.kind is $passive", ({ query, passive }) => {
  expect(isPassive(query)).toBe(passive);
});
