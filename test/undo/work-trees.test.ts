import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunId, TaskId } from "../../src/model/ids.ts";
import type { WorkTree } from "../../src/undo/manifest.ts";
import { makePoint, readManifest, restorePoint, showWorkTrees, verifyPoint } from "../../src/undo/index.ts";

const run = "run-1" as RunId;
const isRoot = process.getuid?.() === 0;
let home: string;
let tree: string;
let stateDir: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "work-trees-")));
  tree = `${home}/tree`;
  stateDir = `${home}/state`;
  mkdirSync(tree);
  sh("git init -q -b main; echo 1 > file; git add .; git commit -qm one");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** What a task may do to a repository; each time its state before comes back. */
const harms: readonly (readonly [name: string, before: string, harm: string])[] = [
  ["a commit", ":", "echo 2 > file; git commit -qam two"],
  ["another branch", ":", "git checkout -qb other; echo 2 > new; git add .; git commit -qm two"],
  [
    "packed refs and objects",
    "git tag old; git branch kept",
    "git pack-refs --all; git gc -q; git branch -D -q kept; git tag -d old",
  ],
  [
    "refs that were packed",
    "git branch kept; git pack-refs --all; git gc -q",
    "echo 2 > file; git commit -qam two; git branch -D -q kept; git gc -q --prune=now",
  ],
  ["what was staged", "echo staged > file; git add file; echo later > file", "git reset -q --hard; rm file"],
  [
    "a merge in the middle",
    "git checkout -qb a; echo a > file; git commit -qam a; git checkout -q main; echo m > file; git commit -qam m; git merge -q a || true",
    "git merge --abort",
  ],
  [
    "a stash",
    "echo stashed > file; git stash -q",
    "git stash drop -q; git reflog expire --expire=now --all; git gc -q --prune=now",
  ],
  ["no branch", "git checkout -q --detach", "git checkout -q main; git commit -q --allow-empty -m two"],
  ["a repository that is gone", ":", "rm -rf .git"],
];

describe("the state of a repository comes back with its files", () => {
  test.each(harms)("%s", async (_name, before, harm) => {
    sh(before);
    const then = look();
    await save();
    sh(harm);
    expect(await restore()).toEqual([]);
    expect(look()).toEqual(then);
    sh("git fsck --strict");
  });
});

test.each([
  ["clean", ":", { branch: "main", isClean: true }],
  ["with changes", "echo 2 > file", { branch: "main", isClean: false }],
  ["with what git does not know of", "echo 2 > new", { branch: "main", isClean: false }],
  ["on no branch", "git checkout -q --detach", { isClean: true }],
])("a point tells of a work tree: %s", async (_name, make, state) => {
  sh(make);
  expect(await save()).toEqual([{ path: tree, head: head(), ...state }]);
});

test.each([
  ["one that is above", () => `${home}/*`],
  ["what lies at its top, the repository too", () => `${tree}/{file,.git}`],
])("it is found where what is protected is %s", async (_name, protect) => {
  stateDir = mkdtempSync(join(tmpdir(), "work-trees-state-"));
  try {
    expect(await save([protect()])).toEqual([{ path: tree, head: head(), branch: "main", isClean: true }]);
  } finally {
    rmSync(stateDir, { recursive: true });
  }
});

test("a folder of that name is none", async () => {
  sh("rm -r .git; mkdir .git; cd ..; git init -q -b above");
  expect(await save()).toEqual([{ path: home, branch: "above", isClean: false }, { path: tree }]);
});

