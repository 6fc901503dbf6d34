import { readdirSync, rmSync, statSync, truncateSync, writeFileSync, chmodSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RevisionFiles } from "../../src/model/files.ts";
import { sha } from "../../src/model/ids.ts";
import { commit, faultOf, git, gitWith, must, open, workTree } from "./scratch.ts";

const odd = 'tasks.d/new\nline "quoted" tab\t ünï.toml';

const files = {
  "runner.toml": "[runner]\n",
  "README.md": "read me",
  "tasks.d/b.yaml": "run: b\n",
  "tasks.d/a.toml": 'run = "a"\n',
  "tasks.d/group/c.yml": "run: c\n",
  "tasks.d/_draft.toml": "no",
  "tasks.d/.hidden.toml": "no",
  "tasks.d/_drafts/d.toml": "no",
  "tasks.d/notes.md": "no",
  "other.d/e.toml": "no",
  "calendars/holidays.toml": "dates",
  "calendars/_old.toml": "no",
  "calendars/notes.md": "no",
  "calendars/deep/x.toml": "no",
  [odd]: "odd",
  "tasks.d/linked.toml": { link: "../shared/real.toml" },
  "tasks.d/via.toml": { link: "../alias/real.toml" },
  "tasks.d/broken.toml": { link: "nowhere.toml" },
  "tasks.d/out.toml": { link: "../../etc/passwd.toml" },
  "tasks.d/absolute.toml": { link: "/etc/passwd" },
  "tasks.d/loop.toml": { link: "loop.toml" },
  "tasks.d/folder.toml": { link: "../shared" },
  "shared/real.toml": "shared",
  alias: { link: "shared" },
  "scripts/x.sh": { run: "#!/bin/sh\n" },
  "scripts/plain.sh": "#!/bin/sh\n",
  "scripts/link.sh": { link: "x.sh" },
} as const;

function texts(read: RevisionFiles): Record<string, string> {
  return Object.fromEntries(
    read.files.map((file) => [file.path, file.bytes ? Buffer.from(file.bytes).toString() : `! ${file.problem}`]),
  );
}

