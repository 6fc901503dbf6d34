import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { diffTrees } from "../../src/repository/revision/diff-trees.ts";
import { openObjects } from "../../src/repository/revision/open-objects.ts";
import { commit, git, must, workTree } from "./scratch.ts";

test("one process answers all questions, several at once too; one that was killed is replaced", async () => {
  const dir = workTree({ a: "one\n", b: "two\n" });
  const objects = openObjects(dir);
  const [a, b] = ["HEAD:a", "HEAD:b"].map((name) => git(dir, "rev-parse", name)) as [string, string];
  const read = await Promise.all([
    objects.read([a], 100),
    objects.read([b, "0".repeat(40), a], 2),
    objects.read([], 1),
  ]);
  expect(read.map((each) => [...must(each)].map(([name, bytes]) => [name, bytes.toString()]))).toEqual([
    [[a, "one\n"]],
    [
      [b, "tw"],
      [a, "on"],
    ],
    [],
  ]);
  const children = execFileSync("pgrep", ["-f", "cat-file --batch", "-P", String(process.pid)], { encoding: "utf8" });
  expect(children.trim().split("\n")).toHaveLength(1);
  process.kill(Number(children), "SIGKILL");
  const next = await objects.read([a], 100);
  const answer = next.ok ? next : await objects.read([a], 100);
  expect(must(answer).get(a)?.toString()).toBe("one\n");
  objects.close();
});

test("two trees differ in files and kinds of files; a folder that became a file is both", async () => {
  const dir = workTree({ same: "x", "deep/er/gone": "x", changed: "x", turns: "x", "was/folder": "x" });
  const before = git(dir, "rev-parse", "HEAD^{tree}");
  git(dir, "rm", "-rq", "deep", "was", "turns");
  commit(dir, { changed: "y", turns: { run: "x" }, was: "file", "new/one": { link: "../same" } });
  const after = git(dir, "rev-parse", "HEAD^{tree}");
  const objects = openObjects(dir);
  const found = must(await diffTrees(objects, before, after));
  const told = found.map(({ path, before: was, after: is }) => [path, was?.kind, is?.kind]);
  expect(told.sort()).toEqual([
    ["changed", "file", "file"],
    ["deep/er/gone", "file", undefined],
    ["new/one", undefined, "symlink"],
    ["turns", "file", "executable"],
    ["was", undefined, "file"],
    ["was/folder", "file", undefined],
  ]);
  const names = git(dir, "diff-tree", "-r", "--name-only", "--no-renames", before, after).split("\n");
  expect(names.sort()).toEqual(told.map(([path]) => path));
  expect(must(await diffTrees(objects, after, after))).toEqual([]);
  expect(await diffTrees(objects, after, "0".repeat(40))).toMatchObject({ ok: false, error: { kind: "stalled" } });
  objects.close();
});
