import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { explainWatchTrouble } from "../../../src/reconcile/senses/explain-watch-trouble.ts";
import { watchFiles } from "../../../src/reconcile/senses/watch-files.ts";
import { inLockedFolder, mayMountDead, mountDead } from "../../facts/host.ts";
import { heard } from "./heard.ts";

function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "runner-files-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Watches for these, and is ready. Changes are told as they happened, `quietMs` after the last. */
async function listen(globs: readonly string[], quietMs = 50) {
  const { tell, next, all } = heard<{ glob: string; path: string }>();
  const warned = heard<string>();
  const quiet = (): void => undefined;
  const warn = (fields: object, message: string): void => warned.tell(`${message} ${JSON.stringify(fields)}`);
  const watch = watchFiles({ tell, now: Date.now, quietMs, log: { debug: quiet, info: quiet, warn, error: warn } });
  onTestFinished(() => watch.stop());
  watch.follow(globs);
  await watch.ready();
  return { watch, next, all, warned };
}

test("made, changed and removed; what was there at the start and what does not match are no news", async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, "old.conf"), "");
  const glob = join(folder, "*.conf");
  const { next, all } = await listen([glob]);
  writeFileSync(join(folder, "other.txt"), "");
  writeFileSync(join(folder, ".hidden.conf"), "");
  writeFileSync(join(folder, "a.conf"), "");
  expect(await next()).toEqual({ glob, path: join(folder, "a.conf") });
  appendFileSync(join(folder, "old.conf"), "more");
  expect(await next()).toEqual({ glob, path: join(folder, "old.conf") });
  rmSync(join(folder, "a.conf"));
  expect(await next()).toEqual({ glob, path: join(folder, "a.conf") });
  expect(all).toHaveLength(3);
});

test("a burst is one change, and its last path is told", async () => {
  const folder = makeFolder();
  const glob = join(folder, "**");
  const { next, all } = await listen([glob], 1000);
  for (let i = 0; i < 200; i++) writeFileSync(join(folder, String(i)), "");
  const { path } = await next();
  expect(path.startsWith(folder)).toBe(true);
  writeFileSync(join(folder, "fence"), "");
  expect((await next()).path).toBe(join(folder, "fence"));
  expect(all).toHaveLength(2);
});

test("a file that is replaced, again and again", async () => {
  const folder = makeFolder();
  const path = join(folder, "app.conf");
  writeFileSync(path, "0");
  const { next } = await listen([path]);
  for (const text of ["1", "2", "3"]) {
    writeFileSync(join(folder, ".app.conf.new"), text);
    renameSync(join(folder, ".app.conf.new"), path);
    expect(await next()).toEqual({ glob: path, path });
  }
});

test("the folder goes and comes back, with its parent", async () => {
  const top = makeFolder();
  const folder = join(top, "a/b");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "x.conf"), "");
  const glob = join(folder, "*.conf");
  const { next } = await listen([glob]);
  rmSync(join(top, "a"), { recursive: true });
  expect(await next()).toEqual({ glob, path: join(folder, "x.conf") });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "y.conf"), "");
  expect(await next()).toEqual({ glob, path: join(folder, "y.conf") });
  appendFileSync(join(folder, "y.conf"), "more");
  expect(await next()).toEqual({ glob, path: join(folder, "y.conf") });
});

test("a folder that is not there yet", async () => {
  const top = makeFolder();
  const glob = join(top, "later/deep/*.conf");
  const { next } = await listen([glob]);
  mkdirSync(join(top, "later/deep"), { recursive: true });
  writeFileSync(join(top, "later/deep/x.conf"), "");
  expect(await next()).toEqual({ glob, path: join(top, "later/deep/x.conf") });
});

