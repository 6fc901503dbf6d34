import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { openRepository } from "../../src/repository/index.ts";
import type { Sha } from "../../src/model/ids.ts";
import { sha } from "../../src/model/ids.ts";
import { commit, faultOf, git, must, open, workTree } from "./scratch.ts";

/** docs/odd-repositories.md, as far as git alone is concerned. */

const task = 'run = "true"\n';

function head(dir: string): Sha {
  return sha(git(dir, "rev-parse", "HEAD"));
}

async function taskFiles(dir: string, commit = head(dir)): Promise<Record<string, string>> {
  const { files } = must(await (await open(dir)).readRevision(commit)).files;
  return Object.fromEntries(files.map(({ path, bytes }) => [path, Buffer.from(bytes ?? []).toString("utf8")]));
}

describe("a revision is read and unpacked as it was committed", () => {
  test("with names that hold line breaks, quotes and bytes that are no text", async () => {
    const dir = workTree();
    const blob = execFileSync("git", ["hash-object", "-w", "--stdin"], {
      cwd: dir,
      input: task,
      encoding: "utf8",
    }).trim();
    const names = ['a\n"b"\t.toml', "\xff\xfe.toml", "\xff\xfd.toml"];
    const entries = names.map((name) => Buffer.from(`100644 ${blob}\ttasks.d/${name}\0`, "latin1"));
    execFileSync("git", ["update-index", "-z", "--index-info"], { cwd: dir, input: Buffer.concat(entries) });
    git(dir, "commit", "-qm", "odd");
    const { files } = must(await (await open(dir)).readRevision(head(dir))).files;
    expect(files.map(({ bytes }) => Buffer.from(bytes!).toString())).toEqual([task, task, task]);
    const into = join(dirname(dir), "copy");
    must(await (await open(dir)).unpack(head(dir), into));
    expect(
      readFileSync(Buffer.concat([Buffer.from(`${into}/tasks.d/`), Buffer.from(names[1]!, "latin1")]), "utf8"),
    ).toBe(task);
  });

  test("with two names that differ by case alone, and after one was renamed to the other", async () => {
    const dir = workTree({ "tasks.d/A.toml": 'id = "x"\n' });
    const before = head(dir);
    git(dir, "mv", "tasks.d/A.toml", "tasks.d/a.toml");
    git(dir, "commit", "-qm", "renamed");
    expect(await taskFiles(dir, before)).toEqual({ "tasks.d/A.toml": 'id = "x"\n' });
    expect(await taskFiles(dir)).toEqual({ "tasks.d/a.toml": 'id = "x"\n' });
    commit(dir, { "tasks.d/A.toml": task });
    expect(await taskFiles(dir)).toEqual({ "tasks.d/a.toml": 'id = "x"\n', "tasks.d/A.toml": task });
  });

  test("whatever .gitattributes says of archives, and whatever filters are set up here", async () => {
    const attributes =
      "ignored export-ignore\nsubst export-subst\nfiltered filter=spy\nlarge filter=lfs\nwindows eol=crlf\n";
    const files = { ignored: "i", subst: "$Format:%H$\n", filtered: "f\n", large: "l\n", windows: "a\nb\n" };
    const dir = workTree({ ".gitattributes": attributes, ...files });
    const spy = join(dirname(dir), "ran");
    git(dir, "config", "filter.spy.smudge", `touch ${spy}; cat`);
    git(dir, "config", "filter.spy.required", "true");
    git(dir, "config", "filter.lfs.process", `touch ${spy}; false`);
    git(dir, "config", "filter.lfs.required", "true");
    const into = join(dirname(dir), "copy");
    must(await (await open(dir)).unpack(head(dir), into));
    expect(existsSync(spy)).toBe(false);
    const copied = Object.keys(files).map((name) => [name, readFileSync(join(into, name), "utf8")]);
    expect(Object.fromEntries(copied)).toEqual({ ...files, windows: "a\r\nb\r\n" });
  });

  test("of a clone that fetches contents when they are asked for", async () => {
    const dir = workTree({ "tasks.d/a.toml": task, "scripts/x.sh": "x" });
    git(dir, "config", "uploadpack.allowFilter", "true");
    git(dir, "config", "uploadpack.allowAnySHA1InWant", "true");
    const clone = join(dirname(dir), "clone");
    git("/", "clone", "-q", "--no-checkout", "--filter=blob:none", `file://${dir}`, clone);
    expect(await taskFiles(clone)).toEqual({ "tasks.d/a.toml": task });
    renameSync(dir, `${dir}-away`);
    const far = must(await openRepository(clone));
    expect(faultOf(await far.unpack(head(clone), join(dirname(dir), "copy"))).what).toContain("unpacking");
    renameSync(`${dir}-away`, dir);
    must(await far.unpack(head(clone), join(dirname(dir), "copy")));
  });
});

describe("which commit is meant", () => {
  test("a tag that is called like the branch is not the branch", async () => {
    const dir = workTree({ "tasks.d/a.toml": task });
    git(dir, "tag", "-a", "-m", "old", "main");
    const second = commit(dir, { "tasks.d/a.toml": "" });
    expect(must(await (await open(dir)).localTip("main"))).toBe(second);
    const clone = join(dirname(dir), "clone");
    git("/", "clone", "-q", dir, clone);
    expect(must(await (await open(clone)).fetchBranch("origin", "main"))).toBe(second);
  });

  test("an empty repository has none: it says so", async () => {
    const dir = workTree();
    const empty = join(dirname(dir), "empty");
    git("/", "init", "-q", "--initial-branch=main", empty);
    const fault = faultOf(await (await open(empty)).localTip("main"));
    expect(fault.hint).toBe("There is no branch at all yet. Commit to main and push it.");
  });

  test("a parent by graft is none", async () => {
    const dir = workTree({ "tasks.d/a.toml": task });
    const first = head(dir);
    git(dir, "checkout", "-q", "--orphan", "other");
    const other = commit(dir, { "tasks.d/a.toml": "" });
    writeFileSync(join(dir, ".git/info/grafts"), `${other} ${first}\n`);
    expect(must(await (await open(dir)).isAncestor(first, other))).toBe(false);
  });
});

test("objects that another repository has kept, which is gone: it says which is missing", async () => {
  const dir = workTree({ "tasks.d/a.toml": task });
  const clone = join(dirname(dir), "clone");
  git("/", "clone", "-q", "--shared", dir, clone);
  const tip = head(clone);
  rmSync(dir, { recursive: true });
  const fault = faultOf(await (await open(clone)).readRevision(tip));
  expect(fault).toMatchObject({ kind: "stalled", hint: expect.stringContaining("git fsck") as string });
});
