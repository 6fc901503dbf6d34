import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { watchLogins } from "../../../src/reconcile/senses/watch-logins.ts";
import { heard } from "./heard.ts";
import { makeUtmpRecord } from "./utmp.ts";

function makePath(): string {
  const folder = mkdtempSync(join(tmpdir(), "runner-logins-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "utmp");
}

function listen(path: string) {
  const { tell, next, all } = heard<string>();
  const logged: string[] = [];
  const note = (_: object, message: string): void => void logged.push(message);
  const log = { debug: note, info: note, warn: note, error: note };
  const watch = watchLogins({ path, tell: ({ user, line }) => tell(`${user} ${line}`), log, words: "narrow" });
  onTestFinished(() => watch.stop());
  return { watch, next, all, logged };
}

test("who is there at the start is no news; who comes then is, once", async () => {
  const path = makePath();
  writeFileSync(path, makeUtmpRecord({ user: "early" }));
  const { watch, next, all } = listen(path);
  appendFileSync(path, makeUtmpRecord({ user: "ada", line: "pts/1" }));
  expect(await next()).toBe("ada pts/1");
  watch.look();
  appendFileSync(path, makeUtmpRecord({ user: "bob", line: "pts/2" }));
  expect(await next()).toBe("bob pts/2");
  expect(all).toEqual(["ada pts/1", "bob pts/2"]);
});

test("a line is taken by another, and by the same again: both are logins", async () => {
  const path = makePath();
  writeFileSync(path, makeUtmpRecord({ user: "early" }));
  const { next } = listen(path);
  writeFileSync(path, makeUtmpRecord({ type: 8, user: "" }), { flag: "r+" });
  writeFileSync(path, makeUtmpRecord({ user: "ada" }), { flag: "r+" });
  expect(await next()).toBe("ada pts/0");
  writeFileSync(path, makeUtmpRecord({ user: "ada", pid: 4712, seconds: 1_795_000_060 }), { flag: "r+" });
  expect(await next()).toBe("ada pts/0");
});

test("no utmp, and not even its folder: said once, and it may come later", async () => {
  const path = join(makePath(), "run", "utmp");
  const { watch, next, logged } = listen(path);
  watch.look();
  expect(logged).toEqual([expect.stringMatching(/^logins cannot be seen here: ENOENT/)]);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, makeUtmpRecord());
  // As at a poll: the folder could not be watched before.
  watch.look();
  expect(await next()).toBe("ada pts/0");
  appendFileSync(path, makeUtmpRecord({ user: "bob" }));
  expect(await next()).toBe("bob pts/0");
});

test("a file that is replaced, and one that is gone for a moment", async () => {
  const path = makePath();
  const first = makeUtmpRecord({ user: "early" });
  writeFileSync(path, first);
  const { watch, next, all } = listen(path);
  rmSync(path);
  watch.look();
  writeFileSync(`${path}.new`, Buffer.concat([first, makeUtmpRecord()]));
  renameSync(`${path}.new`, path);
  expect(await next()).toBe("ada pts/0");
  expect(all).toEqual(["ada pts/0"]);
});

test("after the stop nobody listens", () => {
  const path = makePath();
  writeFileSync(path, "");
  const { watch, all } = listen(path);
  watch.stop();
  writeFileSync(path, makeUtmpRecord());
  watch.look();
  expect(all).toEqual([]);
});
