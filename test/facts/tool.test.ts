import { appendFileSync, chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFactReader } from "../../src/facts/index.ts";
import { findVersion } from "../../src/facts/tools/find-version.ts";
import type { FactReader } from "../../src/facts/index.ts";
import type { FactValue, VersionOperator } from "../../src/model/condition.ts";
import { makeFolder } from "./host.ts";

/** A program that says this when it is asked for its version, and counts how often it was. */
function makeTool(folder: string, name: string, says: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho asked >>'${folder}/asked'\n${says}\n`);
  chmodSync(path, 0o755);
  return path;
}

const timesAsked = (folder: string): number =>
  existsSync(join(folder, "asked")) ? readFileSync(join(folder, "asked"), "utf8").split("\n").length - 1 : 0;

async function look(reader: FactReader, path: string, text: string): Promise<FactValue> {
  const [, name = "", operator, version = ""] = /^(\w+)(>=|<|==)?(.*)$/.exec(text)!;
  const wish = operator === undefined ? undefined : { operator: operator as VersionOperator, version };
  const [fact] = await reader.read([{ kind: "tool", name, version: wish, path }]);
  return fact!.value;
}

const patient = (): FactReader => makeFactReader({ now: Date.now, timeLimitMs: 30_000 });

test("a tool without a version is looked for, and not executed", async () => {
  const folder = makeFolder();
  const path = makeTool(folder, "mytool", "echo 1.2.3");
  expect(await look(patient(), `/usr/bin:${folder}`, "mytool")).toEqual({ kind: "boolean", value: true, why: path });
  expect(timesAsked(folder)).toBe(0);
});

test("one that is not there is told with the PATH; a folder of that name, a file that may not be executed, are none", async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, "mytool"), "");
  const expected = { kind: "boolean", value: false, why: `mytool is not on the PATH (${folder}:relative)` };
  expect(await look(patient(), `${folder}:relative`, "mytool")).toEqual(expected);
});

test.each([
  ["mytool>=1.2", true],
  ["mytool>=1.10", false],
  ["mytool==1.9.0", true],
  ["mytool<1.9", false],
])("%s, where it is 1.9: %s", async (text, value) => {
  const folder = makeFolder();
  const path = makeTool(folder, "mytool", "echo mytool version 1.9 'of 2024.1' >&2");
  expect(await look(patient(), folder, text)).toEqual({ kind: "boolean", value, why: `${path} is 1.9` });
});

test("a version is asked for once, until the file is another", async () => {
  const folder = makeFolder();
  const path = makeTool(folder, "mytool", "echo 1.0");
  const reader = patient();
  expect(await look(reader, folder, "mytool>=2")).toMatchObject({ value: false });
  expect(await look(reader, folder, "mytool>=1")).toMatchObject({ value: true });
  expect(timesAsked(folder)).toBe(1);
  rmSync(path);
  expect(await look(reader, folder, "mytool>=2")).toMatchObject({
    value: false,
    why: expect.stringContaining("not on"),
  });
  makeTool(folder, "mytool", "echo 2.0 # a package was upgraded");
  expect(await look(reader, folder, "mytool>=2")).toMatchObject({ value: true, why: `${path} is 2.0` });
  appendFileSync(path, "# and patched\n");
  expect(await look(reader, folder, "mytool>=2")).toMatchObject({ value: true });
  expect(timesAsked(folder)).toBe(3);
});

test("one that says nothing of a version is not taken to be new enough", async () => {
  const folder = makeFolder();
  const path = makeTool(folder, "mytool", "echo hello");
  const why = `${path} does not tell its version when asked: --version`;
  expect(await look(patient(), folder, "mytool>=1")).toEqual({ kind: "boolean", value: false, why });
});

test("one that does not answer is unknown after the time limit, and ended", async () => {
  const folder = makeFolder();
  makeTool(folder, "mytool", "exec sleep 1000");
  const reader = makeFactReader({ now: Date.now, timeLimitMs: 500 });
  expect(await look(reader, folder, "mytool>=1")).toEqual({ kind: "unknown", why: "took longer than 0.5 s" });
});

test("one that floods its output is heard to the end of its first words", async () => {
  const folder = makeFolder();
  makeTool(folder, "mytool", "echo 3.4; head -c 3000000 /dev/zero");
  expect(await look(patient(), folder, "mytool==3.4")).toMatchObject({ value: true });
});

// Whoever is not root has nothing that the owner of such a file could take.
test.skipIf(process.geteuid!() !== 0)("root asks no tool that somebody else could have put there", async () => {
  const folder = makeFolder();
  const path = makeTool(folder, "mytool", "echo 9.9");
  chmodSync(folder, 0o777);
  const why = `${path} is not asked for its version: ${folder} can be changed by others than root`;
  expect(await look(patient(), folder, "mytool>=1")).toEqual({ kind: "boolean", value: false, why });
  expect(timesAsked(folder)).toBe(0);
});

test.each([
  ["Python 3.11.2", "3.11.2"],
  ["git version 2.39.5", "2.39.5"],
  ["tar (GNU tar) 1.34\nCopyright (C) 2021 Free Software Foundation", "1.34"],
  ["GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)", "5.2.15"],
  ["v24.1.0", "24.1.0"],
  ["jq-1.6", "1.6"],
  ["curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.15", "7.88.1"],
  ["rsync  version 3.2.7  protocol version 31", "3.2.7"],
  ["OpenSSH_9.2p1 Debian-2+deb12u3, OpenSSL 3.0.15 3 Sep 2024", "9.2"],
  ["go version go1.19.8 linux/amd64", "1.19.8"],
  ["systemd 252 (252.31-1~deb12u1)", "252.31"],
  ["less 590 (GNU regular expressions)", "590"],
  ["usage: tool [-x]", undefined],
])("the version in %j", (said, version) => {
  expect(findVersion(said)).toBe(version);
});
