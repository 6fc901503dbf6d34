import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Books } from "./books.ts";

let books: Books;
beforeEach(() => {
  books = new Books({ "tasks.d/idle.toml": 'run = "true"\n' });
});
afterEach(() => books.remove());

function stateDir(): string {
  return join(books.host, ".git/runner");
}

test.each([
  ["a file", () => writeFileSync(stateDir(), ""), "the state folder cannot be used: EEXIST"],
  ["one with a folder for a lock", () => mkdirSync(join(stateDir(), "lock"), { recursive: true }), "cannot be used"],
  ["one with another program's lock", () => putLock("not a database ".repeat(100)), "file is not a database"],
])("a state folder that is %s is said to be so, and not taken for another runner's", (_, spoil, problem) => {
  spoil();
  expect(books.refusal()).toContain(problem);
});

test("a journal with a damaged page is said to be so", () => {
  books.runner({ mode: "once" });
  books.journal("PRAGMA journal_mode = DELETE; UPDATE tasks SET memory = '{'");
  expect(books.refusal()).toContain("the journal cannot be opened");
});

test("a runner whose repository was replaced starts nothing any more, and leaves", async () => {
  books.push({ "tasks.d/tick.toml": 'schedule = "* * * * * *"\nrun = ["sh", "-c", "echo $PPID >> LEDGER"]\n' });
  const old = await books.daemon({ env: { RUNNER_GIT_POLL: "1s" } });
  await old.says(/^tick: success/);
  renameSync(books.host, `${books.host}.away`);
  await old.says(/^the journal cannot be written: its file is gone/);
  const before = books.ran().length;
  books.git(books.top, "clone", "--quiet", books.remote, books.host);
  const fresh = await books.daemon();
  await old.gone();
  await fresh.says(/^tick: success/);
  expect(books.ran().length).toBeGreaterThan(before);
  await books.request("idle");
});

test("a repository that comes back is taken up again", async () => {
  books.push({ "tasks.d/tick.toml": 'schedule = "* * * * * *"\nrun = ["true"]\n' });
  const daemon = await books.daemon();
  await daemon.says(/^tick: success/);
  renameSync(books.host, `${books.host}.away`);
  await daemon.says(/^the journal cannot be written: its file is gone/);
  renameSync(`${books.host}.away`, books.host);
  await daemon.says(/^the journal can be written again/);
  await daemon.says(/can be written again[^]*^tick: success/);
});

function putLock(text: string): void {
  books.runner({ mode: "once" });
  rmSync(join(stateDir(), "lock"));
  writeFileSync(join(stateDir(), "lock"), text);
}
