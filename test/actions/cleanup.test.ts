import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, linkSync, mkdirSync, openSync, closeSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import { needTools } from "./need-tools.ts";
import { findAction, makeFolder, runAction, snapshot } from "./run-action.ts";

needTools({ flock: "util-linux", mount: "mount" });

const mounts: string[] = [];

afterEach(() => {
  for (const mount of mounts.splice(0).reverse()) execFileSync("umount", [mount]);
});

function mount(folder: string, ...words: string[]): string {
  mkdirSync(folder, { recursive: true });
  execFileSync("mount", [...words, folder]);
  mounts.push(folder);
  return folder;
}

/** Files by path below a new folder; a text that starts with "->" is where a link leads. */
function makeTree(files: Readonly<Record<string, string>>): string {
  const folder = makeFolder();
  for (const [path, text] of Object.entries(files)) {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    if (text.startsWith("->")) symlinkSync(text.slice(2), full);
    else writeFileSync(full, text);
  }
  return folder;
}

/** Python whose clock is ten days ahead: what was made just now is old. */
function tenDaysLater(): Record<string, string> {
  const code = "import time\nnow = time.time\ntime.time = lambda: now() + 10 * 86400\n";
  return { PYTHONPATH: makeTree({ "sitecustomize.py": code }) };
}

function madeDaysAgo(days: number, path: string): void {
  const then = Date.now() / 1000 - days * 86_400;
  utimesSync(path, then, then);
}

/** Which of these are there still. */
function left(folder: string, ...paths: string[]): string[] {
  return paths.filter((path) => existsSync(join(folder, path)));
}

test("temporary files that nobody has used go, with folders that are empty then", async () => {
  const folder = makeTree({
    "deep/er/old": "x".repeat(5000),
    link: "->/etc/hostname",
    open: "in use",
    "systemd-private-x/old": "x",
    "repository/old": "x",
  });
  const params = { types: ["temp_files"], paths: { temp_files: [folder] } };
  const how = { env: { ...tenDaysLater(), RUNNER_REPO: join(folder, "repository") } };
  const opened = openSync(join(folder, "open"), "r");
  try {
    const before = snapshot(folder);
    const dry = await runAction("cleanup", params, { ...how, dryRun: true });
    expect(dry).toMatchObject({ code: 0, outputs: { metrics: { files_deleted: 2, directories_deleted: 2 } } });
    expect(dry.log).toContain(`would remove ${folder}/deep/er/old`);
    expect(snapshot(folder)).toEqual(before);

    const run = await runAction("cleanup", params, how);
    expect(run).toMatchObject({ code: 0, outputs: { metrics: { files_deleted: 2, directories_deleted: 2 } } });
    expect(run.outputs.changes!.map(({ kind, path }) => `${kind} ${path as string}`)).toEqual([
      `file-deleted ${folder}/deep/er/old`,
      `file-deleted ${folder}/deep/er`,
      `file-deleted ${folder}/deep`,
      `file-deleted ${folder}/link`,
    ]);
    expect(run.outputs.metrics!["space_freed_bytes"]).toBeGreaterThanOrEqual(5000);
    const paths = ["deep", "open", "systemd-private-x/old", "repository/old"];
    expect(left(folder, ...paths)).toEqual(paths.slice(1));
    expect(existsSync("/etc/hostname")).toBe(true);
  } finally {
    closeSync(opened);
  }
});

test("temporary files that were made, or moved here, within min_age_days stay", async () => {
  const folder = makeTree({ moved: "x", "new/new": "x" });
  madeDaysAgo(100, join(folder, "moved"));
  const run = await runAction("cleanup", { types: ["temp_files"], paths: { temp_files: [folder] } });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { files_deleted: 0, directories_deleted: 0 } } });
  expect(left(folder, "moved", "new/new")).toEqual(["moved", "new/new"]);
});

test("neither links nor mounts lead elsewhere", async () => {
  const elsewhere = makeTree({ kept: "x", "sub/kept": "x" });
  const folder = makeTree({ "to-elsewhere": `->${elsewhere}` });
  mount(join(folder, "tmpfs"), "-t", "tmpfs", "none");
  writeFileSync(join(folder, "tmpfs/kept"), "x");
  // Of the same file system: its device says nothing.
  mount(join(folder, "bound"), "--bind", elsewhere);
  const params = { types: ["temp_files", "empty_directories"], min_age_days: 0 };
  const run = await runAction("cleanup", {
    ...params,
    paths: { temp_files: [folder], empty_directories: [folder] },
  });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { files_deleted: 1, directories_deleted: 0 } } });
  expect(left(folder, "to-elsewhere", "tmpfs/kept", "bound/kept")).toEqual(["tmpfs/kept", "bound/kept"]);
  expect(left(elsewhere, "kept", "sub/kept")).toEqual(["kept", "sub/kept"]);
});

