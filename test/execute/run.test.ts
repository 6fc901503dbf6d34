import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LaunchOrder } from "../../src/execute/index.ts";
import type { Exit } from "../../src/model/run.ts";
import type { Command } from "../../src/model/task.ts";
import type { Stage } from "./stage.ts";
import { makeStage, place, run, textOf } from "./stage.ts";

const text = (shell: string): Command => ({ kind: "text", text: shell });
const argv = (...words: string[]): Command => ({ kind: "argv", argv: words });
const script = (path: string, ...args: string[]): Command => ({ kind: "script", path, args });

async function outputOf(stage: Stage, change: Partial<LaunchOrder>): Promise<{ exit: Exit; output: string }> {
  const { executor, end } = stage.play();
  expect(await executor.start(stage.order(change))).toMatchObject({ kind: "started" });
  const { exit } = await end();
  return { exit, output: textOf((await executor.readLog(run, 65_536)).head) };
}

const odd = [
  "",
  " two  blanks ",
  "line\nbreak",
  "*",
  "$HOME `id` \"'\\",
  "-n",
  "ÁÂ\u{81}\u{88} é \u{1F600}",
  "\t",
  "\u{1}\u{7f}",
];

test.each<{ name: string; change: Partial<LaunchOrder>; output: string; code?: number }>([
  { name: "text by bash", change: { command: text("echo a\necho b >&2\n") }, output: "a\nb\n" },
  { name: "text stops at the first error", change: { command: text("false | true\necho no") }, output: "", code: 1 },
  { name: "text by sh", change: { command: text("echo $0"), shell: ["sh", "{}"] }, output: "{script}\n" },
  { name: "text by a list", change: { command: text("x"), shell: ["echo", "-", "{}"] }, output: "- {script}\n" },
  { name: "text without a line end", change: { command: text("printf %s x") }, output: "x" },
  { name: "argv", change: { command: argv("echo", "a b", "$HOME") }, output: "a b $HOME\n" },
  { name: "argv, not the shell's builtin", change: { command: argv("test", "-e", "/nowhere") }, output: "", code: 1 },
  {
    name: "argv, every byte",
    change: { command: argv("printf", "<%s>", ...odd) },
    output: odd.map((word) => `<${word}>`).join(""),
  },
  { name: "executable script", change: { command: script("hash-bang", "x y") }, output: "perlish x y\n" },
  { name: "plain script by the shell", change: { command: script("plain.sh", "x y") }, output: "plain x y\n" },
  {
    name: "workdir below the workspace",
    change: { command: argv("pwd"), workdir: "sub" },
    output: "{workspace}/sub\n",
  },
  { name: "absolute workdir", change: { command: argv("pwd"), workdir: "/usr" }, output: "/usr\n" },
  { name: "standard input is empty", change: { command: argv("cat") }, output: "" },
  { name: "a program of the workspace", change: { command: argv("./hash-bang", "z") }, output: "perlish z\n" },
  {
    name: "check that says yes",
    change: { command: argv("echo", "ran"), check: argv("echo", "a b", "") },
    output: "a b \nran\n",
  },
])("$name", async ({ change, output, code = 0 }) => {
  const stage = await makeStage();
  place(stage, "hash-bang", '#!/bin/sh\necho perlish "$@"\n', 0o755);
  place(stage, "plain.sh", 'echo plain "$@"\n');
  mkdirSync(join(stage.workspace, "sub"));
  const result = await outputOf(stage, change);
  const scriptPath = join(stage.stateDir, "runs", run, "1.script");
  const expected = output.replace("{script}", scriptPath).replace("{workspace}", stage.workspace);
  expect(result.exit).toEqual({ kind: "exited", code });
  expect(result.output).toBe(expected);
});