test("whose repository is not protected: it is told before, and what files did not bring back after", async () => {
  sh("git worktree add -q ../linked -b side");
  const linked = `${home}/linked`;
  const outside = `${tree}/.git/worktrees/linked`;
  const before = head();
  const warned: WorkTree[] = [];
  const trees = await save([linked], (one) => warned.push(one));
  expect(trees).toEqual([{ path: linked, head: before, branch: "side", isClean: true, outside }]);
  expect(warned).toEqual(trees);
  sh("cd ../linked; echo 2 > file; git commit -qam two");
  const now = head(linked);
  expect(await restore()).toEqual([
    {
      path: `${linked}/.git`,
      why: `HEAD was ${before.slice(0, 7)} on side, is ${now.slice(0, 7)} on side, with changes, and its repository ${outside} is not protected`,
    },
  ]);
  expect(sh("cat ../linked/file")).toBe("1\n");
});

test("of which a part is protected: nobody is told that its HEAD does not come back", async () => {
  sh("mkdir part; echo 1 > part/file; git add .; git commit -qm part");
  expect(await save([`${tree}/part`])).toEqual([{ path: tree, head: head(), branch: "main", isClean: true }]);
  sh("echo 2 > part/file; git commit -qam two");
  expect(await restore()).toEqual([]);
});

test("a linked one whose repository is protected as well comes back whole", async () => {
  sh("git worktree add -q ../linked -b side");
  const linked = `${home}/linked`;
  const before = head();
  expect(await save([linked, tree])).toEqual([
    { path: linked, head: before, branch: "side", isClean: true },
    { path: tree, head: before, branch: "main", isClean: true },
  ]);
  sh("cd ../linked; echo 2 > file; git commit -qam two");
  expect(await restore()).toEqual([]);
  expect([head(linked), sh("git -C ../linked status --porcelain")]).toEqual([before, ""]);
});

test("what has become of it is shown", async () => {
  const before = head();
  await save();
  sh("git checkout -qb other; echo 2 > file; git commit -qam two; echo 3 > file");
  const read = readManifest(stateDir, run);
  expect(read.ok && (await showWorkTrees(read.value)).map(({ told }) => told)).toEqual([
    `${tree}: HEAD was ${before.slice(0, 7)} on main, is now ${head().slice(0, 7)} on other, with changes`,
  ]);
});

test.runIf(isRoot)("of somebody else it is asked for as that user, whose settings start nothing as root", async () => {
  sh(
    `chmod 755 ${home}; chown -R 12345:12345 .; git config --file .git/config core.fsmonitor 'id -u > ${home}/ran; false'`,
  );
  sh(
    `git config --file .git/config filter.x.clean 'id -u > ${home}/tree/ran; cat'; echo 'file filter=x' > .gitattributes`,
  );
  sh("echo 2 > file; chown -R 12345:12345 .; touch -d '1 hour ago' file");
  expect(await save()).toMatchObject([{ path: tree, branch: "main", isClean: false }]);
  expect(sh("cat ran")).toBe("12345\n");
});

function sh(script: string): string {
  const who = { GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@x", GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@x" };
  return execFileSync("bash", ["-euc", script], {
    cwd: tree,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, ...who, GIT_CONFIG_GLOBAL: "/dev/null" },
  });
}

function head(folder = tree): string {
  return sh(`git -C ${folder} rev-parse HEAD`).trim();
}

function look(): string {
  return sh(
    "git rev-parse HEAD; cat .git/HEAD; git for-each-ref; git stash list; git status --porcelain=v2 --branch; git diff; git diff --cached; cat file",
  );
}

async function save(protect = [tree], onOutside?: (tree: WorkTree) => void): Promise<readonly WorkTree[]> {
  const limits = { maxPoints: 50, maxBytes: 5e7, keepMs: 1e9 };
  const order = { stateDir, run, task: "t" as TaskId, protect, limits, isInUse: () => false, now: 0 };
  const made = await makePoint({ ...order, ...(onOutside && { onOutside }) });
  if (!made.ok) throw new Error(made.error);
  const read = readManifest(stateDir, run);
  return (read.ok && read.value.workTrees) || [];
}

async function restore() {
  const verified = await verifyPoint(stateDir, run);
  if (!verified.ok) throw new Error(verified.error);
  return (await restorePoint({ stateDir, run, manifest: verified.value })).left;
}