test("somebody who puts links in the place of folders meanwhile leads nobody astray", async () => {
  const folder = makeFolder();
  const elsewhere = makeTree({ "kept.1": "x" });
  for (let n = 0; n < 400; n += 1) {
    mkdirSync(join(folder, `folder-${n}`));
    symlinkSync(elsewhere, join(folder, `link-${n}`));
  }
  // renameat2(2) with RENAME_EXCHANGE: at each moment there is either the one or the other.
  const swap = [
    "import ctypes, os, sys",
    "os.chdir(sys.argv[1])",
    "exchange = ctypes.CDLL(None).renameat2",
    "names = [(b'folder-%d' % n, b'link-%d' % n) for n in range(400)]",
    "print('ready', flush=True)",
    "while True:",
    "    for a, b in names: exchange(-100, a, -100, b, 2)",
  ];
  const attacker = spawn("python3", ["-c", swap.join("\n"), folder], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    await once(attacker.stdout, "data");
    const params = { types: ["log_files"], min_age_days: 0, paths: { log_files: [folder] } };
    expect((await runAction("cleanup", params)).code).toBe(0);
    expect(left(elsewhere, "kept.1")).toEqual(["kept.1"]);
  } finally {
    attacker.kill("SIGKILL");
    await once(attacker, "close");
  }
});

test.each([
  { aggressive: false, stay: ["app.log", "idle.log", "recent.log.1"] },
  { aggressive: true, stay: ["app.log", "recent.log.1"] },
])("rotated logs go, those that are written to stay: aggressive $aggressive", async ({ aggressive, stay }) => {
  const names = ["app.log", "idle.log", "app.log.1", "app.log.2.gz", "app.log-20260101", "app.log.old"];
  const folder = makeTree(Object.fromEntries([...names, "recent.log.1"].map((name) => [name, "line\n"])));
  for (const name of names) madeDaysAgo(10, join(folder, name));
  const writer = openSync(join(folder, "app.log"), "a");
  try {
    const run = await runAction("cleanup", { types: ["log_files"], aggressive, paths: { log_files: [folder] } });
    expect(run.code).toBe(0);
    expect(left(folder, ...names, "recent.log.1").sort()).toEqual(stay);
  } finally {
    closeSync(writer);
  }
});

test("links that lead nowhere, and folders in which there is nothing", async () => {
  const folder = makeTree({
    "bin/good": "->../file",
    "bin/broken": "->../nothing",
    "bin/circle": "->circle",
    "bin/usb": "->/media/none/tool",
    "profile/lock": "->127.0.0.1:+99",
    ".git/hooks/broken": "->nothing",
    file: "x",
  });
  mkdirSync(join(folder, "empty/inner/most"), { recursive: true });
  mkdirSync(join(folder, ".git/refs/tags"), { recursive: true });
  const paths = { broken_symlinks: [folder], empty_directories: [folder] };
  const run = await runAction(
    "cleanup",
    { types: ["broken_symlinks", "empty_directories"], paths, min_age_days: 0 },
    { env: tenDaysLater() },
  );
  expect(run.code).toBe(0);
  expect(run.outputs.changes!.map(({ path }) => (path as string).slice(folder.length + 1))).toEqual([
    "bin/broken",
    "bin/circle",
    "empty/inner/most",
    "empty/inner",
    "empty",
  ]);
});

test("caches of people and of browsers are told apart, and profiles stay", async () => {
  const files = {
    ".cache/tool/data": "x",
    ".cache/mozilla/firefox/p/cache2/entry": "x",
    ".mozilla/firefox/p/places.sqlite": "x",
  };
  const home = makeTree(files);
  const other = makeTree({ "kept/file": "x" });
  symlinkSync(other, join(home, ".cache/tool/link"));
  const run = async (type: string): Promise<string[]> => {
    const params = { types: [type], aggressive: true, paths: { [type]: [home] } };
    expect((await runAction("cleanup", params)).code).toBe(0);
    return left(home, ...Object.keys(files));
  };
  expect(await run("user_cache")).toEqual(Object.keys(files).slice(1));
  expect(await run("browser_cache")).toEqual(Object.keys(files).slice(2));
  expect(left(other, "kept/file")).toEqual(["kept/file"]);

  const led = makeTree({ ".cache": `->${other}` });
  await runAction("cleanup", { types: ["user_cache"], aggressive: true, paths: { user_cache: [led] } });
  expect(left(other, "kept/file")).toEqual(["kept/file"]);
});

test("no more than necessary is removed from a disk that is full", async () => {
  const folder = mount(join(makeFolder(), "full"), "-t", "tmpfs", "-o", "size=4m", "none");
  for (const n of [1, 2, 3, 4, 5, 6, 7]) writeFileSync(join(folder, `old.${n}`), Buffer.alloc(500 * 1024));
  expect(() => writeFileSync(join(folder, "more"), Buffer.alloc(1024 * 1024))).toThrow("ENOSPC");
  const params = {
    types: ["log_files"],
    paths: { log_files: [folder] },
    min_age_days: 0,
    min_free_space_gb: 1.5 / 1024,
    stop_when_reached: true,
  };
  const dry = await runAction("cleanup", params, { dryRun: true });
  const run = await runAction("cleanup", params);
  expect(dry.outputs.metrics).toEqual(run.outputs.metrics);
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { files_deleted: 4 } } });
  expect(run.log).toContain("there is enough room");

  const again = await runAction("cleanup", params);
  expect(again).toMatchObject({ code: 0, outputs: { metrics: { files_deleted: 0 } } });

  const short = await runAction("cleanup", { ...params, min_free_space_gb: 1 });
  expect(short).toMatchObject({ code: 1, outputs: { metrics: { files_deleted: 3 } } });
  expect(short.outputs.summary).toContain(`${folder} has 0.00 GiB free, less than 1`);
});

