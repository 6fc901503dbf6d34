import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { removeTree } from "../../src/repository/index.ts";
import { sha } from "../../src/model/ids.ts";
import { commit, faultOf, git, must, open, put, scratch, workTree } from "./scratch.ts";

const files = {
  "runner.toml": "",
  "scripts/x.sh": { run: "#!/bin/sh\necho x\n" },
  "scripts/windows.txt": "a\r\nb\r\n",
  "scripts/unix.txt": "a\nb\n",
  'odd/new\nline "quoted" ünï': "odd",
  link: { link: "scripts/x.sh" },
  outside: { link: "/etc/hostname" },
} as const;

function mode(path: string): string {
  return (lstatSync(path).mode & 0o777).toString(8);
}

describe("unpack", () => {
  test("every file as committed, read-only, executable bits and links kept, no .git", async () => {
    const dir = workTree(files);
    const repository = await open(dir);
    const into = join(dir, "../revisions/one");
    must(await repository.unpack((await repository.resolve("HEAD"))!, into));
    expect(readdirSync(into).sort()).toEqual(["link", "odd", "outside", "runner.toml", "scripts"]);
    expect(readFileSync(join(into, "scripts/windows.txt"), "utf8")).toBe("a\r\nb\r\n");
    expect(readFileSync(join(into, 'odd/new\nline "quoted" ünï'), "utf8")).toBe("odd");
    expect(mode(join(into, "scripts/x.sh"))).toBe("555");
    expect(mode(join(into, "runner.toml"))).toBe("444");
    expect(mode(join(into, "scripts"))).toBe("555");
    expect(mode(into)).toBe("555");
    expect(readlinkSync(join(into, "link"))).toBe("scripts/x.sh");
    expect(execFileSync(join(into, "link"), { encoding: "utf8" })).toBe("x\n");
    // Nothing is left beside it, and nothing in the repository.
    expect(readdirSync(dirname(into))).toEqual(["one"]);
    expect(git(dir, "status", "--porcelain")).toBe("");
  });

  test("again, and five at once, is fine; an older revision lives beside it", async () => {
    const dir = workTree(files);
    const first = sha(git(dir, "rev-parse", "HEAD"));
    const second = commit(dir, { "runner.toml": "new" });
    const repository = await open(dir);
    const top = join(dir, "../revisions");
    const results = await Promise.all([1, 2, 3, 4, 5].map(() => repository.unpack(second, join(top, "two"))));
    results.forEach((result) => must(result));
    must(await repository.unpack(first, join(top, "one")));
    must(await repository.unpack(first, join(top, "one")));
    expect(readdirSync(top).sort()).toEqual(["one", "two"]);
    expect(readFileSync(join(top, "one/runner.toml"), "utf8")).toBe("");
    expect(readFileSync(join(top, "two/runner.toml"), "utf8")).toBe("new");
  });

  test("settings for line ends and sparse checkouts count for nothing, .gitattributes do", async () => {
    const dir = workTree({ ...files, ".gitattributes": "scripts/unix.txt eol=crlf\n", "far/away.txt": "x\ny\n" });
    git(dir, "config", "core.autocrlf", "true");
    git(dir, "sparse-checkout", "set", "scripts");
    const repository = await open(dir);
    const into = join(dir, "../out");
    must(await repository.unpack((await repository.resolve("HEAD"))!, into));
    expect(readFileSync(join(into, "far/away.txt"), "utf8")).toBe("x\ny\n");
    expect(readFileSync(join(into, "scripts/unix.txt"), "utf8")).toBe("a\r\nb\r\n");
  });

  test("a submodule is an empty folder; a revision without files, too", async () => {
    const dir = workTree({ a: "" });
    git(dir, "update-index", "--add", "--cacheinfo", `160000,${git(dir, "rev-parse", "HEAD")},sub`);
    git(dir, "commit", "--quiet", "-m", "submodule");
    const repository = await open(dir);
    must(await repository.unpack((await repository.resolve("HEAD"))!, join(dir, "../out")));
    expect(readdirSync(join(dir, "../out/sub"))).toEqual([]);
    const empty = await open(workTree());
    must(await empty.unpack((await empty.resolve("HEAD"))!, join(dir, "../none")));
    expect(readdirSync(join(dir, "../none"))).toEqual([]);
  });

  test("from a bare repository", async () => {
    const dir = workTree(files);
    const bare = join(dir, "../bare.git");
    git(dir, "clone", "--quiet", "--bare", dir, bare);
    const repository = await open(bare);
    must(await repository.unpack((await repository.resolve("main"))!, join(dir, "../out")));
    expect(existsSync(join(dir, "../out/scripts/x.sh"))).toBe(true);
  });

  test("with an object missing there is nothing at all", async () => {
    const dir = workTree({ a: "a", b: "b" });
    const object = git(dir, "rev-parse", "HEAD:a");
    await removeTree(join(dir, ".git/objects", object.slice(0, 2), object.slice(2)));
    const repository = await open(dir);
    const top = join(dir, "../revisions");
    const fault = faultOf(await repository.unpack((await repository.resolve("HEAD"))!, join(top, "one")));
    expect(fault.what).toContain(object);
    expect(readdirSync(top)).toEqual([]);
  });

  test("a file in the way of the folder", async () => {
    const dir = workTree({ a: "a" });
    put(dir, { "../file": "" });
    const repository = await open(dir);
    const fault = faultOf(await repository.unpack((await repository.resolve("HEAD"))!, join(dir, "../file/one")));
    expect(fault.what).toContain("unpacking");
  });
});

