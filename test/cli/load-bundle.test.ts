import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { makeFolder } from "./folder.ts";

const loader = new URL("../../bin/load-bundle.js", import.meta.url);
let root: string;
let cache: string;

beforeEach(() => {
  root = makeFolder().dir;
  cache = join(root, "node_modules/.cache/runner");
  mkdirSync(join(root, "dist"));
  writeBundle("program", 'console.log("one", process.argv[2]);');
});

function writeBundle(name: string, text: string): void {
  const digest = createHash("sha256").update(text).digest("hex");
  writeFileSync(join(root, `dist/${name}.cjs`), `//${digest}\n${text}`);
}

function start(verb = "list"): string {
  const program = `import { loadBundle } from ${JSON.stringify(loader)}; loadBundle(${JSON.stringify(join(root, "dist/program.cjs"))});`;
  const file = join(root, "start.mjs");
  writeFileSync(file, program);
  return execFileSync(process.execPath, [file, verb], { encoding: "utf8", env: { ...process.env, HOME: root } });
}

/** A file that is written anew is another one. */
function inodes(folder = cache): Record<string, number> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).ino]));
}

test("what the first start has compiled, the second one takes", () => {
  expect(start()).toBe("one list\n");
  const kept = inodes();
  expect(Object.keys(kept)).toEqual([`program.cjs-list-${process.version}-${process.arch}`]);
  expect(start()).toBe("one list\n");
  expect(inodes()).toEqual(kept);
});

test("each verb has its own", () => {
  start("list");
  start("plan");
  expect(Object.keys(inodes())).toHaveLength(2);
});

test("another program under the same name starts as itself", () => {
  start();
  const kept = inodes();
  writeBundle("program", 'console.log("two", process.argv[2]);');
  expect(start()).toBe("two list\n");
  expect(inodes()).not.toEqual(kept);
  expect(start()).toBe("two list\n");
});

test("a file that was cut off is passed over and replaced", () => {
  start();
  const [name] = Object.keys(inodes());
  truncateSync(join(cache, name!), 100);
  expect(start()).toBe("one list\n");
  expect(statSync(join(cache, name!)).size).toBeGreaterThan(100);
});

test("words that no verb has leave nothing", () => {
  writeBundle("program", "process.exitCode = 2;");
  expect(() => start()).toThrow();
  expect(() => readdirSync(cache)).toThrow("ENOENT");
});

test("where the program's folder cannot be written, it is kept at home", () => {
  writeFileSync(join(root, "node_modules"), "in the way");
  expect(start()).toBe("one list\n");
  expect(Object.keys(inodes(join(root, ".cache/runner")))).toHaveLength(1);
});

test("where nothing can be written, it starts all the same", () => {
  writeFileSync(join(root, "node_modules"), "in the way");
  writeFileSync(join(root, ".cache"), "in the way");
  expect(start()).toBe("one list\n");
  expect(start()).toBe("one list\n");
});

test("nobody else can write what will be executed", () => {
  start();
  const [name] = Object.keys(inodes());
  expect(statSync(join(cache, name!)).mode & 0o022).toBe(0);
});

test("what lies beside it comes by the same way", () => {
  writeBundle("beside", "module.exports = process.argv[2];");
  writeBundle("program", 'console.log(require("./beside.cjs"), require("node:path").sep);');
  expect(start()).toBe("list /\n");
  expect(Object.keys(inodes())).toHaveLength(2);
});

test("what is asked for twice is loaded once", () => {
  writeBundle("beside", 'console.log("loads"); module.exports = {};');
  writeBundle("program", 'console.log(require("./beside.cjs") === require("./beside.cjs"));');
  expect(start()).toBe("loads\ntrue\n");
});
