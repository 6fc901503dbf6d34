import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { watchFiles } from "../../../src/reconcile/senses/watch-files.ts";
import { heard } from "./heard.ts";

async function follow(globs: (folder: string) => readonly string[]) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "runner-files-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "conf"));
  writeFileSync(join(folder, "conf", "old.conf"), "there before");
  const { tell, next, all } = heard<string>();
  const quiet = (): void => undefined;
  const files = watchFiles({
    tell: (_, path) => tell(path.slice(folder.length + 1)),
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    quietMs: 20,
  });
  onTestFinished(() => files.stop());
  files.follow(globs(folder));
  await files.ready();
  return { folder, files, next, all };
}

test("made, changed, replaced as editors do, removed: each is told, once it is quiet; others are not", async () => {
  const { folder, next, all } = await follow((top) => [`${top}/conf/*.conf`]);
  const path = join(folder, "conf", "a.conf");
  writeFileSync(join(folder, "conf", "other.txt"), "not meant");
  writeFileSync(path, "one");
  expect(await next()).toBe("conf/a.conf");
  writeFileSync(`${path}.new`, "two");
  renameSync(`${path}.new`, path);
  expect(await next()).toBe("conf/a.conf");
  rmSync(path);
  expect(await next()).toBe("conf/a.conf");
  expect(new Set(all)).toEqual(new Set(["conf/a.conf"]));
});

test("the folder goes and comes again", async () => {
  const { folder, next } = await follow((top) => [`${top}/conf/*.conf`]);
  rmSync(join(folder, "conf"), { recursive: true });
  expect(await next()).toBe("conf/old.conf");
  mkdirSync(join(folder, "conf"));
  writeFileSync(join(folder, "conf", "new.conf"), "");
  expect(await next()).toBe("conf/new.conf");
});

test("a file named as it is, and patterns that come and go with revisions", async () => {
  const { folder, files, next } = await follow((top) => [`${top}/conf/one`]);
  writeFileSync(join(folder, "conf", "one"), "");
  expect(await next()).toBe("conf/one");
  files.follow([`${folder}/**/*.log`]);
  await files.ready();
  writeFileSync(join(folder, "conf", "one"), "again");
  mkdirSync(join(folder, "deep"));
  writeFileSync(join(folder, "deep", "x.log"), "");
  expect(await next()).toBe("deep/x.log");
});
