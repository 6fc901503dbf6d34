import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder that goes with the test that asked for it. */
export function makeTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "runner-papers-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
