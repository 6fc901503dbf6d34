import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { allChecks } from "../../src/cli/doctor/all-checks.ts";
import { call } from "./call.ts";
import { makeFolder } from "./folder.ts";
import { runBin } from "./run-bin.ts";
import type { TaskRepository } from "./task-repository.ts";
import { makeTaskRepository } from "./task-repository.ts";

interface Told {
  readonly check: string;
  readonly what: string;
  readonly state: "ok" | "warning" | "problem";
  readonly found: string;
  readonly fix?: string;
}

async function doctor(repository: TaskRepository): Promise<{ code: number; told: readonly Told[] }> {
  const { code, out } = await repository.call("doctor --json");
  return { code, told: JSON.parse(out) as readonly Told[] };
}

const of = (told: readonly Told[], check: string): readonly Told[] => told.filter((one) => one.check === check);

const files = { "tasks.d/a.toml": 'run = "true"\nrequires = ["git>=2.0"]\n' };

/** With a bare remote beside it that has its branch. */
function withRemote(more: Readonly<Record<string, string>> = {}): { repository: TaskRepository; remote: string } {
  const repository = makeTaskRepository({ ...files, ...more });
  const remote = join(repository.dir, "../remote.git");
  execFileSync("git", ["init", "--quiet", "--bare", remote]);
  repository.git("remote", "add", "origin", remote);
  repository.git("push", "--quiet", "origin", "main");
  return { repository, remote };
}

test("each check has its say, each finding that is not fine says what to do, and only problems cost the exit code", async () => {
  const { repository } = withRemote();
  const { code, told } = await doctor(repository);
  expect([...new Set(told.map(({ check }) => check))]).toEqual(allChecks.map(({ name }) => name));
  expect(told.filter(({ state, fix }) => (state === "ok") !== (fix === undefined))).toEqual([]);
  expect(told.filter(({ state }) => state === "problem")).toEqual([]);
  expect(code).toBe(0);
});

test("it changes nothing", async () => {
  const { repository, remote } = withRemote();
  const look = (): readonly string[] =>
    [repository.dir, remote].flatMap((top) =>
      (readdirSync(top, { recursive: true }) as string[]).map((name) => {
        const { size, mtimeMs, mode } = statSync(join(top, name));
        return `${name} ${size} ${mtimeMs} ${mode}`;
      }),
    );
  const before = look();
  await doctor(repository);
  expect(look()).toEqual(before);
});

describe("what it finds", () => {
  test("tools that tasks require: one that is there, one that is not, one that is too old", async () => {
    const repository = makeTaskRepository({
      "tasks.d/a.toml": 'run = "true"\nrequires = ["git>=2.0", "git>=99", "no-such-tool"]\n',
      "tasks.d/b.toml": 'run = "true"\nrequires = ["no-such-tool"]\nenabled = false\n',
    });
    const { code, told } = await doctor(repository);
    expect(of(told, "required")).toMatchObject([
      { what: "git>=2.0 (a)", state: "ok", found: expect.stringMatching(/git is 2\./) as string },
      { what: "git>=99 (a)", state: "problem" },
      { what: "no-such-tool (a)", state: "problem", fix: expect.stringContaining("Install no-such-tool") as string },
    ]);
    expect(code).toBe(3);
  });

  test("the remote, and that it would take reports; nothing is pushed", async () => {
    const { repository, remote } = withRemote();
    const { told } = await doctor(repository);
    expect(of(told, "remote")).toMatchObject([{ state: "ok", found: expect.stringContaining("main is at") as string }]);
    expect(of(told, "reports")).toMatchObject([
      { state: "ok", found: expect.stringContaining("would take a push") as string },
    ]);
    expect(execFileSync("git", ["-C", remote, "for-each-ref"], { encoding: "utf8" })).not.toContain("runner/reports");
  });

  test("a remote that is gone, and a branch that it does not have", async () => {
    const { repository, remote } = withRemote({ "runner.toml": '[git]\nbranch = "live"\n' });
    expect(of((await doctor(repository)).told, "remote")).toMatchObject([
      { state: "problem", found: expect.stringContaining("no such branch") as string },
    ]);
    rmSync(remote, { recursive: true });
    const { code, told } = await doctor(repository);
    expect(of(told, "remote")).toMatchObject([{ state: "problem" }]);
    expect(of(told, "reports")).toMatchObject([{ state: "problem" }]);
    expect(code).toBe(3);
  });

  test("lists of signers that name nobody, and a key that others can read", async () => {
    const repository = makeTaskRepository(files);
    const key = join(repository.dir, "../key");
    writeFileSync(key, "");
    chmodSync(key, 0o644);
    const settings = `[git]\nrequire_signed = "signers"\n[reports]\nsign_key = "${key}"\n`;
    repository.commit({ "runner.toml": settings, signers: "# nobody yet\n" });
    const { told } = await doctor(repository);
    expect(of(told, "signatures").filter(({ what }) => what !== "ssh-keygen")).toMatchObject([
      { what: "signers in signers", state: "problem", found: "nobody is listed there" },
      { what: "key for reports", state: "problem", fix: `chmod 600 ${key}` },
    ]);
  });

  test("a state folder that is open to others", async () => {
    const repository = makeTaskRepository(files);
    const folder = join(repository.dir, ".git/runner");
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    const { told } = await doctor(repository);
    expect(of(told, "state folder")[0]).toMatchObject({ state: "problem", fix: `chmod 700 ${folder}` });
  });

  test("a daemon, which answers; and none", async () => {
    const repository = makeTaskRepository(files);
    expect(of((await doctor(repository)).told, "runner")[0]).toMatchObject({ state: "warning", found: "none is up" });
    await repository.start();
    const { told } = await doctor(repository);
    expect(of(told, "runner")[0]).toMatchObject({
      state: "ok",
      found: expect.stringMatching(/`runner start`.*answers/) as string,
    });
    expect(of(told, "repository")[1]).toMatchObject({ what: "revision in force", state: "ok" });
  });

  test("a revision that was turned away", async () => {
    const repository = makeTaskRepository(files);
    await repository.call("reconcile");
    repository.commit({ "tasks.d/b.toml": "nonsense = 1\n" });
    await repository.call("reconcile");
    const { told } = await doctor(repository);
    expect(of(told, "repository")).toMatchObject([
      { state: "ok" },
      { state: "ok" },
      { what: "newest revision", state: "problem" },
    ]);
  });
});

