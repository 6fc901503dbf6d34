import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findWritable } from "../../src/cli/plan/find-writable.ts";

test("files that all may write, and those in folders that all may write; links are followed", () => {
  const dir = mkdtempSync(join(tmpdir(), "runner-writable-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const make = (folder: string, folderMode: number, mode: number): string => {
    mkdirSync(join(dir, folder), { recursive: true });
    const path = join(dir, folder, "x");
    writeFileSync(path, "");
    chmodSync(path, mode);
    chmodSync(join(dir, folder), folderMode);
    return path;
  };
  const [closed, file, folder, sticky] = [
    make("closed", 0o755, 0o755),
    make("file", 0o755, 0o757),
    make("folder", 0o777, 0o755),
    make("sticky", 0o1777, 0o755),
  ];
  const link = join(dir, "closed", "link");
  symlinkSync(folder, link);
  const asked = [closed, file, folder, sticky, link, join(dir, "closed"), join(dir, "none")];
  expect([...findWritable(asked)]).toEqual([
    [file, "file"],
    [folder, "folder"],
    [link, "folder"],
  ]);
});
