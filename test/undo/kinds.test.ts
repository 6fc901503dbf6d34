import { execFileSync } from "node:child_process";
import {
  closeSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunId, TaskId } from "../../src/model/ids.ts";
import { hashEntries } from "../../src/undo/hash-entries.ts";
import { makePoint, restorePoint, verifyPoint } from "../../src/undo/index.ts";
import { findTops, scanPaths } from "../../src/undo/scan-paths.ts";

const run = "run-1" as RunId;
const isRoot = process.getuid?.() === 0;
const limits = { maxPoints: 50, maxBytes: 5e7, keepMs: 1e9 };
let home: string;
let tree: string;
let stateDir: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "kinds-"));
  tree = `${home}/tree`;
  stateDir = `${home}/state`;
  mkdirSync(tree);
});
afterEach(() => {
  if (isRoot) sh(`chattr -R -i ${home} 2>/dev/null || true`);
  sh(`chmod -R u+rwX ${home}; rm -rf ${home}`);
});

/** What makes one thing in the tree, by the shell. */
const kinds: readonly (readonly [name: string, make: string])[] = [
  ["a file", "echo x > it"],
  ["an empty file", ": > it"],
  ["a file of two blocks with a hole of 64 MB between them", "echo x > it; truncate -s 64M it; echo y >> it"],
  ["a file of 3 MB", "head -c 3000000 /dev/urandom > it"],
  ["a link", "echo x > to; ln -s to it"],
  ["a link to nothing", "ln -s nothing it"],
  ["two names of one file", "echo x > it; mkdir a; ln it a/other"],
  ["a pipe", "mkfifo it"],
  ["a file that runs as its owner", "echo x > it; chmod 4755 it"],
  ["a folder that nobody may write to", "mkdir it; echo x > it/x; chmod 0555 it"],
  ["a name with a line end", "echo x > \"$(printf 'a\\nb')\""],
  ["a name that is not UTF-8", "echo x > \"$(printf 'a\\377b')\"; echo y > ü; echo z > 💀"],
  [
    "a folder whose name is not UTF-8",
    'd=$(printf \'a\\377\'); mkdir -p "$d/in"; echo x > "$d/in/x"; ln "$d/in/x" "$d/y"',
  ],
  ["a link to what is not UTF-8", "ln -s \"$(printf 'a\\377')\" it"],
  ["a name that begins with a dash", "echo x > ./-it; echo x > './*'; echo x > '\\\\n'"],
  ["a deep tree", `p=.; for i in $(seq 60); do p=$p/folder-$i; mkdir "$p"; done; echo x > "$p/x"`],
  ["an extended attribute", setAttribute("it", "user.x", "b'1'")],
  ["an extended attribute of a folder", `mkdir it; ${setAttribute("it", "user.x", "b'1'")}`],
  // As acl(5) has it: u::rw-, u:1:r--, g::r--, m::r--, o::---, behind the version.
  [
    "an access control list",
    setAttribute(
      "it",
      "system.posix_acl_access",
      `bytes.fromhex('0200000001000600ffffffff020004000100000004000400ffffffff10000400ffffffff20000000ffffffff')`,
    ),
  ],
];
const kindsOfRoot: typeof kinds = [
  ["a file of somebody else", "echo x > it; chown 12:34 it; chmod 2750 it"],
  ["a device", "mknod it c 1 3"],
];

describe("a thing comes back after it is gone, and after something else is in its place", () => {
  test.each([...kinds, ...(isRoot ? kindsOfRoot : [])])("%s", async (_name, make) => {
    sh(make);
    const before = await lookAt();
    await save();
    sh("chmod -R u+rwX .; find . -mindepth 1 -delete; echo other > it; mkdir -p a/other/more");
    await restore();
    expect(await lookAt()).toEqual(before);
    sh("find . -depth -mindepth 1 ! -type d -delete");
    await restore();
    expect(await lookAt()).toEqual(before);
  });

  test("a socket", async () => {
    const server = createServer().listen(`${tree}/it`);
    await save();
    server.close();
    rmSync(`${tree}/it`, { force: true });
    await restore();
    expect(lstatSync(`${tree}/it`).isSocket()).toBe(true);
  });
});

