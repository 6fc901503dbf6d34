import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
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
  rollback?: { state: string; changed: number };
} {
  const run = books.entries().findLast(({ task }) => task === "spoil")!;
  const tree = books.git(books.remote, "ls-tree", "-r", "--name-only", "runner/reports").split("\n");
  const path = tree.find((name) => name.endsWith(`${run.run}.json`))!;
  return JSON.parse(books.git(books.remote, "show", `runner/reports:${path}`)) as ReturnType<typeof lastReport>;
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
  books.push({ "tasks.d/spoil.toml": `protect = ["${books.top}"]\nrun = 'echo spoilt > ${conf()}/a'\n` });
  await runIt();
  expect(readFileSync(join(conf(), "a"), "utf8")).toBe("before");
  expect(lastReport()).toMatchObject({ status: "failed", reason: "protect" });
  expect(lastReport().rollback).toBeUndefined();
});