test("a file of two names frees nothing with the first", async () => {
  const folder = makeTree({ "a.1": "x".repeat(9000) });
  linkSync(join(folder, "a.1"), join(folder, "b.1"));
  const params = { types: ["log_files"], min_age_days: 0, paths: { log_files: [folder] } };
  const run = await runAction("cleanup", params);
  expect(run.outputs.changes!.map(({ bytes }) => bytes)).toEqual([0, expect.any(Number)]);
  expect(run.outputs.metrics!["space_freed_bytes"]).toBeGreaterThanOrEqual(9000);
});

test.each([
  { name: "a folder that is not there", path: "/no/such/folder", says: "there is no folder /no/such/folder" },
  { name: "a file", path: "/etc/hostname", says: "there is no folder /etc/hostname" },
  { name: "a folder of the system", path: "/usr/../etc", says: "/etc belongs to the system" },
])("$name is refused before anything is removed", async ({ path, says }) => {
  const folder = makeTree({ "a.1": "x" });
  const paths = { log_files: [folder], temp_files: [path] };
  const run = await runAction("cleanup", { types: ["log_files", "temp_files"], min_age_days: 0, paths });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
  expect(left(folder, "a.1")).toEqual(["a.1"]);
});

test("a second run at the same time is told so, and does nothing there", async () => {
  const folder = makeTree({ "a.1": "x", "locked/b.1": "x" });
  const other = makeTree({ "c.1": "x" });
  const holder = spawn("flock", [folder, "sh", "-c", "echo held; cat"], { stdio: ["pipe", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  const params = { types: ["log_files", "temp_files"], min_age_days: 0 };
  const run = await runAction("cleanup", { ...params, paths: { log_files: [folder], temp_files: [other] } });
  holder.stdin.end();
  await once(holder, "close");
  expect(run).toMatchObject({ code: 1, outputs: { metrics: { files_deleted: 1 } } });
  expect(run.outputs.summary).toContain(`${folder} is locked, probably by another clean-up`);
  expect(left(folder, "a.1")).toEqual(["a.1"]);
  expect(left(other, "c.1")).toEqual([]);
});

test("without the right to it is told which file could not be removed", async () => {
  const folder = makeTree({ "a.1": "x", "b.1": "x" });
  execFileSync("chmod", ["755", folder]);
  const params = { types: ["log_files"], min_age_days: 0, paths: { log_files: [folder] } };
  const run = await runAction("cleanup", params, { uid: 65534 });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(`${folder}/a.1 cannot be removed (Permission denied): run the task as a user`);
  expect(run.outputs.data!["problems"]).toHaveLength(2);
  expect(left(folder, "a.1", "b.1")).toEqual(["a.1", "b.1"]);
});

test("a folder that one may not look into keeps no other from being cleaned", async () => {
  const [closed, open] = [makeTree({ "a.1": "x" }), makeTree({ "b.1": "x", c: "x" })];
  execFileSync("chown", ["-R", "65534", open]);
  // Of the same type, and of the next one.
  const paths = { log_files: [closed, open], temp_files: [open] };
  const params = { types: ["log_files", "temp_files"], min_age_days: 0, paths };
  const run = await runAction("cleanup", params, { uid: 65534 });
  expect(run).toMatchObject({ code: 1, outputs: { data: { by_type: { log_files: 4096, temp_files: 4096 } } } });
  expect(run.outputs.summary).toContain(
    `${closed} cannot be looked at (Permission denied): run the task as a user who may`,
  );
  expect([left(closed, "a.1"), left(open, "b.1", "c")]).toEqual([["a.1"], []]);
});

test("in a folder of everybody's nobody but root removes what is of others", async () => {
  const folder = makeTree({ "others.1": "x", "mine.1": "x" });
  execFileSync("chmod", ["1777", folder]);
  execFileSync("chown", ["65534", join(folder, "mine.1")]);
  const params = { types: ["log_files"], min_age_days: 0, paths: { log_files: [folder] } };
  const run = await runAction("cleanup", params, { uid: 65534 });
  expect(run.code).toBe(0);
  expect(left(folder, "others.1", "mine.1")).toEqual(["others.1"]);
});

test.each([
  { name: "an unknown type", given: { types: ["everything"] } },
  { name: "an unknown parameter", given: { age: 7 } },
  { name: "a relative path", given: { paths: { temp_files: ["tmp"] } } },
  { name: "a text for a number", given: { min_age_days: "soon" } },
])("$name is refused", ({ given }) => {
  expect(resolveParams(findAction("cleanup").params, given).ok).toBe(false);
});