test.each<{ name: string; change: Partial<LaunchOrder>; problem: string }>([
  {
    name: "no such program",
    change: { command: argv("exit", "3") },
    problem: `There is no program "exit" on the task's PATH (/usr/bin:/bin). Install it, or set PATH under env.`,
  },
  {
    name: "no such path",
    change: { command: argv("./nowhere") },
    problem: "There is no program {workspace}/nowhere. Check the path in the task.",
  },
  {
    name: "not executable",
    change: { command: argv("./plain") },
    problem: "{workspace}/plain may not be executed. Make it executable: chmod +x {workspace}/plain",
  },
  {
    name: "no such interpreter",
    change: { command: script("lost") },
    problem:
      "The first line of {workspace}/lost asks for /nowhere/perl, which is not there. Install it, or correct the line.",
  },
  {
    name: "no such script",
    change: { command: script("scripts/x.sh") },
    problem: "There is no script scripts/x.sh in this revision. Check the path.",
  },
  {
    name: "no such folder",
    change: { workdir: "sub" },
    problem: "The work folder {workspace}/sub is not there. Check workdir, or make the folder first.",
  },
  {
    name: "no such shell",
    change: { command: text("x"), shell: ["fish", "{}"] },
    problem: `There is no program "fish" on the task's PATH (/usr/bin:/bin). Install it, or set PATH under env.`,
  },
  {
    name: "no program for the check",
    change: { check: argv("nowhere") },
    problem: `check: There is no program "nowhere" on the task's PATH (/usr/bin:/bin). Install it, or set PATH under env.`,
  },
  {
    name: "nothing",
    change: { command: argv() },
    problem: "The command is empty. Give run a program as its first item.",
  },
  {
    name: "a NUL",
    change: { command: argv("echo", "a\0b") },
    problem: "Words and variables cannot hold a NUL character: remove it.",
  },
  {
    name: "too long",
    change: { command: argv("echo", "x".repeat(200_000)) },
    problem: "put the text into a script of the repository.",
  },
])("unstartable: $name", async ({ change, problem }) => {
  const stage = await makeStage();
  place(stage, "plain", "x");
  place(stage, "lost", "#! /nowhere/perl -w\n", 0o755);
  const { executor } = stage.play();
  expect(await executor.start(stage.order(change))).toEqual({
    kind: "unstartable",
    problem: expect.stringContaining(problem.replaceAll("{workspace}", stage.workspace)) as string,
  });
  expect(await executor.adopt(run, 1)).toEqual({ kind: "never-started" });
});

test.each<{ name: string; change: Partial<LaunchOrder>; exit: Exit }>([
  { name: "exit code", change: { command: text("exit 3") }, exit: { kind: "exited", code: 3 } },
  {
    name: "exit code 127 of its own",
    change: { command: argv("sh", "-c", "exit 127") },
    exit: { kind: "exited", code: 127 },
  },
  { name: "exit code 255", change: { command: argv("sh", "-c", "exit 255") }, exit: { kind: "exited", code: 255 } },
  { name: "exit 143 is not a signal", change: { command: text("exit 143") }, exit: { kind: "exited", code: 143 } },
  { name: "exit 137 is not a signal", change: { command: text("exit 137") }, exit: { kind: "exited", code: 137 } },
  { name: "KILL", change: { command: text("kill -KILL $$") }, exit: { kind: "signalled", signal: "SIGKILL" } },
  {
    name: "SEGV",
    change: { command: argv("sh", "-c", "kill -SEGV $$") },
    exit: { kind: "signalled", signal: "SIGSEGV" },
  },
  {
    name: "kill 0 spares the shim",
    change: { command: text("trap 'exit 9' TERM; kill -TERM 0; sleep 60") },
    exit: { kind: "exited", code: 9 },
  },
  {
    name: "USR1 to the group",
    change: { command: text("kill -USR1 0; sleep 60") },
    exit: { kind: "signalled", signal: "SIGUSR1" },
  },
  {
    name: "check says no",
    change: { command: text("echo ran"), check: text("exit 4") },
    exit: { kind: "check", code: 4 },
  },
  {
    name: "check by script",
    change: { command: text("echo ran"), check: script("no.sh", "5") },
    exit: { kind: "check", code: 5 },
  },
  {
    name: "check ended by a signal",
    change: { command: text("echo ran"), check: text("kill -KILL $$") },
    exit: { kind: "check", code: 137 },
  },
])("ends with: $name", async ({ change, exit }) => {
  const stage = await makeStage();
  place(stage, "no.sh", "exit $1\n");
  expect(await outputOf(stage, change)).toEqual({ exit, output: "" });
});

