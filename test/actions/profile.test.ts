import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isGone } from "./is-gone.ts";
import { makeRepository, writeFiles } from "./make-repository.ts";
import { pathOf } from "./path-of.ts";
import { makeFolder, runAction, snapshot } from "./run-action.ts";

/** A program that needs as many MiB as the file `size` says. */
function makeProgram(): { root: string; state: string; env: { RUNNER_ACTION_STATE: string } } {
  const root = makeRepository({
    "work.py": 'import colorsys\nfilled = b"x" * (int(open("size").read()) << 20)\n',
    size: "1",
  });
  const state = makeFolder();
  return { root, state: join(state, "profile"), env: { RUNNER_ACTION_STATE: state } };
}

const command = ["python3", "work.py"];

test("time, memory and the cost of imports", async () => {
  const { root, state, env } = makeProgram();
  writeFileSync(join(root, "size"), "100");
  const run = await runAction("profile", { path: root, command, runs: 1 }, { env });
  expect(run.code).toBe(0);
  const { wall_seconds, cpu_seconds, peak_memory_bytes } = run.outputs.metrics!;
  expect(wall_seconds).toBeGreaterThan(0);
  expect(cpu_seconds).toBeGreaterThan(0);
  expect(peak_memory_bytes).toBeGreaterThan(100 << 20);
  expect(peak_memory_bytes).toBeLessThan(200 << 20);
  const imports = run.outputs.data!["imports"] as { module: string; self_seconds: number }[];
  expect(imports).toHaveLength(15);
  expect(imports[0]!.self_seconds).toBeGreaterThanOrEqual(imports[1]!.self_seconds);
  expect(JSON.parse(readFileSync(join(state, "last.json"), "utf8"))).toMatchObject({ command, peak_memory_bytes });
  expect(run.outputs.artifacts).toMatchObject([{ path: join(state, "last.json") }]);
});

