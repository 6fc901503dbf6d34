import { execFileSync } from "node:child_process";
import {
  chmodSync,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunId, TaskId } from "../../src/model/ids.ts";
import { hashEntries } from "../../src/undo/hash-entries.ts";
import { makePoint } from "../../src/undo/make-point.ts";
import { verifyPoint } from "../../src/undo/read-point.ts";
import type { RestoreStep } from "../../src/undo/restore-point.ts";
import { restorePoint } from "../../src/undo/restore-point.ts";
import { findTops, scanPaths } from "../../src/undo/scan-paths.ts";

const run = "run-1" as RunId;
const isRoot = process.getuid?.() === 0;
let home: string;
let tree: string;
let stateDir: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "undo-"));
  tree = `${home}/tree`;
  stateDir = `${home}/state`;
  mkdirSync(`${tree}/empty`, { recursive: true });
  mkdirSync(`${tree}/deep/er`, { recursive: true });
  writeFileSync(`${tree}/plain`, "one\n");
  writeFileSync(`${tree}/deep/er/bytes`, Buffer.from([0, 255, 1]), { mode: 0o640 });
  linkSync(`${tree}/plain`, `${tree}/deep/second-name`);
  symlinkSync("nowhere at all", `${tree}/link`);
  execFileSync("mkfifo", [`${tree}/pipe`]);
  chmodSync(`${tree}/deep`, 0o2711);
  if (isRoot) lchownSync(`${tree}/deep/er/bytes`, 12, 34);
  for (const name of ["plain", "empty", "deep/er", "deep", ""]) utimesSync(`${tree}/${name}`, 1000, 1234.5678);
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

/** What can go wrong with a tree, each by itself and all together. */
const damages: readonly (readonly [name: string, harm: () => void])[] = [
  ["nothing", () => undefined],
  ["a file has other contents", () => writeFileSync(`${tree}/plain`, "two\n")],
  ["a file is gone", () => rmSync(`${tree}/deep/er/bytes`)],
  ["a file has come", () => writeFileSync(`${tree}/empty/new`, "")],
  ["a folder has come", () => mkdirSync(`${tree}/empty/a/b`, { recursive: true })],
  ["a mode", () => chmodSync(`${tree}/plain`, 0o777)],
  ["the mode of a folder", () => chmodSync(`${tree}/deep`, 0o700)],
  ["a time", () => utimesSync(`${tree}/deep/er/bytes`, 1, 2)],
  ["a folder is gone", () => rmSync(`${tree}/deep`, { recursive: true })],
  ["everything is gone", () => rmSync(tree, { recursive: true })],
  ["a link says something else", () => (rmSync(`${tree}/link`), symlinkSync("elsewhere", `${tree}/link`))],
  ["a pipe is a file", () => (rmSync(`${tree}/pipe`), writeFileSync(`${tree}/pipe`, ""))],
  [
    "two names are two files",
    () => (rmSync(`${tree}/deep/second-name`), execFileSync("cp", ["-p", `${tree}/plain`, `${tree}/deep/second-name`])),
  ],
  ["a file is a folder", () => (rmSync(`${tree}/plain`), mkdirSync(`${tree}/plain/in/it`, { recursive: true }))],
  ["a folder is a file", () => (rmSync(`${tree}/deep`, { recursive: true }), writeFileSync(`${tree}/deep`, "x"))],
  [
    "a folder is a link",
    () => (renameSync(`${tree}/deep`, `${home}/moved`), symlinkSync(`${home}/moved`, `${tree}/deep`)),
  ],
];

describe("a point", () => {
  test.each(damages)("brings back what was there: %s", async (_name, harm) => {
    const before = await lookAt();
    await makeOne();
    harm();
    await restore();
    expect(await lookAt()).toEqual(before);
  });

  const steps: readonly RestoreStep[] = ["clear", "copy", "rename", "link", "remove", "dress", "make", "sync"];
  test.each(steps)("is taken up again after an end before: %s", async (last) => {
    const before = await lookAt();
    await makeOne();
    writeFileSync(`${tree}/plain`, "two\n");
    writeFileSync(`${tree}/empty/new`, "");
    rmSync(`${tree}/deep/er`, { recursive: true });
    writeFileSync(`${tree}/deep/er`, "in the way");
    await expect(
      restore((step) => {
        if (step === last) throw new Error("killed");
      }),
    ).rejects.toThrow("killed");
    expect(["one\n", "two\n"]).toContain(readFileSync(`${tree}/plain`, "utf8"));
    await restore();
    expect(await lookAt()).toEqual(before);
  });

  test("knows what was absent, by name and by pattern", async () => {
    const protect = [`${home}/conf`, `${home}/*.pem`];
    await makeOne(protect);
    writeFileSync(`${home}/conf`, "");
    writeFileSync(`${home}/new.pem`, "");
    await restore();
    expect(findTops(protect)).toEqual([]);
  });

  test("with a damaged copy is refused, and names it", async () => {
    await makeOne();
    writeFileSync(`${stateDir}/undo/${run}/files${tree}/deep/er/bytes`, "evl\n");
    expect(await verifyPoint(stateDir, run)).toEqual({
      ok: false,
      error: `the copy of ${tree}/deep/er/bytes is damaged`,
    });
  });

  test("with a damaged manifest is refused", async () => {
    await makeOne();
    writeFileSync(`${stateDir}/undo/${run}/manifest`, "0\n{}\n");
    expect(await verifyPoint(stateDir, run)).toEqual({ ok: false, error: "the manifest is damaged" });
  });

  test("that would not fit is not begun, and leaves nothing", async () => {
    const made = await makePoint({ ...order(), limits: { maxPoints: 50, maxBytes: 6, keepMs: 1e9 } });
    expect(made).toEqual({
      ok: false,
      error:
        "The protected paths hold 7 bytes, more than all rollback points together may (rollback.max_bytes = 6). Protect less, or allow more.",
    });
    expect(findTops([`${stateDir}/undo/*`])).toEqual([]);
  });

  test("is for the owner's eyes alone", async () => {
    await makeOne();
    expect(lstatSync(`${stateDir}/undo`).mode & 0o777).toBe(0o700);
  });
});

const limits = { maxPoints: 50, maxBytes: 1e9, keepMs: 1e9 };

function order(protect = [tree]) {
  return { stateDir, run, task: "t" as TaskId, protect, limits, isInUse: () => false, now: 0 };
}

async function makeOne(protect?: string[]): Promise<void> {
  expect(await makePoint(order(protect))).toMatchObject({ ok: true });
}

async function restore(onStep?: (step: RestoreStep) => void): Promise<void> {
  const verified = await verifyPoint(stateDir, run);
  if (!verified.ok) throw new Error(verified.error);
  await restorePoint({ stateDir, run, manifest: verified.value, ...(onStep && { onStep }) });
}

async function lookAt() {
  return hashEntries(scanPaths(findTops([tree])));
}