test("the environment is exactly what was given, and the places of its own", async () => {
  const stage = await makeStage();
  const environment = new Map([
    ["PATH", "/usr/bin:/bin"],
    ["MULTI", "a\nb='c' \\ $d"],
    ["EMPTY", ""],
    ["code", "mine"],
    ["claim", "é"],
  ]);
  const { output } = await outputOf(stage, { command: argv("env", "-0"), environment });
  const tmp = join(stage.stateDir, "runs", run, "1.tmp");
  const expected = [
    ...environment,
    ["RUNNER_TMP", tmp],
    ["RUNNER_OUTPUT", `${tmp}/runner-output`],
    ["RUNNER_NEEDS", "{}"],
  ].map(([name, value]) => `${name}=${value}`);
  expect(output.split("\0").slice(0, -1).sort()).toEqual(expected.sort());
});

test("the run's folder is private, RUNNER_TMP is removed with what is in it, forget removes the rest", async () => {
  const stage = await makeStage();
  const folder = join(stage.stateDir, "runs", run);
  const play = stage.play();
  await play.executor.start(
    stage.order({ command: text('mkdir "$RUNNER_TMP/a"; echo x > "$RUNNER_TMP/a/b"; stat -c %a "$RUNNER_TMP"') }),
  );
  await play.end();
  expect(readFileSync(play.executor.logPath(run), "utf8")).toBe("700\n");
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readdirSync(folder).sort()).toEqual(["1.claim", "1.exit", "1.script", "log"]);
  await play.executor.forget(run);
  expect(existsSync(folder)).toBe(false);
});

test("attempts share a log; each end counts its own output and has its own times", async () => {
  const stage = await makeStage();
  const { executor, end } = stage.play();
  const started = await executor.start(stage.order({ command: text("echo one") }));
  const first = await end();
  await executor.start(stage.order({ command: text("echo three"), launch: 2, attempt: 2 }));
  const second = await end();
  expect(textOf((await executor.readLog(run, 100)).head)).toBe("one\nthree\n");
  expect([first.resources.outputBytes, second.resources.outputBytes]).toEqual([4, 6]);
  expect(started).toEqual({ kind: "started", at: first.startedAt, process: expect.anything() as unknown });
  expect(first.at).toBeGreaterThanOrEqual(first.startedAt);
  expect(second.startedAt).toBeGreaterThanOrEqual(first.startedAt);
});

test("CPU time of the command is told", async () => {
  const stage = await makeStage();
  const { executor, end } = stage.play();
  await executor.start(stage.order({ command: text("i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done") }));
  const { resources } = await end();
  expect(resources.userMs! + resources.systemMs!).toBeGreaterThan(0);
});

test("an end is never before its start, even if the clock was set back", async () => {
  const stage = await makeStage();
  const tomorrow = Date.now() + 86_400_000;
  const { executor, end } = stage.play({ now: () => tomorrow });
  await executor.start(stage.order());
  expect(await end()).toMatchObject({ at: tomorrow, startedAt: tomorrow });
});

test("a run cannot be started twice at a time, nor forgotten while it is up", async () => {
  const stage = await makeStage();
  const { executor, end } = stage.play();
  await executor.start(stage.order({ command: stage.puppet("p") }));
  await expect(executor.start(stage.order({ launch: 2 }))).rejects.toThrow("is active already");
  await expect(executor.forget(run)).rejects.toThrow("its folder must stay");
  (await stage.meet("p")).order("exit 0");
  await end();
});
