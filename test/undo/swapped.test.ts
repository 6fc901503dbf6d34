import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunId, TaskId } from "../../src/model/ids.ts";
import { makePoint, restorePoint, verifyPoint } from "../../src/undo/index.ts";
import type { RestoreStep } from "../../src/undo/restore-point.ts";

/*
 * Whoever may write to a protected folder, or to one above it, may put a link in its place at any moment. What is done there
 * by a runner that is root must not be done where the link leads.
 */

const run = "run-1" as RunId;
let home: string;
let tree: string;
let outside: string;
let stateDir: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "swapped-"));
  [tree, outside, stateDir] = [`${home}/tree`, `${home}/outside`, `${home}/state`];
  for (const folder of [`${tree}/a/in`, `${tree}/b`, `${outside}/in`, stateDir]) mkdirSync(folder, { recursive: true });
  for (const name of ["a/file", "a/in/deep", "b/other", "b/gone"]) writeFileSync(`${tree}/${name}`, "old\n");
  symlinkSync("file", `${tree}/a/link`);
  linkSync(`${tree}/b/other`, `${tree}/b/second`);
  mkdirSync(`${tree}/b/hollow`);
  for (const name of ["file", "in/deep", "other", "new", "gone"]) writeFileSync(`${outside}/${name}`, "precious\n");
  for (const folder of [outside, `${outside}/in`]) chmodSync(folder, 0o751);
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A bit of everything, in both folders. */
function harm(): void {
  for (const name of ["a/file", "a/in/deep", "b/other"]) writeFileSync(`${tree}/${name}`, "changed\n");
  for (const name of ["a/new", "b/new"]) writeFileSync(`${tree}/${name}`, "new\n");
  rmSync(`${tree}/b/gone`);
  mkdirSync(`${tree}/b/gone`);
  rmSync(`${tree}/a/link`);
  chmodSync(`${tree}/a`, 0o700);
  chmodSync(`${tree}/b`, 0o700);
  chmodSync(`${tree}/a/in`, 0o700);
  rmSync(`${tree}/b/second`);
  rmSync(`${tree}/b/hollow`, { recursive: true });
}

function swap(folder: string): void {
  if (lstatSync(folder).isSymbolicLink()) return;
  renameSync(folder, `${folder}-aside`);
  symlinkSync(outside, folder);
}

async function save(protect: readonly string[]): Promise<void> {
  const limits = { maxPoints: 5, maxBytes: 1e9, keepMs: 1e9 };
  const order = { stateDir, run, task: "t" as TaskId, protect, limits, isInUse: () => false, now: Date.now() };
  expect(await makePoint(order)).toMatchObject({ ok: true });
}

/** Its end, as a sentence. */
async function restore(onStep?: (step: RestoreStep) => void): Promise<string> {
  const manifest = await verifyPoint(stateDir, run);
  if (!manifest.ok) throw new Error(manifest.error);
  const order = { stateDir, run, manifest: manifest.value, ...(onStep && { onStep }) };
  return restorePoint(order).then(
    ({ left }) => left.map(({ why }) => why).join("\n") || "put back",
    (error: Error) => error.message,
  );
}

function lookOutside(): unknown {
  return readdirSync(outside, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => {
      const { mode, uid, ino } = lstatSync(`${outside}/${name}`);
      return [name, mode, uid, ino, name === "in" ? "" : readFileSync(`${outside}/${name}`, "utf8")];
    })
    .concat([["", lstatSync(outside).mode]]);
}

describe("a folder becomes a link to another place", () => {
  const steps: readonly RestoreStep[] = ["clear", "make", "copy", "sync", "rename", "link", "remove", "dress"];
  const moments = steps.flatMap((step) => ["a", "b", "a/in"].map((folder) => [step, folder] as const));
  test.each(moments)("before %s, %s: nothing is done there", async (step, folder) => {
    await save([tree]);
    harm();
    const before = lookOutside();
    await restore((now) => now === step && swap(`${tree}/${folder}`));
    expect(lstatSync(`${tree}/${folder}`).isSymbolicLink()).toBe(true);
    expect(lookOutside()).toEqual(before);
  });

  test("above what is protected, before it begins: nothing is put back, and the sentence says why", async () => {
    await save([`${tree}/a/file`, `${tree}/b/*`]);
    harm();
    const before = lookOutside();
    swap(`${tree}/a`);
    expect(await restore()).toContain(`${tree}/a is another folder than before`);
    expect(lookOutside()).toEqual(before);
  });

  test("above what was not there, before it begins: nothing is removed there", async () => {
    rmSync(`${tree}/b/other`);
    await save([`${tree}/b/other`]);
    const before = lookOutside();
    swap(`${tree}/b`);
    expect(await restore()).toContain(`${tree}/b is another folder than before`);
    expect(lookOutside()).toEqual(before);
  });

  test("which it was from the start: that is where it is put back", async () => {
    symlinkSync(outside, `${tree}/way`);
    await save([`${tree}/way/in`]);
    writeFileSync(`${outside}/in/deep`, "changed\n");
    expect(await restore()).toBe("put back");
    expect(readFileSync(`${outside}/in/deep`, "utf8")).toBe("precious\n");
  });
});

test("the folder in which copies are laid ready becomes a link: nothing is copied where it leads", async () => {
  await save([tree]);
  harm();
  const before = lookOutside();
  await restore((step) => {
    if (step !== "copy") return;
    for (const folder of [tree, `${tree}/a`, `${tree}/a/in`, `${tree}/b`])
      for (const name of readdirSync(folder)) if (name.startsWith(".runner-undo-")) swap(`${folder}/${name}`);
  });
  expect(lookOutside()).toEqual(before);
});

test("a folder of somebody else's by the name of those in which copies are laid ready is not emptied", async () => {
  await save([`${tree}/a/file`]);
  harm();
  symlinkSync(outside, `${tree}/a/.runner-undo-000000000000`);
  const before = lookOutside();
  await restore();
  expect(lookOutside()).toEqual(before);
});