test.each([
  { name: "a name with a dot, where the pattern has it", glob: ".*", path: ".env" },
  { name: "a name as editors have it", glob: "*~", path: "x~" },
  { name: "in a folder of any name", glob: "*/in/*.csv", path: "a/in/x.csv" },
  { name: "in any folder below", glob: "**/*.csv", path: "a/b/c/x.csv" },
  { name: "one of several", glob: "{a,b}.csv", path: "b.csv" },
  { name: "in one of several folders", glob: "{a/b,c}/x", path: "a/b/x" },
  { name: "a plain name with blanks", glob: "a b.csv", path: "a b.csv" },
])("$name", async ({ glob, path }) => {
  const folder = makeFolder();
  mkdirSync(join(folder, path, ".."), { recursive: true });
  const { next } = await listen([join(folder, glob)]);
  writeFileSync(join(folder, path), "");
  expect(await next()).toEqual({ glob: join(folder, glob), path: join(folder, path) });
});

test("through a link to a folder", async () => {
  const top = makeFolder();
  mkdirSync(join(top, "real"));
  symlinkSync("real", join(top, "link"));
  const glob = join(top, "link/*.conf");
  const { next } = await listen([glob]);
  writeFileSync(join(top, "real/x.conf"), "");
  expect(await next()).toEqual({ glob, path: join(top, "link/x.conf") });
});

test("patterns come and go with the catalog", async () => {
  const folder = makeFolder();
  const [a, b] = [join(folder, "a*"), join(folder, "b*")];
  const { watch, next, all } = await listen([a]);
  watch.follow([b]);
  await watch.ready();
  writeFileSync(join(folder, "a"), "");
  writeFileSync(join(folder, "b"), "");
  expect(await next()).toEqual({ glob: b, path: join(folder, "b") });
  watch.follow([a, b]);
  await watch.ready();
  writeFileSync(join(folder, "a2"), "");
  expect(await next()).toEqual({ glob: a, path: join(folder, "a2") });
  expect(all).toHaveLength(2);
});

test("what was about to be told of a pattern that goes is not told any more", async () => {
  const folder = makeFolder();
  const [a, b] = [join(folder, "a*"), join(folder, "b*")];
  const { watch, next } = await listen([a, b]);
  writeFileSync(join(folder, "a"), "");
  watch.follow([b]);
  writeFileSync(join(folder, "b"), "");
  expect(await next()).toEqual({ glob: b, path: join(folder, "b") });
});

describe("a folder that cannot be watched", () => {
  test("is said once, with what to do, and the rest is watched", async () => {
    await inLockedFolder(async (locked) => {
      const folder = makeFolder();
      const glob = join(locked, "**");
      const { watch, next, warned } = await listen([glob, join(folder, "*")]);
      expect(await warned.next()).toMatch(
        /may go unnoticed: the runner may not look into .*Let the runner's user read/,
      );
      watch.follow([glob, join(folder, "*")]);
      writeFileSync(join(folder, "x"), "");
      expect((await next()).path).toBe(join(folder, "x"));
      expect(warned.all).toHaveLength(1);
      await watch.stop();
    });
  });

  test.each([
    { code: "ENOSPC", what: /limit of watched files/, hint: /max_user_watches/ },
    { code: "EMFILE", what: /limit of watchers/, hint: /max_user_instances/ },
    { code: "EACCES", what: /may not look into \/x/, hint: /read that folder/ },
    { code: "EIO", what: /^i\/o error$/, hint: /restarted/ },
  ])("$code", ({ code, what, hint }) => {
    const told = explainWatchTrouble(Object.assign(new Error("i/o error"), { code, path: "/x" }));
    expect(told).toEqual({ what: expect.stringMatching(what), hint: expect.stringMatching(hint) });
  });
});

test.skipIf(!mayMountDead())("a dead mount takes one thread, and is watched when it is back", async () => {
  const { path, revive } = mountDead();
  const folder = makeFolder();
  const { tell, next } = heard<{ glob: string; path: string }>();
  const quiet = (): void => undefined;
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const watch = watchFiles({ tell, now: Date.now, log, quietMs: 50 });
  onTestFinished(() => watch.stop());
  watch.follow([...["a", "b", "c", "d", "e"].map((name) => join(path, name)), join(folder, "*")]);
  expect(await readFile("/proc/self/comm", "utf8")).not.toBe("");
  revive();
  await watch.ready();
  writeFileSync(join(folder, "x"), "");
  expect(await next()).toEqual({ glob: join(folder, "*"), path: join(folder, "x") });
});
