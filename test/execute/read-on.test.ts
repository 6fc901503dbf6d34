import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readOn } from "../../src/execute/log/read-on.ts";

const kept = 64 * 1024;

async function openLog(content: string): Promise<{ path: string; file: FileHandle }> {
  const folder = mkdtempSync(join(tmpdir(), "runner-read-on-"));
  const path = join(folder, "log");
  writeFileSync(path, content);
  const file = await open(path, "r");
  onTestFinished(async () => {
    await file.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { path, file };
}

async function readAll(file: FileHandle, from = 0): Promise<{ text: string; skipped: number; end: number }> {
  let [text, skipped, end] = ["", 0, from];
  for (;;) {
    const part = await readOn(file, end, kept);
    if (part.bytes.length === 0) return { text, skipped, end };
    text += new TextDecoder().decode(part.bytes);
    skipped += part.skipped;
    end += part.skipped + part.bytes.length;
  }
}

test("goes on where it was while the log grows", async () => {
  const { path, file } = await openLog("one\n");
  const first = await readAll(file);
  expect(first).toEqual({ text: "one\n", skipped: 0, end: 4 });
  appendFileSync(path, "two\n");
  expect(await readAll(file, first.end)).toEqual({ text: "two\n", skipped: 0, end: 8 });
});

test("a long log without a hole is read whole", async () => {
  const long = "all work and no play\n".repeat(100_000);
  const { file } = await openLog(long);
  expect(await readAll(file)).toEqual({ text: long, skipped: 0, end: long.length });
});

test("the middle that has been let go is skipped, never read as zeros", async () => {
  const long = "x".repeat(1024 ** 2);
  const { path, file } = await openLog(long);
  execFileSync("fallocate", ["-p", "-o", String(kept), "-l", String(1024 ** 2 - 2 * kept), path]);
  const { text, skipped, end } = await readAll(file);
  expect({ skipped, end }).toEqual({ skipped: 1024 ** 2 - 2 * kept, end: 1024 ** 2 });
  expect(text).toBe("x".repeat(2 * kept));
});