describe("readRevision", () => {
  test("task files with their contents, everything else by name", async () => {
    const dir = workTree();
    const head = commit(dir, files, "add everything\nin two lines\n\nand a body");
    const read = must(await (await open(dir)).readRevision(head));
    expect(texts(read.files)).toEqual({
      "runner.toml": "[runner]\n",
      "calendars/holidays.toml": "dates",
      "tasks.d/a.toml": 'run = "a"\n',
      "tasks.d/b.yaml": "run: b\n",
      "tasks.d/group/c.yml": "run: c\n",
      [odd]: "odd",
      "tasks.d/linked.toml": "shared",
      "tasks.d/via.toml": "shared",
      "tasks.d/broken.toml": "! is a link to tasks.d/nowhere.toml, and there is no such file",
      "tasks.d/out.toml": "! is a link that leaves the repository: ../../etc/passwd.toml",
      "tasks.d/absolute.toml": "! is a link that leaves the repository: /etc/passwd",
      "tasks.d/loop.toml": "! is a link that leads back to itself",
      "tasks.d/folder.toml": "! is a link to shared, and there is no such file",
    });
    expect(read.files.others).toEqual(["tasks.d/notes.md"]);
    expect(read.files.files.map((file) => file.path)).toEqual(read.files.files.map((file) => file.path).sort());
    expect(read.revision).toMatchObject({
      sha: head,
      subject: "add everything",
      author: expect.stringMatching(/^A <.+>$/),
      worktree: false,
    });
    expect(read.revision.committedAt).toBe(Number(git(dir, "log", "-1", "--format=%ct")) * 1000);
  });

  test.each([
    ["scripts/x.sh", { path: "scripts/x.sh", kind: "executable" }],
    ["scripts/plain.sh", { path: "scripts/plain.sh", kind: "file" }],
    ["scripts/link.sh", { path: "scripts/link.sh", kind: "symlink", target: "x.sh" }],
    ["alias/real.toml", { path: "shared/real.toml", kind: "file" }],
    ["README.md", { path: "README.md", kind: "file" }],
    ["scripts", undefined],
    ["scripts/none.sh", undefined],
    ["tasks.d/_draft.toml", { path: "tasks.d/_draft.toml", kind: "file" }],
  ])("find %s", async (path, entry) => {
    const dir = workTree(files);
    const repository = await open(dir);
    const read = must(await repository.readRevision((await repository.resolve("HEAD"))!));
    expect(read.files.find(path)).toEqual(entry);
  });

  test("a submodule is a name, not a folder of tasks", async () => {
    const dir = workTree({ "tasks.d/a.toml": "" });
    git(dir, "update-index", "--add", "--cacheinfo", `160000,${git(dir, "rev-parse", "HEAD")},tasks.d/sub.toml`);
    git(dir, "commit", "--quiet", "-m", "submodule");
    const repository = await open(dir);
    const { files: read } = must(await repository.readRevision(sha(git(dir, "rev-parse", "HEAD"))));
    expect(read.files.map((file) => file.path)).toEqual(["tasks.d/a.toml"]);
    expect(read.find("tasks.d/sub.toml")).toEqual({ path: "tasks.d/sub.toml", kind: "submodule" });
  });

  test("of a huge file only so much as shows that it is too long; the next one is whole", async () => {
    const dir = workTree();
    const head = commit(dir, { "tasks.d/a.toml": Buffer.alloc(5_000_000, "x"), "tasks.d/b.toml": "b" });
    const { files: read } = must(await (await open(dir)).readRevision(head));
    expect(read.files.map((file) => file.bytes?.length)).toEqual([1024 * 1024 + 1, 1]);
  });

  test("a message in another encoding", async () => {
    const dir = workTree();
    const latin1 = join(dir, "message");
    writeFileSync(latin1, Buffer.from("Größe\n", "latin1"));
    git(dir, "-c", "i18n.commitEncoding=ISO-8859-1", "commit", "--quiet", "--allow-empty", "-F", latin1);
    const head = sha(git(dir, "rev-parse", "HEAD"));
    expect(must(await (await open(dir)).readRevision(head)).revision.subject).toBe("Größe");
  });

  test("a bare repository, a shallow clone and SHA-256 read the same", async () => {
    const dir = workTree({}, "--object-format=sha256");
    const head = commit(dir, { "tasks.d/a.toml": "a", "tasks.d/b.toml": { link: "a.toml" } });
    expect(head).toHaveLength(64);
    const bare = join(dir, "../bare.git");
    git(dir, "clone", "--quiet", "--bare", dir, bare);
    const shallow = join(dir, "../shallow");
    git(dir, "clone", "--quiet", "--depth=1", `file://${dir}`, shallow);
    for (const each of [dir, bare, shallow]) {
      const { files: read } = must(await (await open(each)).readRevision(head));
      expect(texts(read)).toEqual({ "tasks.d/a.toml": "a", "tasks.d/b.toml": "a" });
    }
  });

  test.each(["removed", "emptied", "cut"] as const)("an object that was %s is a Fault that names it", async (how) => {
    const dir = workTree({ "tasks.d/a.toml": "a".repeat(1000), "tasks.d/b.toml": "b" });
    const object = git(dir, "rev-parse", "HEAD:tasks.d/a.toml");
    const file = join(dir, ".git/objects", object.slice(0, 2), object.slice(2));
    chmodSync(file, 0o644);
    if (how === "removed") rmSync(file);
    else truncateSync(file, how === "emptied" ? 0 : Math.floor(statSync(file).size / 2));
    const repository = await open(dir);
    const fault = faultOf(await repository.readRevision((await repository.resolve("HEAD"))!));
    expect(fault.kind).toBe("stalled");
    expect(fault.what).toContain(object);
    expect(fault.hint).toContain("git fsck");
  });

  test("a folder's object that is missing", async () => {
    const dir = workTree({ "tasks.d/a.toml": "a" });
    const object = git(dir, "rev-parse", "HEAD:tasks.d");
    rmSync(join(dir, ".git/objects", object.slice(0, 2), object.slice(2)));
    const repository = await open(dir);
    const fault = faultOf(await repository.readRevision((await repository.resolve("HEAD"))!));
    expect(fault.what).toContain(object);
  });

  test("a replaced commit is read as it was made", async () => {
    const dir = workTree({ "tasks.d/a.toml": "old" });
    const first = sha(git(dir, "rev-parse", "HEAD"));
    git(dir, "replace", first, commit(dir, { "tasks.d/a.toml": "new" }));
    expect(texts(must(await (await open(dir)).readRevision(first)).files)).toEqual({ "tasks.d/a.toml": "old" });
  });
});

