import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Books } from "./books.ts";

let books: Books;
beforeEach(() => {
  books = new Books({ "tasks.d/idle.toml": 'run = "true"\n' });
  mkdirSync(conf());
  writeFileSync(join(conf(), "a"), "before");
});
afterEach(() => books.remove());

function conf(): string {
  return join(books.top, "conf");
}

/** A task that spoils what it protects, then does `then`; with these keys. */
function spoiler(then: string, keys = ""): Record<string, string> {
  const run = `echo spoilt > ${conf()}/a; echo new > ${conf()}/b; ${then}`;
  return { "tasks.d/spoil.toml": `protect = ["${conf()}"]\n${keys}run = '''${run}'''\n` };
}

function lastReport(): {
  status: string;
  reason: string;
  detail: string;
  id: string;
  rollback?: { state: string; changed: number; detail: string };
  log?: { path: string };
} {
  const run = books.entries().findLast(({ task }) => task === "spoil")!;
  const tree = books.git(books.remote, "ls-tree", "-r", "--name-only", "runner/reports").split("\n");
  const path = tree.find((name) => name.endsWith(`${run.run}.json`))!;
  return JSON.parse(show(path)) as ReturnType<typeof lastReport>;
}

function show(path: string): string {
  return `${books.git(books.remote, "show", `runner/reports:${path}`).trimEnd()}\n`;
}

async function runIt(): Promise<void> {
  const daemon = await books.daemon();
  await books.request("spoil");
  await daemon.says(/^spoil: /);
  await daemon.kill("SIGTERM");
  books.runner({ mode: "once" });
}

test("what a run that failed has changed is put back, and its report says so", async () => {
  books.push(spoiler("exit 3"));
  await runIt();
  expect(readdirSync(conf())).toEqual(["a"]);
  expect(readFileSync(join(conf(), "a"), "utf8")).toBe("before");
  expect(lastReport()).toMatchObject({ status: "failed", rollback: { state: "done", changed: 2 } });
});

test.each([
  ["a run that succeeds", "true", ""],
  ["a run that fails and is to be left alone", "exit 3", 'rollback_on = "never"\n'],
])("%s keeps what it has changed", async (_name, then, keys) => {
  books.push(spoiler(then, keys));
  await runIt();
  expect(readFileSync(join(conf(), "a"), "utf8")).toBe("spoilt\n");
  expect(lastReport().rollback).toBeUndefined();
});

test("killed before it has put anything back, the runner does so when it is there again", async () => {
  books.push(spoiler("exit 3"));
  const daemon = await books.daemon({ dieAt: { step: "after-exit", nth: 1 } });
  await books.request("spoil");
  await daemon.gone();
  expect(readFileSync(join(conf(), "a"), "utf8")).toBe("spoilt\n");
  books.runner({ mode: "once" });
  expect(readFileSync(join(conf(), "a"), "utf8")).toBe("before");
  expect(lastReport()).toMatchObject({ status: "failed", rollback: { state: "done", changed: 2 } });
});

test("what cannot be copied keeps the run from starting", async () => {
  books.push({ "runner.toml": '[rollback]\nmax_bytes = "5B"\n', ...spoiler("true") });
  await runIt();
  expect(readFileSync(join(conf(), "a"), "utf8")).toBe("before");
  expect(lastReport()).toMatchObject({ status: "failed", reason: "protect" });
  expect(lastReport().rollback).toBeUndefined();
});

/** Tells what it finds, and in which environment, and then does `then`. */
function withCommand(then: string, { run = "exit 3", keys = "" } = {}): Record<string, string> {
  const said = `echo "undone in $(cat ${conf()}/a): $RUNNER_ROLLBACK $RUNNER_ATTEMPT $RUNNER_ROLLBACK_OF"`;
  return spoiler(run, `rollback = '''${said}; echo undone >> LEDGER; ${then}'''\n${keys}`);
}

describe("the rollback command of a task", () => {
  test("runs after its files are back, and what it says is in the report of the run that failed", async () => {
    books.push(withCommand("true"));
    await runIt();
    const { id, rollback, log } = lastReport();
    expect(rollback).toEqual({
      state: "done",
      by: "command",
      changed: 2,
      exit: { kind: "exited", code: 0 },
      detail: "2 protected files and folders were put back; the rollback command succeeded",
    });
    expect(show(log!.path)).toBe(`undone in before: 1 1 ${id}\n`);
  });

  test("that fails is told", async () => {
    books.push(withCommand("exit 7"));
    await runIt();
    const { reason, rollback } = lastReport();
    expect([reason, rollback!.state]).toEqual(["exit-3", "failed"]);
    expect(rollback!.detail).toBe(
      "2 protected files and folders were put back; the rollback command failed: exit code 7",
    );
  });

  test("that hangs is ended by the timeout of the task, which does not count as the run's own", async () => {
    books.push(withCommand("sleep 1000", { keys: 'timeout = "1s"\nkill_after = "1s"\n' }));
    await runIt();
    expect(lastReport()).toMatchObject({
      reason: "exit-3",
      rollback: { state: "failed", exit: { kind: "signalled", signal: "SIGTERM" } },
    });
  });

  test.each([
    ["after a success", { run: "true" }],
    ["where nothing is to be undone by itself", { keys: 'rollback_on = "never"\n' }],
  ])("does not run %s", async (_name, of) => {
    books.push(withCommand("true", of));
    await runIt();
    expect(books.ran()).toEqual([]);
  });

  test("runs without anything to protect", async () => {
    books.push({ "tasks.d/spoil.toml": "rollback = 'echo undone >> LEDGER'\nrun = 'exit 3'\n" });
    await runIt();
    expect(books.ran()).toEqual(["undone"]);
    expect(lastReport().rollback).toMatchObject({ state: "done", by: "command", changed: 0 });
  });

  test("goes on where the runner is killed, and is not started twice", async () => {
    const fifo = join(books.top, "fifo");
    execFileSync("mkfifo", [fifo]);
    books.push(withCommand(`read -r _ < ${fifo}`));
    const daemon = await books.daemon();
    await books.request("spoil");
    await books.ledgerSays("undone");
    await daemon.kill("SIGKILL");
    writeFileSync(fifo, "go on\n");
    books.runner({ mode: "once" });
    expect(books.ran()).toEqual(["undone"]);
    expect(lastReport()).toMatchObject({ reason: "exit-3", rollback: { state: "done", by: "command" } });
  });
});
