import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RunId, TaskId } from "../../src/model/ids.ts";
import { listPoints, makePoint, prunePoints } from "../../src/undo/index.ts";

const limits = { maxPoints: 10, maxBytes: 1000, keepMs: 1000 };
let stateDir: string;

/** Three points of ten bytes, made at 1, 2 and 3. */
beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), "prune-"));
  const path = join(stateDir, "protected");
  writeFileSync(path, "0123456789");
  for (const now of [1, 2, 3]) {
    const run = `run-${now}` as RunId;
    const order = { task: "t" as TaskId, protect: [path], limits: { ...limits, maxPoints: 3 }, isInUse: () => false };
    await makePoint({ stateDir, run, ...order, now });
  }
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

test.each([
  ["all fit", limits, 3, "", ["run-1", "run-2", "run-3"]],
  ["too many", { ...limits, maxPoints: 2 }, 3, "", ["run-2", "run-3"]],
  ["too much", { ...limits, maxBytes: 19 }, 3, "", ["run-3"]],
  ["too old", limits, 1003, "", ["run-3"]],
  ["one in use stays", { ...limits, maxPoints: 1 }, 3, "run-1", ["run-1", "run-3"]],
])("%s", (_name, given, now, active, left) => {
  prunePoints({ stateDir, limits: given, now, isInUse: (run) => run === active });
  expect(listPoints(stateDir).map(({ run }) => run)).toEqual(left);
});
