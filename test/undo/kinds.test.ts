import { execFileSync, spawnSync } from "node:child_process";
import {
  closeSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunId, TaskId } from "../../src/model/ids.ts";
import type { Left } from "../../src/model/undo.ts";
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

/** As acl(5) has it: u::rwx, u:1:r-x, g::r-x, m::r-x, o::r-x, behind the version. */
const accessList = `bytes.fromhex('0200000001000700ffffffff020005000100000004000500ffffffff10000500ffffffff20000500ffffffff')`;

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
    error: "the manifest is not the one that journal and report know: somebody has changed it",
  });
});

test.each([
  ["attributes", "mkdir it", setAttribute("it", "user.x", "b'2'")],
  [
    "attributes beside others",
    `mkdir it; ${setAttribute("it", "user.y", "b'1'")}`,
    setAttribute("it", "user.x=%", "b'2'"),
  ],
  ["an access control list", "mkdir it", setAttribute("it", "system.posix_acl_access", accessList)],
  ["an access control list for what comes", "mkdir it", setAttribute("it", "system.posix_acl_default", accessList)],
])("a folder that has gained %s loses them again", async (_name, make, harm) => {
  sh(make);
  const before = await lookAt();
  await save();
  sh(harm);
  expect(await lookAt()).not.toEqual(before);
  expect(await restore()).toEqual([]);
  expect(await lookAt()).toEqual(before);
});

describe.runIf(isRoot && canBeImmutable())("what is immutable", () => {
  test("stays, and is told; all else is put back, and the next one ends it", async () => {
    sh("for name in a it z; do echo old > $name; done; mkdir folder; echo old > folder/x");
    const before = await lookAt();
    await save();
    sh("for name in a it z folder/x; do echo new > $name; done; touch come stay; chattr +i it stay folder");
    expect(await restore()).toEqual([
      { path: `${tree}/folder/x`, why: "operation not permitted" },
      { path: `${tree}/it`, why: "operation not permitted" },
      { path: `${tree}/stay`, why: "operation not permitted" },
    ]);
    expect(["a", "it", "z", "folder/x"].map((name) => readFileSync(`${tree}/${name}`, "utf8"))).toEqual([
      "old\n",
      "new\n",
      "old\n",
      "new\n",
    ]);
    expect(scanPaths([tree]).map(({ path }) => path.slice(tree.length))).toEqual([
      "",
      "/a",
      "/folder",
      "/folder/x",
      "/it",
      "/stay",
      "/z",
    ]);
    sh("chattr -i it stay folder");
    expect(await restore()).toEqual([]);
    expect(await lookAt()).toEqual(before);
  });

  test("and in the way of something of another kind, too", async () => {
    sh("mkdir it; echo old > it/x; echo old > other");
    const before = await lookAt();
    await save();
    sh("rm -r it; echo new > it; chattr +i it; echo new > other");
    expect(await restore()).toEqual([
      { path: `${tree}/it`, why: "operation not permitted" },
      { path: `${tree}/it/x`, why: "not a directory" },
    ]);
    expect(readFileSync(`${tree}/other`, "utf8")).toBe("old\n");
    sh("chattr -i it");
    expect(await restore()).toEqual([]);
    expect(await lookAt()).toEqual(before);
  });
});

test.runIf(canMount())("what is on a read-only mount stays, and is told; all else is put back", async () => {
  sh("mkdir mounted; echo old > mounted/a; echo old > mounted/gone; echo old > b");
  const before = await lookAt();
  await save();
  sh("echo new > mounted/a; rm mounted/gone; echo new > mounted/come; chmod 700 mounted; echo new > b");
  sh("mount --bind mounted mounted; mount -o remount,bind,ro mounted");
  try {
    const why = "read-only file system";
    expect(await restore()).toEqual([
      { path: `${tree}/mounted`, why: "Read-only file system" },
      ...["a", "gone", "come"].map((name) => ({ path: `${tree}/mounted/${name}`, why })),
    ]);
    expect(readFileSync(`${tree}/b`, "utf8")).toBe("old\n");
  } finally {
    sh("umount mounted");
  }
  expect(await restore()).toEqual([]);
  expect(await lookAt()).toEqual(before);
});

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

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "mount-"));
  const mounted = spawnSync("mount", ["--bind", folder, folder]).status === 0;
  if (mounted) execFileSync("umount", [folder]);
  rmSync(folder, { recursive: true });
  return mounted;
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

async function restore(): Promise<readonly Left[]> {
  const verified = await verifyPoint(stateDir, run);
  if (!verified.ok) throw new Error(verified.error);
  return (await restorePoint({ stateDir, run, manifest: verified.value })).left;
}

async function lookAt() {
  return hashEntries(scanPaths(findTops([tree])));
}