describe("changedPaths", () => {
  test("changed, added, removed, renamed and odd names; all where there is nothing to compare with", async () => {
    const dir = workTree({ a: "1", b: "2", gone: "3", "old name": "a long enough text to be recognised" });
    const from = sha(git(dir, "rev-parse", "HEAD"));
    rmSync(join(dir, "gone"));
    git(dir, "mv", "old name", "new name");
    const to = commit(dir, { a: "changed", [odd]: "" });
    const repository = await open(dir);
    const changed = must(await repository.changedPaths(from, to));
    expect([...changed].sort()).toEqual(["a", "gone", "new name", "old name", odd].sort());
    const all = ["a", "b", "new name", odd].sort();
    expect([...must(await repository.changedPaths(undefined, to))].sort()).toEqual(all);
    expect([...must(await repository.changedPaths(sha("0".repeat(39) + "1"), to))].sort()).toEqual(all);
    expect(must(await repository.changedPaths(to, to))).toEqual([]);
    expect(faultOf(await repository.changedPaths(undefined, sha("0".repeat(39) + "1"))).kind).toBe("stalled");
  });
});

describe("snapshotWorktree", () => {
  test("tracked and new files, not ignored ones; nothing of the user's is touched", async () => {
    const dir = workTree({ ".gitignore": "*.log\n", "tasks.d/a.toml": "old", gone: "", kept: "" });
    const before = sha(git(dir, "rev-parse", "HEAD"));
    writeFileSync(join(dir, "tasks.d/a.toml"), "new");
    writeFileSync(join(dir, "tasks.d/b.toml"), "b");
    writeFileSync(join(dir, "x.log"), "");
    rmSync(join(dir, "gone"));
    const status = git(dir, "status", "--porcelain");
    const repository = await open(dir);
    const snapshot = must(await repository.snapshotWorktree());
    const read = must(await repository.readRevision(snapshot));
    expect(texts(read.files)).toEqual({ "tasks.d/a.toml": "new", "tasks.d/b.toml": "b" });
    expect(read.revision).toMatchObject({
      sha: snapshot,
      worktree: true,
      author: expect.stringMatching(/^runner <.+>$/),
    });
    expect(read.files.find("gone")).toBeUndefined();
    expect(read.files.find("x.log")).toBeUndefined();
    expect(read.files.find("kept")).toBeDefined();
    expect(git(dir, "status", "--porcelain")).toBe(status);
    expect(git(dir, "rev-parse", "HEAD")).toBe(before);
    expect(git(dir, "rev-parse", "refs/runner/worktree", `${snapshot}^`).split("\n")).toEqual([snapshot, before]);
    expect(git(dir, "fsck", "--strict")).toBe("");
    expect(readdirSync(join(dir, ".git")).filter((name) => name.startsWith("runner"))).toEqual([]);

    expect(must(await repository.snapshotWorktree())).toBe(snapshot);
    writeFileSync(join(dir, "tasks.d/b.toml"), "again");
    expect(must(await repository.snapshotWorktree())).not.toBe(snapshot);
  });

  test("before the first commit, and in the middle of a merge", async () => {
    const fresh = workTree();
    git(fresh, "checkout", "--quiet", "--orphan", "empty");
    const first = await open(fresh);
    expect(must(await first.snapshotWorktree())).toMatch(/^[0-9a-f]{40}$/);

    const dir = workTree({ "tasks.d/a.toml": "base" });
    git(dir, "checkout", "--quiet", "-b", "side");
    commit(dir, { "tasks.d/a.toml": "side" });
    git(dir, "checkout", "--quiet", "main");
    commit(dir, { "tasks.d/a.toml": "main" });
    expect(() => git(dir, "merge", "side")).toThrow();
    const repository = await open(dir);
    const read = must(await repository.readRevision(must(await repository.snapshotWorktree())));
    expect(texts(read.files)["tasks.d/a.toml"]).toContain("<<<<<<<");
    expect(git(dir, "status", "--porcelain")).toBe("AA tasks.d/a.toml".replace("AA", "UU"));
  });

  test("a bare repository has no work tree", async () => {
    const dir = workTree();
    const bare = join(dir, "../bare.git");
    gitWith(dir, {}, "clone", "--quiet", "--bare", dir, bare);
    expect(faultOf(await (await open(bare)).snapshotWorktree()).what).toContain("is a bare repository");
  });
});
