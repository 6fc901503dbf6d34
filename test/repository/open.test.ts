import { mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { ok } from "../../src/model/result.ts";
import { initRepository, openRepository } from "../../src/repository/index.ts";
import { commit, faultOf, git, must, open, scratch, workTree } from "./scratch.ts";

describe("openRepository", () => {
  test("finds the work tree from a folder in it", async () => {
    const dir = workTree({ "tasks.d/sub/a.toml": "" });
    const repository = await open(join(dir, "tasks.d/sub"));
    expect(repository).toMatchObject({ dir, gitDir: join(dir, ".git"), commonDir: join(dir, ".git"), bare: false });
  });

  test("a linked work tree, even one made from a linked one, shares the first one's objects", async () => {
    const dir = workTree();
    const first = join(dir, "../linked");
    git(dir, "worktree", "add", "--quiet", "-b", "one", first);
    const second = join(dir, "../linked-again");
    git(first, "worktree", "add", "--quiet", "-b", "two", second);
    const repository = await open(second);
    expect(repository).toMatchObject({
      dir: realpathSync(second),
      gitDir: join(dir, ".git/worktrees/linked-again"),
      commonDir: join(dir, ".git"),
    });
    expect(repository.refPaths("two", undefined)[0]).toBe(join(dir, ".git/refs/heads/two"));
    expect(await repository.resolve("two")).toBe(git(dir, "rev-parse", "main"));
  });

  test("a bare repository, also where git is told to trust only named ones", async () => {
    const dir = workTree();
    const bare = join(dir, "../bare.git");
    git(dir, "clone", "--quiet", "--bare", dir, bare);
    expect(await open(bare)).toMatchObject({ dir: realpathSync(bare), gitDir: realpathSync(bare), bare: true });
  });

  test("the .git folder leads to its work tree", async () => {
    const dir = workTree();
    expect((await open(join(dir, ".git"))).dir).toBe(dir);
  });

  test("a folder that is in no repository", async () => {
    expect(faultOf(await openRepository(scratch()))).toMatchObject({
      kind: "stalled",
      what: expect.stringContaining("here is no git repository"),
      hint: expect.stringContaining("runner init"),
    });
  });

  test("a folder that is not there", async () => {
    const fault = faultOf(await openRepository(join(scratch(), "gone")));
    expect(fault.what).toContain("there is no such folder");
  });

  test("a repository that went away is not mistaken for one around it", async () => {
    const outer = workTree();
    mkdirSync(join(outer, "inner"));
    git(join(outer, "inner"), "init", "--quiet");
    const inner = await open(join(outer, "inner"));
    rmSync(join(outer, "inner/.git"), { recursive: true });
    expect(await inner.resolve("main")).toBeUndefined();
    expect(faultOf(await inner.localTip("main")).what).toContain("here is no git repository");
  });

  test("git's variables of a hook do not lead elsewhere", async () => {
    const dir = workTree();
    const other = workTree();
    process.env["GIT_DIR"] = join(other, ".git");
    try {
      expect((await open(dir)).dir).toBe(dir);
    } finally {
      delete process.env["GIT_DIR"];
    }
  });
});

describe("initRepository", () => {
  test("makes folder and branch, and leaves what is there", async () => {
    const dir = join(scratch(), "a/b/ops");
    const made = must(await initRepository(dir, "trunk"));
    expect(git(made.dir, "symbolic-ref", "HEAD")).toBe("refs/heads/trunk");
    const first = commit(dir, { "runner.toml": "" });
    const again = must(await initRepository(dir, "main"));
    expect(await again.resolve("trunk")).toBe(first);
  });

  test("where no folder can be made", async () => {
    const top = scratch();
    writeFileSync(join(top, "file"), "");
    const fault = faultOf(await initRepository(join(top, "file/ops"), "main"));
    expect(fault.what).toContain(`making a repository at ${top}/file/ops: ENOTDIR`);
  });
});

describe("names of commits", () => {
  test.each(["HEAD", "main", "refs/heads/main", "v1", "HEAD~0"])("%s", async (name) => {
    const dir = workTree();
    git(dir, "tag", "-a", "-m", "one", "v1");
    expect(await (await open(dir)).resolve(name)).toBe(git(dir, "rev-parse", "HEAD"));
  });

  test.each(["nothing", "--all", "", "HEAD:tasks.d", "main..main", "-h"])("%j is none", async (name) => {
    expect(await (await open(workTree({ "tasks.d/a.toml": "" }))).resolve(name)).toBeUndefined();
  });

  test("packed refs", async () => {
    const dir = workTree();
    git(dir, "branch", "a/b/c");
    git(dir, "pack-refs", "--all", "--prune");
    const repository = await open(dir);
    expect(must(await repository.localTip("a/b/c"))).toBe(git(dir, "rev-parse", "HEAD"));
    expect(repository.refPaths("a/b/c", "origin")).toEqual([
      join(dir, ".git/refs/remotes/origin/a/b/c"),
      join(dir, ".git/packed-refs"),
    ]);
  });

  test("a branch that moves, away at last, as one repository sees it", async () => {
    const dir = workTree();
    const repository = await open(dir);
    expect(must(await repository.localTip("main"))).toBe(git(dir, "rev-parse", "HEAD"));
    const second = commit(dir, { x: "" });
    expect(must(await repository.localTip("main"))).toBe(second);
    git(dir, "checkout", "-q", "--detach");
    git(dir, "branch", "-D", "main");
    expect(faultOf(await repository.localTip("main")).what).toContain("there is no branch main");
  });

  test.each(["main~0", "main^{commit}", "main main", "ma*n", "main@{0}"])("%s is no branch", async (name) => {
    const repository = await open(workTree());
    expect(faultOf(await repository.localTip(name)).what).toContain(`there is no branch ${name}`);
  });

  test("a branch that is not there: those that are", async () => {
    const dir = workTree();
    git(dir, "branch", "trunk");
    const fault = faultOf(await (await open(dir)).localTip("mian"));
    expect(fault).toMatchObject({ kind: "stalled", what: expect.stringContaining("there is no branch mian") });
    expect(fault.hint).toContain("main, trunk");
  });

  test("ancestors", async () => {
    const dir = workTree();
    const first = git(dir, "rev-parse", "HEAD");
    const second = commit(dir, { x: "" });
    const repository = await open(dir);
    const one = (await repository.resolve(first))!;
    expect(await repository.isAncestor(one, second)).toEqual(ok(true));
    expect(await repository.isAncestor(one, one)).toEqual(ok(true));
    expect(await repository.isAncestor(second, one)).toEqual(ok(false));
    const third = commit(dir, { x: "x" });
    expect(await repository.isAncestor(one, third)).toEqual(ok(true));
    vi.stubEnv("PATH", "/nowhere");
    const fault = faultOf(await repository.isAncestor(one, third));
    expect(fault.what).toContain("git could not be started");
  });
});