test("what has become worse fails, and goes on failing until it is better", async () => {
  const { root, env } = makeProgram();
  const params = { path: root, command, runs: 1, compare: ["memory"] };
  const profile = async (size: number) => {
    writeFileSync(join(root, "size"), String(size));
    return runAction("profile", params, { env });
  };
  expect((await profile(10)).log).toContain("there is no good run before this one");
  const worse = await profile(100);
  expect(worse.code).toBe(1);
  expect(worse.outputs.summary).toMatch(/python3 work\.py has become worse: memory .* MiB → .* MiB \(\+/);
  expect(worse.outputs.metrics!["memory_change_percent"]).toBeGreaterThan(100);
  expect((await profile(100)).code).toBe(1);
  expect(await profile(10)).toMatchObject({ code: 0, outputs: { data: { regressions: [] } } });
});

test.each([
  { name: "a better one", wall_seconds: 1e-9, code: 1 },
  { name: "a worse one", wall_seconds: 1e6, code: 0 },
])("held against a file: $name", async ({ wall_seconds, code }) => {
  const { root, env } = makeProgram();
  writeFiles(root, { "base.json": JSON.stringify({ wall_seconds, cpu_seconds: 1e6, peak_memory_bytes: 1e12 }) });
  const run = await runAction(
    "profile",
    { path: root, command: ["sleep", "0.02"], runs: 1, baseline: "base.json" },
    { env },
  );
  expect(run.code).toBe(code);
  expect(run.outputs.data).toMatchObject({ baseline: { wall_seconds, from: join(root, "base.json") } });
  expect(run.outputs.data!["regressions"]).toHaveLength(code);
});

test("another command is not held against the last one", async () => {
  const { root, env } = makeProgram();
  await runAction("profile", { path: root, command: ["true"], runs: 1 }, { env });
  const run = await runAction("profile", { path: root, command: ["sh", "-c", "true"], runs: 1 }, { env });
  expect(run.code).toBe(0);
  expect(run.log).toContain("the last good run was of another command");
});

test("a dry run executes nothing", async () => {
  const { root, state } = makeProgram();
  mkdirSync(state, { recursive: true });
  const before = [snapshot(root, "with times"), snapshot(state, "with times")];
  const env = { RUNNER_ACTION_STATE: join(state, "..") };
  const run = await runAction("profile", { path: root, command: ["touch", "made"], runs: 3 }, { env, dryRun: true });
  expect(run.code).toBe(0);
  expect(run.log).toContain(`would run touch made 4 times in ${root}`);
  expect([snapshot(root, "with times"), snapshot(state, "with times")]).toEqual(before);
});

describe("bad input", () => {
  test("parameters", async () => {
    await expect(runAction("profile", {})).rejects.toThrow("command");
    await expect(runAction("profile", { command: "make" })).rejects.toThrow("command");
    await expect(runAction("profile", { command, percent: 3 })).rejects.toThrow("percent");
  });

  test.each([
    { name: "no such place", params: { path: "/no/such/place" }, says: "is no folder" },
    { name: "no such program", params: { command: ["no-such-program"] }, says: "no-such-program is not installed" },
    { name: "no such path of a program", params: { command: ["./gone"] }, says: "./gone cannot be executed in" },
    { name: "no such baseline", params: { baseline: "gone.json" }, says: "gone.json: `baseline` is `last`, or a file" },
    { name: "a baseline that is none", params: { baseline: "work.py" }, says: "work.py is no baseline" },
    { name: "a baseline without numbers", params: { baseline: "nan.json" }, says: "nan.json is no baseline" },
    {
      name: "a command that fails",
      params: { command: ["sh", "-c", "echo no database >&2; exit 7"] },
      says: "sh ends with exit code 7: no database; nothing was measured",
    },
    { name: "a command that is killed", params: { command: ["sh", "-c", "kill -9 $$"] }, says: "exit code -9" },
  ])("$name", async ({ params, says }) => {
    const { root, state, env } = makeProgram();
    mkdirSync(state, { recursive: true });
    writeFiles(root, { "nan.json": '{ "wall_seconds": NaN, "cpu_seconds": 1, "peak_memory_bytes": 1 }' });
    const run = await runAction("profile", { path: root, command, runs: 1, ...params }, { env });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain(says);
    expect(snapshot(state)).toEqual({ [state]: expect.any(String) as string });
  });

  test("a home that nobody knows", async () => {
    const { root } = makeProgram();
    chmodSync(root, 0o755);
    const before = snapshot(root, "with times");
    const how = { cwd: root, uid: 54_321, env: { HOME: "~", RUNNER_ACTION_STATE: "" } };
    const run = await runAction("profile", { path: root, command: ["true"] }, how);
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("nobody knows which folder ~/.local/state/runner/actions is");
    expect(snapshot(root, "with times")).toEqual(before);
  });

  test("no rights", async () => {
    const { root } = makeProgram();
    chmodSync(root, 0o700);
    const how = { uid: 65534, env: { PATH: pathOf("true") } };
    const run = await runAction("profile", { path: root, command: ["true"] }, how);
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain(`not allowed: ${root}`);
  });

  test("one that is stopped in the middle: the command ends with all that it has started", async () => {
    const { root, state, env } = makeProgram();
    const params = { path: root, command: ["true"], runs: 1 };
    await runAction("profile", params, { env });
    const before = snapshot(state, "with times");
    const begun = join(makeFolder(), "begun");
    execFileSync("mkfifo", [begun]);
    const reader = spawn("cat", [begun], { stdio: ["ignore", "pipe", "inherit"] });
    let pid = 0;
    const command = ["sh", "-c", `sleep 600 & echo $! > ${begun}; wait`];
    const ended = runAction("profile", { ...params, command }, { env, onStart: (started) => (pid = started) });
    const [child] = (await once(reader.stdout, "data")) as [Buffer];
    process.kill(pid, "SIGTERM");
    expect(await ended).toMatchObject({ code: 1, outputs: { summary: "it was stopped before it was done" } });
    expect(isGone(child.toString().trim())).toBe(true);
    expect(snapshot(state, "with times")).toEqual(before);
  });

  test("a disk that is full: the last good run is kept", async () => {
    const { root, env } = makeProgram();
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=16k", "tmpfs", env.RUNNER_ACTION_STATE]);
    try {
      const params = { path: root, command: ["true"], runs: 1, compare: [] };
      await runAction("profile", params, { env });
      execFileSync("sh", ["-c", `cat /dev/zero > ${env.RUNNER_ACTION_STATE}/filler 2>/dev/null || true`]);
      const before = snapshot(env.RUNNER_ACTION_STATE);
      const run = await runAction("profile", params, { env });
      expect(run.code).toBe(1);
      expect(run.outputs.summary).toContain("the disk is full");
      expect(snapshot(env.RUNNER_ACTION_STATE)).toEqual(before);
    } finally {
      execFileSync("umount", [env.RUNNER_ACTION_STATE]);
    }
  });

  test("a second run at the same time", async () => {
    const { root, state, env } = makeProgram();
    mkdirSync(state, { recursive: true });
    const holder = spawn("flock", [state, "sh", "-c", "echo held; read _"], { stdio: ["pipe", "pipe", "inherit"] });
    await once(holder.stdout, "data");
    const run = await runAction("profile", { path: root, command: ["true"] }, { env });
    holder.stdin.end("\n");
    await once(holder, "close");
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("another run of profile is measuring");
  });
});
