import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LaunchOrder } from "../../src/execute/index.ts";
import { measureFiles } from "../../src/execute/index.ts";
import type { Stage } from "./stage.ts";
import { makeStage, run, textOf } from "./stage.ts";

const text = (shell: string) => ({ kind: "text", text: shell }) as const;

async function ended(stage: Stage, change: Partial<LaunchOrder>) {
  const { executor, end } = stage.play();
  expect(await executor.start(stage.order(change))).toMatchObject({ kind: "started" });
  const { written, exit } = await end();
  return { written, exit, log: textOf((await executor.readLog(run, 65_536)).head) };
}

test("RUNNER_OUTPUT is an empty file of the run alone, and gone with its folder", async () => {
  const stage = await makeStage();
  const { written, log } = await ended(stage, { command: text('umask 0; stat -c "%a %s %u" "$RUNNER_OUTPUT"') });
  expect(log).toBe(`600 0 ${process.getuid!()}\n`);
  expect(written).toBeUndefined();
  expect(existsSync(join(stage.stateDir, "runs", run, "1.tmp"))).toBe(false);
  expect(existsSync(join(stage.stateDir, "runs", run, "1.output"))).toBe(false);
});

test.each([
  ["added to", 'echo a=1 >>"$RUNNER_OUTPUT"; echo b=2 >>"$RUNNER_OUTPUT"', "a=1\nb=2\n"],
  ["replaced", 'echo a=1 >"$RUNNER_TMP/x"; mv "$RUNNER_TMP/x" "$RUNNER_OUTPUT"', "a=1\n"],
  ["written by one that fails", 'echo a=1 >>"$RUNNER_OUTPUT"; exit 3', "a=1\n"],
  ["written by one that is killed", 'echo a=1 >>"$RUNNER_OUTPUT"; kill -9 $$', "a=1\n"],
])("what a run writes is told at its end: %s", async (_name, shell, wrote) => {
  const { written } = await ended(await makeStage(), { command: text(shell) });
  expect(written).toEqual({ kind: "text", text: wrote, isWhole: true });
});

test.each([
  ["a pipe", 'rm "$RUNNER_OUTPUT"; mkfifo "$RUNNER_OUTPUT"'],
  ["a link", 'ln -sf /etc/hostname "$RUNNER_OUTPUT"'],
  ["a folder", 'rm "$RUNNER_OUTPUT"; mkdir "$RUNNER_OUTPUT"'],
  ["another name of a file", 'echo a=1 >x; ln -f x "$RUNNER_OUTPUT"'],
])("what a run puts in its place is not read: %s", async (_name, shell) => {
  const stage = await makeStage();
  // On the file system of the state folder, or there is no hard link to be made.
  mkdirSync(join(stage.stateDir, "place"), { recursive: true });
  const { written } = await ended(stage, { command: text(shell), workdir: join(stage.stateDir, "place") });
  expect(written).toEqual({ kind: "odd" });
  expect(existsSync(join(stage.stateDir, "runs", run, "1.tmp"))).toBe(false);
});

test("of a file without end its beginning is read", async () => {
  const { written } = await ended(await makeStage(), {
    command: text('yes a=1 | head -c 5000000 >"$RUNNER_OUTPUT"'),
  });
  expect(written).toEqual({ kind: "text", text: "a=1\n".repeat(16_384), isWhole: false });
});

test("a runner that died before it could note the end finds what was written", async () => {
  const stage = await makeStage();
  await ended(stage, { command: text('echo a=1 >>"$RUNNER_OUTPUT"') });
  expect(statSync(join(stage.stateDir, "runs", run, "1.output")).mode & 0o777).toBe(0o600);
  const found = await stage.play().executor.adopt(run, 1);
  expect(found).toMatchObject({ kind: "ended", ended: { written: { kind: "text", text: "a=1\n", isWhole: true } } });
});

test("what the needs of a run say is in a variable, or in a file where it is too large for one", async () => {
  const show = {
    command: text('echo "${#RUNNER_NEEDS} in a variable"; cat "${RUNNER_NEEDS_FILE-/dev/null}" | wc -c'),
    shell: ["bash", "{}"],
  };
  const told = async (needs: string) => (await ended(await makeStage(), { ...show, needs })).log;
  expect(await told('{"a":{}}')).toBe("8 in a variable\n0\n");
  // The longest that the kernel passes on: 131,072 bytes with name, equals sign and end.
  const longest = "x".repeat(131_072 - "RUNNER_NEEDS=".length - 1);
  expect(await told(longest)).toBe(`${longest.length} in a variable\n0\n`);
  expect(await told(`${longest}y`)).toBe(`0 in a variable\n${longest.length + 1}\n`);
});

test("files are measured, whatever they are called; what is no file is not", async () => {
  const { workspace } = await makeStage();
  const named = (name: string): string => join(workspace, name);
  writeFileSync(named("-e"), "x");
  writeFileSync(named("a\n' $(id) é"), "");
  mkdirSync(named("folder"));
  const paths = ["-e", "none", "folder", "a\n' $(id) é"].map(named);
  expect(await measureFiles(paths, undefined)).toEqual([
    { bytes: 1, sha256: "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881" },
    undefined,
    undefined,
    { bytes: 0, sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
  ]);
});

test.runIf(process.getuid?.() === 0)("files are measured as the user who names them", async () => {
  const { workspace } = await makeStage();
  writeFileSync(join(workspace, "private"), "x", { mode: 0o600 });
  const nobody = { uid: 65_534, gid: 65_534 };
  expect(await measureFiles([join(workspace, "private")], nobody)).toEqual([undefined]);
  expect(await measureFiles(["/etc/passwd"], nobody)).toEqual([
    { bytes: statSync("/etc/passwd").size, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
  ]);
});