test("holes of a file take no room, neither in the copy nor afterwards", async () => {
  const file = openSync(`${tree}/it`, "w");
  ftruncateSync(file, 2 * limits.maxBytes);
  closeSync(file);
  await save();
  rmSync(`${tree}/it`);
  await restore();
  const { size, blocks } = statSync(`${tree}/it`);
  expect([size, blocks]).toEqual([2 * limits.maxBytes, 0]);
});

test.each([
  ["of a file", "echo x > it", setAttribute("it", "user.x", "b'2'")],
  ["of a folder", "mkdir it", setAttribute("it", "user.x", "b'2'")],
])("what has changed is an attribute %s alone", async (_name, make, harm) => {
  sh(`${make}; ${setAttribute("it", "user.x", "b'1'")}`);
  const before = await lookAt();
  await save();
  sh(harm);
  await restore();
  expect(await lookAt()).toEqual(before);
});

test("a copy whose attributes were changed is damaged", async () => {
  sh(setAttribute("it", "user.x", "b'1'"));
  await save();
  sh(`cd ${stateDir}/undo/${run}/files${tree}; ${setAttribute("it", "user.x", "b'2'")}`);
  expect(await verifyPoint(stateDir, run)).toEqual({ ok: false, error: `the copy of ${tree}/it is damaged` });
});

test("a manifest that was changed together with its checksum is found out by what was noted elsewhere", async () => {
  sh("echo x > it");
  const sum = await save();
  sh(
    `cd ${stateDir}/undo/${run}; m=$(sed -n 2p manifest | sed 's/"mode":[0-9]*/"mode":511/'); s=$(printf %s "$m" | sha256sum | cut -c-64); printf '%s\\n%s\\n' "$s" "$m" > manifest`,
  );
  expect(await verifyPoint(stateDir, run)).toMatchObject({ ok: true });
  expect(await verifyPoint(stateDir, run, sum)).toEqual({
    ok: false,
    error: "the manifest is not the one that the journal knows: somebody has changed it",
  });
});

test.runIf(isRoot && canBeImmutable())(
  "an immutable file is left as it is, and told; nothing is left beside it",
  async () => {
    sh("echo old > it");
    await save();
    sh("echo new > it; chattr +i it");
    await expect(restore()).rejects.toThrow(/EPERM/);
    expect(scanPaths([tree]).map(({ path }) => path)).toEqual([tree, `${tree}/it`]);
    sh("chattr -i it");
    await restore();
    expect(execFileSync("cat", [`${tree}/it`], { encoding: "utf8" })).toBe("old\n");
  },
);

function setAttribute(path: string, name: string, value: string): string {
  return `touch -a ${path}; python3 -c "import os; os.setxattr('${path}', '${name}', ${value})"`;
}

function canBeImmutable(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "immutable-"));
  writeFileSync(`${folder}/x`, "");
  try {
    execFileSync("sh", ["-c", `chattr +i ${folder}/x && chattr -i ${folder}/x`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sh(script: string): void {
  execFileSync("bash", ["-euc", script], { cwd: tree });
}

async function save(): Promise<string> {
  const order = { stateDir, run, task: "t" as TaskId, protect: [tree], limits, isInUse: () => false, now: 0 };
  const made = await makePoint(order);
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

async function restore(): Promise<void> {
  const verified = await verifyPoint(stateDir, run);
  if (!verified.ok) throw new Error(verified.error);
  await restorePoint({ stateDir, run, manifest: verified.value });
}

async function lookAt() {
  return hashEntries(scanPaths(findTops([tree])));
}
