import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readFolder } from "../../src/repository/index.ts";
import { git, put, scratch } from "./scratch.ts";

function texts(dir: string, only: string[] = []): Record<string, string> {
  return Object.fromEntries(
    readFolder(dir, only).files.map((file) => [
      file.path,
      file.bytes ? Buffer.from(file.bytes).toString() : `! ${file.problem}`,
    ]),
  );
}

function folder(): string {
  const dir = scratch();
  put(dir, {
    "runner.toml": "settings",
    "tasks.d/b.yaml": "b",
    "tasks.d/a.toml": "a",
    "tasks.d/group/c.yml": "c",
    "tasks.d/_draft.toml": "draft",
    "tasks.d/.hidden/x.toml": "no",
    "tasks.d/notes.md": "no",
    "tasks.d/linked.toml": { link: "../shared.toml" },
    "tasks.d/broken.toml": { link: "nowhere.toml" },
    "tasks.d/out.toml": { link: "/etc/hostname" },
    "tasks.d/loop.toml": { link: "loop.toml" },
    "tasks.d/folder.toml": { link: "group" },
    "tasks.d/group.d": { link: "group" },
    "shared.toml": "shared",
    "calendars/holidays.toml": "dates",
    "calendars/_old.toml": "no",
    "calendars/notes.md": "no",
    "calendars/deep/x.toml": "no",
    "scripts/x.sh": { run: "x" },
    "scripts/link.sh": { link: "x.sh" },
  });
  return dir;
}

describe("readFolder", () => {
  test("the same files as of a commit, in order", () => {
    const dir = folder();
    expect(texts(dir)).toEqual({
      "calendars/holidays.toml": "dates",
      "runner.toml": "settings",
      "tasks.d/a.toml": "a",
      "tasks.d/b.yaml": "b",
      "tasks.d/group/c.yml": "c",
      "tasks.d/linked.toml": "shared",
      "tasks.d/broken.toml": "! is a link that leads nowhere",
      "tasks.d/out.toml": "! leaves the repository",
      "tasks.d/loop.toml": "! is a link that leads back to itself",
      "tasks.d/folder.toml": "! is a link to a folder",
    });
    const { files, others } = readFolder(dir);
    const paths = files.map((file) => file.path);
    expect(paths).toEqual([...paths].sort());
    expect(others.toSorted()).toEqual(["tasks.d/group.d", "tasks.d/notes.md"]);
  });

  test.each([
    ["a file", ["tasks.d/a.toml"], ["calendars/holidays.toml", "runner.toml", "tasks.d/a.toml"]],
    ["a folder", ["tasks.d/group/"], ["calendars/holidays.toml", "runner.toml", "tasks.d/group/c.yml"]],
    [
      "one that is ignored otherwise",
      ["tasks.d/_draft.toml"],
      ["calendars/holidays.toml", "runner.toml", "tasks.d/_draft.toml"],
    ],
    ["one elsewhere", ["./shared.toml"], ["calendars/holidays.toml", "runner.toml", "shared.toml"]],
    [
      "twice the same",
      ["tasks.d/a.toml", "tasks.d/../tasks.d/a.toml"],
      ["calendars/holidays.toml", "runner.toml", "tasks.d/a.toml"],
    ],
    [
      "two",
      ["tasks.d/b.yaml", "tasks.d/a.toml"],
      ["calendars/holidays.toml", "runner.toml", "tasks.d/a.toml", "tasks.d/b.yaml"],
    ],
  ])("only %s", (_, only, paths) => {
    expect(readFolder(folder(), only).files.map((file) => file.path)).toEqual(paths);
  });

  test("a path that is not there, and one outside", () => {
    const dir = folder();
    const read = texts(dir, ["tasks.d/none.toml", "../../etc/hostname", join(dir, "tasks.d/a.toml")]);
    expect(read).toMatchObject({ "tasks.d/none.toml": "! there is no such file", "tasks.d/a.toml": "a" });
    expect(Object.values(read)).not.toContain(undefined);
  });

  test("no tasks.d, no runner.toml, no folder at all", () => {
    expect(readFolder(scratch()).files).toEqual([]);
    expect(readFolder(join(scratch(), "gone")).files).toEqual([]);
  });

  test("a pipe is not opened", () => {
    const dir = scratch();
    put(dir, { "tasks.d/a.toml": "a" });
    execFileSync("mkfifo", [join(dir, "tasks.d/pipe.toml")]);
    expect(texts(dir)).toEqual({ "tasks.d/a.toml": "a", "tasks.d/pipe.toml": "! is not a regular file" });
  });

  test.each([0, 1, 65_535, 65_536, 65_537, 200_000, 1024 * 1024, 3_000_000])("a file of %d bytes", (size) => {
    const dir = scratch();
    const content = Buffer.alloc(size, "0123456789");
    put(dir, { "tasks.d/a.toml": content });
    const [file] = readFolder(dir).files;
    expect(Buffer.compare(file!.bytes!, content.subarray(0, 1024 * 1024 + 1))).toBe(0);
  });

  test("what may not be read says so", () => {
    const dir = scratch();
    put(dir, { "tasks.d/a.toml": "a", "tasks.d/shut/b.toml": "b" });
    chmodSync(join(dir, "tasks.d/a.toml"), 0);
    chmodSync(join(dir, "tasks.d/shut"), 0);
    // Root may read everything: the question is put by a user who is nobody.
    chmodSync(dir, 0o755);
    const script = `import { readFolder } from ${JSON.stringify(new URL("../../src/repository/index.ts", import.meta.url).href)};
      if (process.getuid() === 0) process.setuid(65534);
      console.log(JSON.stringify(readFolder(${JSON.stringify(dir)}).files));`;
    const printed = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    chmodSync(join(dir, "tasks.d/shut"), 0o755);
    expect(JSON.parse(printed)).toEqual([
      { path: "tasks.d/a.toml", problem: "may not be read by this user" },
      { path: "tasks.d/shut", problem: "may not be read by this user" },
    ]);
  });

  test.each([
    ["scripts/x.sh", { path: "scripts/x.sh", kind: "executable" }],
    ["shared.toml", { path: "shared.toml", kind: "file" }],
    ["scripts/link.sh", { path: "scripts/link.sh", kind: "symlink", target: "x.sh" }],
    ["scripts", undefined],
    ["none", undefined],
  ])("find %s", (path, entry) => {
    expect(readFolder(folder()).find(path)).toEqual(entry);
  });

  test("a repository in it is a submodule", () => {
    const dir = folder();
    git(dir, "init", "--quiet", "sub");
    expect(readFolder(dir).find("sub")).toEqual({ path: "sub", kind: "submodule" });
  });
});
