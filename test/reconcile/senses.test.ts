import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { askDaemon } from "../../src/reconcile/control/ask-daemon.ts";
import { mayMount, mountTmpfs } from "../facts/host.ts";
import { Books } from "./books.ts";
import { makeUtmpRecord } from "./senses/utmp.ts";

let books: Books;
let watched: string;
let utmp: string;
beforeEach(() => {
  books = new Books({ "tasks.d/idle.toml": 'run = "true"\n' });
  watched = join(books.top, "watched");
  utmp = join(books.top, "utmp");
  mkdirSync(watched);
  writeFileSync(utmp, makeUtmpRecord({ user: "early" }));
});
afterEach(() => books.remove());

/** A task that says in the ledger what it was run for. */
function on(id: string, what: string): Record<string, string> {
  return {
    [`tasks.d/${id}.toml`]: `on = [${what}]\nrun = "echo ${id} >> LEDGER; echo \\"$RUNNER_TRIGGER\\" >> LEDGER"\n`,
  };
}

/** The triggers of a task's runs, as it was told. */
function triggersOf(id: string): unknown[] {
  const lines = books.ran();
  return lines.flatMap((line, index) => (line === id ? [JSON.parse(lines[index + 1]!) as unknown] : []));
}

test("a file changes: one run, and the next when it changes again", async () => {
  books.push({
    ...on("reload", `{ file_changed = "${watched}/*.conf" }`),
    ...on("fence", `{ file_changed = "${watched}/fence" }`),
  });
  const daemon = await books.daemon({ senses: { utmp, quietMs: 100 } });
  await daemon.says(/^revision applied/);
  await daemon.says(/^watching for changes .*"globs":2/);
  writeFileSync(join(watched, "notes.txt"), "");
  for (const text of ["a", "b", "c"]) writeFileSync(join(watched, "app.conf"), text);
  await daemon.says(/^reload: success/);
  writeFileSync(join(watched, "app.new"), "d");
  renameSync(join(watched, "app.new"), join(watched, "app.conf"));
  await daemon.says(/^reload: success[^]*^reload: success/);
  // What comes later is told later: had the replacing been two changes, the second would have been told before this.
  writeFileSync(join(watched, "fence"), "");
  await daemon.says(/^fence: success/);
  const trigger = { kind: "file-changed", path: join(watched, "app.conf") };
  expect(triggersOf("reload")).toEqual([trigger, trigger]);
});

test("somebody logs in", async () => {
  books.push({ ...on("greet", '"login"'), ...on("only-bob", '{ login = { user = "bob" } }') });
  const daemon = await books.daemon({ senses: { utmp } });
  await daemon.says(/^revision applied/);
  appendFileSync(utmp, makeUtmpRecord({ user: "ada", line: "pts/1" }));
  await daemon.says(/^greet: success/);
  appendFileSync(utmp, makeUtmpRecord({ user: "bob", line: "pts/2" }));
  await daemon.says(/^only-bob: success/);
  await daemon.says(/^greet: success[^]*^greet: success/);
  expect(triggersOf("greet")).toEqual([
    { kind: "login", user: "ada", line: "pts/1" },
    { kind: "login", user: "bob", line: "pts/2" },
  ]);
  expect(triggersOf("only-bob")).toEqual([{ kind: "login", user: "bob", line: "pts/2" }]);
});

/** Facts are read each second, all of them in one round. */
const often = { "runner.toml": '[runner]\nfacts_every = "1s"\n' };

