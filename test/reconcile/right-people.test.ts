import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { askDaemon } from "../../src/reconcile/control/ask-daemon.ts";
import { findWriter } from "../../src/reconcile/find-writer.ts";
import { holdLock } from "../../src/reconcile/hold-lock.ts";
import { makeTaskRepository } from "../cli/task-repository.ts";

const isRoot = process.geteuid!() === 0;
const nobody = 65534;

function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "runner-people-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe("the state folder", () => {
  const me = { pid: process.pid, verb: "start", since: 0 };

  test.each([0o755, 0o777, 0o710])("one that is open to others (%o) is closed", (mode) => {
    const folder = makeFolder();
    chmodSync(folder, mode);
    const held = holdLock(folder, me);
    expect(held.ok).toBe(true);
    if (held.ok) held.value.release();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test("one that is made is its owner's alone, whatever the mask", () => {
    const folder = join(makeFolder(), "a", "state");
    const before = process.umask(0);
    const held = holdLock(folder, me);
    process.umask(before);
    if (held.ok) held.value.release();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  // Only root can make a folder that belongs to somebody else.
  test.skipIf(!isRoot)("one of somebody else is refused", () => {
    const folder = makeFolder();
    chownSync(folder, nobody, nobody);
    expect(holdLock(folder, me)).toMatchObject({
      ok: false,
      error: { kind: "unusable", problem: "it belongs to the user 65534, and this runner is the user 0" },
    });
  });
});

describe("who answers on the socket", () => {
  const fake = async (folder: string): Promise<void> => {
    const server = createServer((socket) => socket.end('{"answer":"done","message":"trust me"}\n'));
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(join(folder, "socket"), resolve));
  };

  test("a folder in which others could have put it is not trusted", async () => {
    const folder = makeFolder();
    await fake(folder);
    chmodSync(folder, 0o777);
    const asked = await askDaemon(folder, { ask: "sync" });
    expect(asked).toMatchObject({
      ok: false,
      error: { what: expect.stringContaining(`others may write to ${folder}`) as string },
    });
    chmodSync(folder, 0o700);
    expect(await askDaemon(folder, { ask: "sync" })).toMatchObject({ ok: true, value: { message: "trust me" } });
  });

  test.skipIf(!isRoot)("a socket of somebody else in our folder is not trusted", async () => {
    const folder = makeFolder();
    await fake(folder);
    chownSync(join(folder, "socket"), nobody, nobody);
    const asked = await askDaemon(folder, { ask: "sync" });
    expect(asked).toMatchObject({
      ok: false,
      error: { what: expect.stringContaining("belongs to the user 65534") as string },
    });
  });
});

describe("root and a repository that others can write to", () => {
  const places = (top: string) => ({ workTree: top, gitDir: join(top, ".git"), commonDir: join(top, ".git") });
  const spoiled = (path: string): string => (chmodSync(path, 0o777), path);
  const make = (): string => {
    const top = join(makeFolder(), "ops");
    for (const name of ["refs/heads/team", "objects/ab"]) mkdirSync(join(top, ".git", name), { recursive: true });
    mkdirSync(join(top, "tasks.d"));
    for (const name of [".git/refs/heads/team/main", "tasks.d/a.toml"]) writeFileSync(join(top, name), "");
    return top;
  };

  test.skipIf(!isRoot)("one that is root's alone, in a folder such as /tmp, is fine", () => {
    expect(findWriter(places(make()))).toBeUndefined();
  });

  test.skipIf(!isRoot).each<[name: string, spoil: (top: string) => string]>([
    ["the work tree", (top) => (chmodSync(top, 0o777), top)],
    ["git's folder", (top) => (chmodSync(join(top, ".git"), 0o757), join(top, ".git"))],
    ["where branches are", (top) => (chmodSync(join(top, ".git/refs/heads"), 0o777), join(top, ".git/refs/heads"))],
    ["a branch", (top) => spoiled(join(top, ".git/refs/heads/team/main"))],
    ["a folder of branches", (top) => spoiled(join(top, ".git/refs/heads/team"))],
    ["objects", (top) => spoiled(join(top, ".git/objects/ab"))],
    ["a folder above it", (top) => (chmodSync(join(top, ".."), 0o777), join(top, ".."))],
    ["the work tree, by a group", (top) => (chownSync(top, 0, nobody), chmodSync(top, 0o775), top)],
    ["the work tree, by its owner", (top) => (chownSync(top, nobody, nobody), top)],
    ["git's folder, by its owner", (top) => (chownSync(join(top, ".git"), nobody, 0), join(top, ".git"))],
    ["a folder above it, by its owner", (top) => (chownSync(join(top, ".."), nobody, 0), join(top, ".."))],
  ])("others can write to %s", (_, spoil) => {
    const top = make();
    const path = spoil(top);
    expect(findWriter(places(top))?.path).toBe(path);
  });

  test.skipIf(!isRoot).each(["tasks.d", "tasks.d/a.toml"])(
    "others can write to %s: that counts where the files are run as they are, not where commits are",
    (name) => {
      const top = make();
      const path = spoiled(join(top, name));
      expect(findWriter(places(top))).toBeUndefined();
      expect(findWriter({ ...places(top), worktree: true })?.path).toBe(path);
    },
  );

  test.skipIf(!isRoot)("root does not run files as they are where others can write to one of them", async () => {
    const repository = makeTaskRepository({ "tasks.d/a.toml": 'run = "true"\n' });
    chmodSync(join(repository.dir, "tasks.d"), 0o777);
    expect((await repository.call("run a --wait")).code).toBe(0);
    const refused = await repository.call("run a --wait --worktree");
    expect(refused).toMatchObject({
      code: 3,
      err: expect.stringContaining("tasks.d is writable by everybody") as string,
    });
  });

  test.skipIf(!isRoot)("root does not run it, and says what to do; the host's own settings may allow it", async () => {
    const repository = makeTaskRepository({ "tasks.d/a.toml": 'run = "true"\n' });
    chmodSync(repository.dir, 0o777);
    const refused = await repository.call("run a --wait");
    expect(refused).toMatchObject({
      code: 3,
      err: expect.stringContaining(`${repository.dir} is writable by everybody`) as string,
    });
    expect(refused.err).toContain("trust_writers = true");
    const allowed = await repository.call("run a --wait", { env: { RUNNER_HOST_TRUST_WRITERS: "true" } });
    expect(allowed.code).toBe(0);
  });

  test("a repository cannot allow it for itself", async () => {
    const repository = makeTaskRepository({ "runner.toml": "[host]\ntrust_writers = true\n" });
    expect((await repository.call("validate")).code).toBe(2);
  });
});
