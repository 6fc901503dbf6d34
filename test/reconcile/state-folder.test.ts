import { mkdirSync, rmSync, writeFileSync } from "node:fs";
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

function putLock(text: string): void {
  books.runner({ mode: "once" });
  rmSync(join(stateDir(), "lock"));
  writeFileSync(join(stateDir(), "lock"), text);
}