test.skipIf(!mayMount())(
  "a disk crosses 90 %: one run, and the next when it has been below and crosses it again",
  async () => {
    const disk = mountTmpfs("1m");
    books.push({
      ...often,
      ...on("full", `{ condition = { disk_usage = { path = "${disk}", above = 90 } } }`),
      ...on("seen", `{ condition = { file = "${watched}/mark" } }`),
      ...on("unseen", `{ condition = { not = { file = "${watched}/mark" } } }`),
    });
    const daemon = await books.daemon({ senses: { utmp } });
    await daemon.says(/^unseen: success/);
    writeFileSync(join(disk, "fill"), Buffer.alloc(990_000));
    await daemon.says(/^full: success/);
    // A later reading of all of them, with the disk as full as before.
    writeFileSync(join(watched, "mark"), "");
    await daemon.says(/^seen: success/);
    expect(daemon.count(/^full: success/)).toBe(1);
    rmSync(join(disk, "fill"));
    rmSync(join(watched, "mark"));
    await daemon.says(/^unseen: success[^]*^unseen: success/);
    expect(daemon.count(/^full: success/)).toBe(1);
    writeFileSync(join(disk, "fill"), Buffer.alloc(990_000));
    await daemon.says(/^full: success[^]*^full: success/);
    expect(triggersOf("full")).toMatchObject([
      { kind: "condition", condition: `disk_usage(${disk}) > 90`, facts: [{ fact: `disk_usage(${disk})` }] },
      { kind: "condition" },
    ]);
  },
);

test("a process appears", async () => {
  const program = join(books.top, "appears-here");
  copyFileSync("/bin/sleep", program);
  books.push({
    ...often,
    ...on("greet", '{ condition = { process = "appears-here" } }'),
    ...on("up", `{ condition = { file = "${watched}" } }`),
  });
  const daemon = await books.daemon({ senses: { utmp } });
  await daemon.says(/^up: success/);
  expect(daemon.count(/^greet: success/)).toBe(0);
  const child = spawn(program, ["600"]);
  onTestFinished(() => void child.kill());
  await daemon.says(/^greet: success/);
  expect(triggersOf("greet")).toMatchObject([{ kind: "condition", condition: "process(appears-here)" }]);
});

test("the system goes down: what is on shutdown runs before the runner stops", async () => {
  books.push(on("save", '"shutdown"'));
  const daemon = await books.daemon({ senses: { utmp, goesDown: true } });
  await daemon.says(/^revision applied/);
  await daemon.kill("SIGTERM");
  expect(triggersOf("save")).toEqual([{ kind: "shutdown" }]);
});

test("the system goes down while all places are taken: what is on shutdown runs beside what goes on", async () => {
  const pipe = join(books.top, "pipe");
  execFileSync("mkfifo", [pipe]);
  books.push({
    "runner.toml": "[runner]\nmax_concurrent = 1\n",
    "tasks.d/busy.toml": `run = "cat <'${pipe}'"\n`,
    ...on("save", '"shutdown"'),
  });
  const daemon = await books.daemon({ senses: { utmp, goesDown: true } });
  await daemon.says(/^revision applied/);
  await books.request("busy");
  // The run opens it too, and ends when it is closed.
  const writer = await open(pipe, "w");
  try {
    await daemon.kill("SIGTERM");
    expect(triggersOf("save")).toEqual([{ kind: "shutdown" }]);
    expect(daemon.count(/^busy: /)).toBe(0);
  } finally {
    await writer.close();
  }
});

test("the runner is stopped and nothing more: what is on shutdown does not run", async () => {
  books.push(on("save", '"shutdown"'));
  const daemon = await books.daemon({ senses: { utmp } });
  await daemon.says(/^revision applied/);
  await daemon.kill("SIGTERM");
  expect(triggersOf("save")).toEqual([]);
});

test("told by a verb, and then stopped by the system that goes down: it happens once", async () => {
  books.push(on("save", '"shutdown"'));
  const daemon = await books.daemon({ senses: { utmp, goesDown: true } });
  await daemon.says(/^revision applied/);
  const answer = await askDaemon(join(books.host, ".git/runner"), { ask: "event", event: "shutdown" });
  expect(answer).toMatchObject({
    ok: true,
    value: { answer: "runs", runs: [{ task: "save", end: { status: "success" } }] },
  });
  await daemon.kill("SIGTERM");
  expect(triggersOf("save")).toHaveLength(1);
});