describe("without a repository all that can be told of the host is told", () => {
  const ofHost = allChecks
    .filter((check) => check.of === "host" || check.name === "repository")
    .map(({ name }) => name);

  test("a folder that is none: one problem, with what to do about it", async () => {
    const { dir } = makeFolder({});
    const { code, out } = await call(["doctor", "--json"], { cwd: dir });
    const told = (JSON.parse(out) as readonly Told[]).filter(({ check }) => check !== "required");
    expect(code).toBe(3);
    expect([...new Set(told.map(({ check }) => check))]).toEqual(ofHost.filter((name) => name !== "required"));
    expect(told.filter(({ state }) => state === "problem")).toMatchObject([
      { check: "repository", what: "git repository", fix: expect.stringContaining("runner init") as string },
    ]);
    const shown = await call(["doctor"], { cwd: dir });
    expect(shown.code).toBe(3);
    expect(shown.out).toMatch(/\n1 problem to be mended\n$/);
  });

  test("a folder of tasks that is none: what they require, too", async () => {
    const { dir } = makeFolder({ "tasks.d/a.toml": 'run = "true"\nrequires = ["no-such-tool"]\n' });
    const { out } = await call(["doctor", "--json"], { cwd: dir });
    const told = JSON.parse(out) as readonly Told[];
    expect(of(told, "required")).toMatchObject([{ what: "no-such-tool (a)", state: "problem" }]);
    expect(of(told, "repository")).toMatchObject([
      { found: expect.stringContaining("is no git repository") as string },
    ]);
  });

  test("without git", async () => {
    const { dir } = makeFolder({});
    vi.stubEnv("PATH", dir);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { code, out } = await call(["doctor", "--json"], { cwd: dir });
    const told = JSON.parse(out) as readonly Told[];
    expect(code).toBe(3);
    expect(of(told, "tools")[0]).toMatchObject({ what: "git", state: "problem", fix: "Install git 2.30 or later." });
    expect(of(told, "repository")).toMatchObject([{ state: "problem" }]);
    expect(of(told, "state folder").length).toBeGreaterThan(0);
  });

  test("with a journal that cannot be read", async () => {
    const repository = makeTaskRepository(files);
    mkdirSync(join(repository.dir, ".git/runner"), { mode: 0o700 });
    writeFileSync(join(repository.dir, ".git/runner/journal.db"), "no database at all, but long enough".repeat(100));
    const { code, told } = await doctor(repository);
    expect(code).toBe(3);
    expect(of(told, "repository")).toMatchObject([
      { state: "problem", found: expect.stringContaining("the journal cannot be opened") as string },
    ]);
    expect(of(told, "required")).toMatchObject([{ what: "git>=2.0 (a)", state: "ok" }]);
  });
});

test("what people see: a table, and what to do about each", async () => {
  const repository = makeTaskRepository({ "tasks.d/a.toml": 'run = "true"\nrequires = ["no-such-tool"]\n' });
  const { code, out } = await repository.call("doctor");
  expect(code).toBe(3);
  expect(out).toMatch(/^CHECK +WHAT +IS +FOUND\ntools +git +ok /);
  expect(out).toMatch(/\nproblem {2}no-such-tool \(a\): no-such-tool is not on the PATH .*\n {2}Install no-such-tool/);
  expect(out).toMatch(/\n1 problem to be mended\n$/);
});

test("as a program", async () => {
  const repository = makeTaskRepository(files);
  const { code, out } = await runBin(["doctor"], repository.dir).done;
  expect(code).toBe(0);
  expect(out).toContain("nothing is in the way of a runner here");
});