describe("work trees", () => {
  test("writable, on no branch; removed without a trace", async () => {
    const dir = workTree(files);
    git(dir, "config", "core.autocrlf", "true");
    const repository = await open(dir);
    const into = join(dir, "../work/one");
    must(await repository.addWorktree((await repository.resolve("HEAD"))!, into));
    expect(readFileSync(join(into, "scripts/unix.txt"), "utf8")).toBe("a\nb\n");
    expect(git(into, "rev-parse", "HEAD")).toBe(git(dir, "rev-parse", "HEAD"));
    expect(git(into, "rev-parse", "--abbrev-ref", "HEAD")).toBe("HEAD");
    writeFileSync(join(into, "runner.toml"), "changed");
    git(into, "commit", "--quiet", "-am", "on my own");
    await repository.removeWorktree(into);
    expect(existsSync(into)).toBe(false);
    expect(git(dir, "worktree", "list").split("\n")).toHaveLength(1);
    await repository.removeWorktree(into);
  });

  test("two of one name, and one of the user's whose disk is away, do not disturb each other", async () => {
    const dir = workTree(files);
    git(dir, "worktree", "add", "--quiet", "--detach", join(dir, "../users"));
    await removeTree(join(dir, "../users"));
    const repository = await open(dir);
    const head = (await repository.resolve("HEAD"))!;
    const both = ["a", "b"].map((name) => join(dir, "..", name, "same"));
    (await Promise.all(both.map((path) => repository.addWorktree(head, path)))).forEach((result) => must(result));
    await repository.removeWorktree(both[0]!);
    expect(git(both[1]!, "rev-parse", "HEAD")).toBe(head);
    expect(git(dir, "worktree", "list").split("\n")).toHaveLength(3);
  });

  test("one that a task has made read-only, or taken the .git away from", async () => {
    const dir = workTree(files);
    const repository = await open(dir);
    const into = join(dir, "../one");
    must(await repository.addWorktree((await repository.resolve("HEAD"))!, into));
    await removeTree(join(into, ".git"));
    mkdirSync(join(into, "shut"));
    chmodSync(join(into, "shut"), 0o500);
    await repository.removeWorktree(into);
    expect(readdirSync(join(dir, ".git/worktrees"))).toEqual([]);
  });

  test("in the way of something", async () => {
    const dir = workTree(files);
    const repository = await open(dir);
    const fault = faultOf(await repository.addWorktree((await repository.resolve("HEAD"))!, dir));
    expect(fault.what).toMatch(/making a work tree of .* already exists/);
  });
});

describe("removeTree", () => {
  test("read-only folders, for a user who is not root", () => {
    const top = scratch();
    put(top, { "a/b/c": "" });
    for (const each of [join(top, "a/b"), join(top, "a"), top]) chmodSync(each, 0o777);
    const script = `import { removeTree } from ${JSON.stringify(new URL("../../src/repository/index.ts", import.meta.url).href)};
      import { mkdirSync, writeFileSync, chmodSync, existsSync } from "node:fs";
      if (process.getuid() === 0) process.setuid(65534);
      mkdirSync("own/x/y", { recursive: true }); writeFileSync("own/x/y/f", "");
      chmodSync("own/x/y", 0o555); chmodSync("own/x", 0o555); chmodSync("own", 0o555);
      await removeTree("own"); await removeTree("own");
      console.log(existsSync("own"));`;
    const printed = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: top,
      encoding: "utf8",
    });
    expect(printed.trim()).toBe("false");
  });
});
