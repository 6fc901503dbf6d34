import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunId, TaskId } from "../../src/model/ids.ts";
import type { Left } from "../../src/model/undo.ts";
import { hashEntries } from "../../src/undo/hash-entries.ts";
import type { CopyStep } from "../../src/undo/make-point.ts";
import { listPoints, makePoint, restorePoint, verifyPoint } from "../../src/undo/index.ts";
import type { RestoreStep } from "../../src/undo/restore-point.ts";
import { findTops, scanPaths } from "../../src/undo/scan-paths.ts";
import type { KillOrder } from "./killed-undo.ts";

const run = "run-1" as RunId;
const program = fileURLToPath(new URL("killed-undo.ts", import.meta.url));
const old = "old\n".repeat(1000);
const changed = "changed\n".repeat(1000);
let home: string;
let tree: string;
let stateDir: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "interrupted-"));
  tree = `${home}/tree`;
  stateDir = `${home}/state`;
  for (const folder of ["a", "b/c"]) mkdirSync(`${tree}/${folder}`, { recursive: true });
  for (const name of files) writeFileSync(`${tree}/${name}`, old);
  execFileSync("ln", [`${tree}/a/1`, `${tree}/b/name`]);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const files = ["a/1", "a/2", "b/1", "b/c/1"];

/** A bit of everything: changed, gone, come, and of another kind. */
function harm(): void {
  for (const name of ["a/1", "a/2", "b/1"]) writeFileSync(`${tree}/${name}`, changed);
  rmSync(`${tree}/b/c`, { recursive: true });
  writeFileSync(`${tree}/b/c`, "in the way");
  writeFileSync(`${tree}/new`, "new");
}

function killAt(order: Pick<KillOrder, "does" | "step" | "nth">): void {
  const words = [program, JSON.stringify({ ...order, stateDir, run, protect: [tree] } satisfies KillOrder)];
  const { signal, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
  expect({ signal, stderr }).toEqual({ signal: "SIGKILL", stderr: "" });
}

describe("killed", () => {
  const copySteps: readonly CopyStep[] = ["prune", "copy", "check", "write", "rename", "done"];
  test.each(copySteps)("before %s of a copy: there is no point or a whole one, and the next is made", async (step) => {
    const before = await lookAt();
    killAt({ does: "copy", step, nth: 1 });
    for (const point of listPoints(stateDir))
      expect(await verifyPoint(stateDir, point.run)).toMatchObject({ ok: true });
    expect(await lookAt()).toEqual(before);
    await save();
    expect(readdirSync(`${stateDir}/undo`)).toEqual([run]);
    harm();
    await restore();
    expect(await lookAt()).toEqual(before);
  });

  const restoreSteps: readonly (readonly [RestoreStep, nth: number])[] = [
    ["clear", 1],
    ["make", 1],
    ["copy", 1],
    ["copy", 2],
    ["sync", 1],
    ["rename", 1],
    ["rename", 2],
    ["rename", 4],
    ["link", 1],
    ["remove", 1],
    ["dress", 1],
  ];
  test.each(restoreSteps)(
    "before %s %i of putting back: each file is old or new, and the next one ends it",
    async (step, nth) => {
      const before = await lookAt();
      await save();
      harm();
      killAt({ does: "restore", step, nth });
      for (const name of ["a/1", "a/2", "b/1"])
        expect([old, changed]).toContain(readFileSync(`${tree}/${name}`, "utf8"));
      await restore();
      expect(await lookAt()).toEqual(before);
    },
  );
});

test("two that put back the same at once leave it whole", async () => {
  const before = await lookAt();
  await save();
  harm();
  await Promise.allSettled([restore(), restore()]);
  for (const name of ["a/1", "a/2", "b/1"]) expect([old, changed]).toContain(readFileSync(`${tree}/${name}`, "utf8"));
  await restore();
  expect(await lookAt()).toEqual(before);
});

describe.runIf(canMount())("a full disk", () => {
  const disk = (): string => `${home}/disk`;
  beforeEach(() => {
    mkdirSync(disk());
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk()]);
  });
  afterEach(() => execFileSync("umount", [disk()]));

  test("is noticed before anything is copied", async () => {
    stateDir = `${disk()}/state`;
    writeFileSync(`${tree}/large`, Buffer.alloc(2e6, 1));
    await expect(save()).rejects.toThrow(/hold 2016000 bytes, and the disk of the state folder has \d+ left/);
    expect(readdirSync(`${stateDir}/undo`)).toEqual([]);
  });

  test("while it is copied: there is no point, and nothing of it stays", async () => {
    stateDir = `${disk()}/state`;
    writeFileSync(`${tree}/large`, Buffer.alloc(5e5, 1));
    const fill = (): void => writeFileSync(`${disk()}/others`, Buffer.alloc(8e5, 1));
    const steps: CopyStep[] = [];
    const made = await makePoint({ ...order(), onStep: (step) => (steps.push(step), step === "copy" && fill()) });
    expect(made).toMatchObject({ ok: false, error: expect.stringContaining("No space left on device") as string });
    expect([steps, readdirSync(`${stateDir}/undo`)]).toEqual([["prune", "copy"], []]);
  });

  test("while it is put back: the file is as it was, and the next one ends it", async () => {
    tree = `${disk()}/tree`;
    mkdirSync(tree);
    writeFileSync(`${tree}/large`, Buffer.alloc(4e5, 1));
    const before = await lookAt();
    await save();
    writeFileSync(`${tree}/large`, Buffer.alloc(4e5, 2));
    writeFileSync(`${disk()}/others`, Buffer.alloc(5e5, 1));
    expect(await restore()).toEqual([{ path: `${tree}/large`, why: "No space left on device" }]);
    expect(readFileSync(`${tree}/large`)).toEqual(Buffer.alloc(4e5, 2));
    expect(readdirSync(tree)).toEqual(["large"]);
    rmSync(`${disk()}/others`);
    expect(await restore()).toEqual([]);
    expect(await lookAt()).toEqual(before);
  });
});

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "mount-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]).status === 0;
  if (mounted) execFileSync("umount", [folder]);
  rmSync(folder, { recursive: true });
  return mounted;
}

function order() {
  const limits = { maxPoints: 50, maxBytes: 1e8, keepMs: 1e9 };
  return { stateDir, run, task: "t" as TaskId, protect: [tree], limits, isInUse: () => false, now: 0 };
}

async function save(): Promise<void> {
  const made = await makePoint(order());
  if (!made.ok) throw new Error(made.error);
}

async function restore(): Promise<readonly Left[]> {
  const verified = await verifyPoint(stateDir, run);
  if (!verified.ok) throw new Error(verified.error);
  return (await restorePoint({ stateDir, run, manifest: verified.value })).left;
}

async function lookAt() {
  return hashEntries(scanPaths(findTops([tree])));
}
