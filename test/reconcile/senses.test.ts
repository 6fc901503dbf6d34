import { appendFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Books } from "./books.ts";
import { makeUtmpRecord } from "./senses/utmp.ts";

let books: Books;
beforeEach(() => (books = new Books({ "tasks.d/idle.toml": 'run = "true"\n' })));
afterEach(() => books.remove());

test("a condition becomes true: its task runs once, and the report has the fact", async () => {
  const flag = join(books.top, "flag");
  books.push({
    "runner.toml": '[runner]\nfacts_every = "1s"\n',
    "tasks.d/x.toml": `on = [{ condition = { file = "${flag}" } }]\nrun = "echo $RUNNER_TRIGGER >> LEDGER"\n`,
  });
  const daemon = await books.daemon();
  await daemon.says(/^revision applied/);
  writeFileSync(flag, "");
  await daemon.says(/^x: success/);
  expect(JSON.parse(books.ran()[0]!)).toMatchObject({
    kind: "condition",
    condition: `file(${flag})`,
    facts: [{ fact: `file(${flag})`, value: true }],
  });
  rmSync(flag);
});

test("when: false skips with what was found, true lets it run", async () => {
  const flag = join(books.top, "flag");
  books.push({ "tasks.d/x.toml": `when = { file = "${flag}" }\nrun = "true"\n` });
  const daemon = await books.daemon();
  await daemon.says(/^revision applied/);
  await books.request("x");
  await daemon.says(/^x: skipped/);
});

test("a file that an editor replaces, and a login", async () => {
  const utmp = join(books.top, "utmp");
  writeFileSync(utmp, makeUtmpRecord({ user: "early" }));
  const conf = join(books.top, "app.conf");
  books.push({
    "tasks.d/reload.toml": `on = [{ file_changed = "${conf}" }]\nrun = "echo reload >> LEDGER"\n`,
    "tasks.d/greet.toml": `on = [{ login = { user = "ada" } }]\nrun = "echo greet >> LEDGER"\n`,
  });
  const daemon = await books.daemon({ senses: { utmp, quietMs: 20 } });
  await daemon.says(/^revision applied/);
  await daemon.says(/^watching what tasks listen to/);
  writeFileSync(`${conf}.new`, "one");
  renameSync(`${conf}.new`, conf);
  await daemon.says(/^reload: success/);
  appendFileSync(utmp, makeUtmpRecord({ user: "bob", line: "pts/1" }));
  appendFileSync(utmp, makeUtmpRecord({ user: "ada", line: "pts/2" }));
  await daemon.says(/^greet: success/);
  expect(books.ran()).toEqual(["reload", "greet"]);
});

test("after another task: the failed one is told of", async () => {
  books.push({
    "tasks.d/a.toml": 'run = "exit 3"\n',
    "tasks.d/mail.toml": 'on = [{ task = "*", status = "failed" }]\nrun = "echo $RUNNER_TRIGGER >> LEDGER"\n',
  });
  const daemon = await books.daemon();
  await daemon.says(/^revision applied/);
  await books.request("a");
  await daemon.says(/^mail: success/);
  expect(JSON.parse(books.ran()[0]!)).toMatchObject({ kind: "task", task: "a", status: "failed", reason: "exit-3" });
});

test("a revision that touches paths", async () => {
  books.push({
    "tasks.d/build.toml": 'on = [{ changed = ["site/**"] }]\nrun = "echo built >> LEDGER"\n',
    "site/a": "",
  });
  const daemon = await books.daemon();
  await daemon.says(/^revision applied/);
  books.push({ "site/a": "changed" });
  books.git(books.host, "fetch", "-q");
  await daemon.says(/^build: success/);
  expect(books.ran()).toEqual(["built"]);
});
