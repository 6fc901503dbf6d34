import { execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { renameSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import { expandProtect } from "../../src/model/expand-protect.ts";
import type { ParamValues } from "../../src/model/params.ts";
import { findTops } from "../../src/undo/scan-paths.ts";
import { makeTaskRepository } from "../cli/task-repository.ts";
import type { How, Run } from "./run-action.ts";
import { findAction, makeFolder, runAction, snapshot } from "./run-action.ts";
import { needTools } from "./need-tools.ts";

needTools({ "python3:yaml": "python3-yaml", "python3:tomllib": "python3" });

function makeFiles(files: Readonly<Record<string, string>>): string {
  const folder = makeFolder();
  write(folder, files);
  return folder;
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const names = ["*.json", "*.yaml", "*.toml", ".env"];

async function clean(folder: string, params: ParamValues = {}, how: How = {}): Promise<Run> {
  return runAction("config-cleanup", { patterns: names.map((name) => join(folder, "**", name)), ...params }, how);
}

const read = (folder: string, path: string): string => readFileSync(join(folder, path), "utf8");

test("files that parse, of each kind; what is not asked for is not done", async () => {
  const folder = makeFiles({
    "a.json": '{"b": 1, "a": [1.0, true]}  \r\n',
    "b/c.yaml": "b: !vault x\na: &x 1\nc: *x\n---\nd: 1\n",
    "b/d.toml": "b = 1\na = 1979-05-27\n",
    "b/.env": "# x\nexport B='a\n# b'\nA=1\n",
    "tsconfig.json": '{ /* ours */ "a": "//", // b\n "b": [1,], }',
    "node_modules/x.json": "{",
    "e.txt": "{",
  });
  const before = snapshot(folder);
  const run = await clean(folder);
  expect(run).toMatchObject({ code: 0, outputs: { summary: "5 files, all of them parse", metrics: { files: 5 } } });
  expect(snapshot(folder)).toEqual(before);
});

const secret = "hunter-22-horse";

test("what does not parse, and what is said twice: with its place, without what it says; nothing is changed", async () => {
  const folder = makeFiles({
    "a.json": '{\n  "a": 1,\n}\n',
    "b.json": '{"a": {"x": 1, "x": 2}}\n',
    "c.json": '{"a": NaN}\n',
    "d.yaml": `a: 1\nb: "${secret}\n`,
    "e.yaml": "a:\n  b: 1\n  b: 2\n",
    "f.toml": `a = 1\na = "${secret}"\n`,
    ".env": `A=1\nA=${secret}\n`,
    "g/.env": `A=1\n${secret}\n`,
    "h/.env": `A="${secret}\n`,
    "ok.json": '{"b": 1, "a": 1}\n',
  });
  writeFileSync(join(folder, "u.json"), Buffer.from([0x22, 0xff, 0x22]));
  const before = snapshot(folder);
  const run = await clean(folder, { sort_keys: true, standardize: true });
  const issues = run.outputs.data!["issues"] as unknown as readonly { path: string; line?: number; text: string }[];
  const places = issues.map(({ path, line, text }) => `${path.slice(folder.length + 1)}:${line ?? ""}: ${text}`);
  expect(places).toEqual([
    ".env:2: A is there twice: only one of them counts",
    expect.stringContaining("a.json:3: "),
    "b.json:: x is there twice: only one of them counts",
    "c.json:: NaN is no number of JSON",
    expect.stringContaining("d.yaml:3: "),
    "e.yaml:3: b is there twice: only one of them counts",
    "f.toml:2: Cannot overwrite a value",
    "g/.env:2: it is no NAME=value and no comment",
    "h/.env:1: the quotation of A has no end",
    "u.json:: it is not in UTF-8",
  ]);
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(`10 issues in 11 files, and nothing was changed: ${folder}/.env:2: A is there`);
  expect(JSON.stringify(run)).not.toContain(secret);
  expect(snapshot(folder)).toEqual(before);
});

test("without validate the broken ones are told, and the others put in order", async () => {
  const folder = makeFiles({ "a.json": "{", "b.json": '{"b": 1, "a": 1}\n' });
  const run = await clean(folder, { validate: false, sort_keys: true });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { issues: 1, files_changed: 1 } } });
  expect(read(folder, "b.json")).toBe('{"a": 1, "b": 1}\n');
});

test("into one form: line ends, blanks, the last line; not where that would say something else", async () => {
  const folder = makeFiles({
    "a.yaml": "\ufeffa: 1  \r\nb: 2",
    "b.toml": 'a = 1 \nb = """x  \ny"""\n',
    ".env": "A=1  \n\n\n",
    "c.json": '{"b": 1,\n "a": 2}\n',
  });
  chmodSync(join(folder, "a.yaml"), 0o640);
  chownSync(join(folder, "a.yaml"), 12, 34);
  const run = await clean(folder, { standardize: true });
  expect(read(folder, "a.yaml")).toBe("a: 1\nb: 2\n");
  expect(read(folder, ".env")).toBe("A=1\n");
  expect(read(folder, "b.toml")).toContain("x  \n");
  const { mode, uid, gid } = statSync(join(folder, "a.yaml"));
  expect([mode & 0o777, uid, gid]).toEqual([0o640, 12, 34]);
  expect(run.outputs).toMatchObject({
    changes: [
      { kind: "config-changed", path: join(folder, ".env"), what: "put into form" },
      { kind: "config-changed", path: join(folder, "a.yaml"), what: "put into form" },
    ],
    metrics: { files_changed: 2, files_left: 1, issues_fixed: 2 },
    data: { left: [{ path: join(folder, "b.toml"), why: "it would say something else" }] },
  });
  expect(readdirSync(folder).sort()).toEqual([".env", "a.yaml", "b.toml", "c.json"]);
});

const sorted: readonly { name: string; file: string; before: string; after: string }[] = [
  {
    name: "JSON, at any depth and with its indent",
    file: "a.json",
    before: '{\n    "b": {"d": [{"z": 1, "y": 2}], "c": "é"},\n    "a": 10\n}\n',
    after:
      '{\n    "a": 10,\n    "b": {\n        "c": "é",\n        "d": [\n            {\n                "y": 2,\n                "z": 1\n            }\n        ]\n    }\n}\n',
  },
  {
    name: "YAML, with comments",
    file: "a.yaml",
    before: [
      "# of the file",
      "",
      "c: # why",
      "  z: 1",
      "  # of y",
      "  y: |",
      "    # text",
      "    b",
      "# of b",
      "b: [2, 1]",
      "a:",
      "  - n: 1",
      "    m: 2",
      "",
      "# of the rest",
      "",
      "e: 1",
      "d: 2",
      "# the end",
      "",
    ].join("\n"),
    after: [
      "# of the file",
      "",
      "a:",
      "  - n: 1",
      "    m: 2",
      "# of b",
      "b: [2, 1]",
      "c: # why",
      "  # of y",
      "  y: |",
      "    # text",
      "    b",
      "  z: 1",
      "",
      "# of the rest",
      "",
      "d: 2",
      "e: 1",
      "# the end",
      "",
    ].join("\n"),
  },
  {
    name: "TOML, within its tables",
    file: "a.toml",
    before:
      '# of the file\n\nb = [\n  # one\n  1,\n]\n# of a\na = """\nb = 1\n"""\n\n# of x\n[x] # here\nd.z = 1\nc = 2\n# of y\n[[y]]\nb = 1\n[[y]]\na = 1\n',
    after:
      '# of the file\n\n# of a\na = """\nb = 1\n"""\nb = [\n  # one\n  1,\n]\n\n# of x\n[x] # here\nc = 2\nd.z = 1\n# of y\n[[y]]\nb = 1\n[[y]]\na = 1\n',
  },
  {
    name: ".env, each group by itself",
    file: ".env",
    before: "B='$x\n# y'\n# of A\nexport A=1 # one\n\nD=\nC=3\n",
    after: "# of A\nexport A=1 # one\nB='$x\n# y'\n\nC=3\nD=\n",
  },
];

test.each(sorted)("keys are sorted: $name", async ({ file, before, after }) => {
  const folder = makeFiles({ [file]: before });
  const run = await clean(folder, { sort_keys: true });
  expect(read(folder, file)).toBe(after);
  expect(run.outputs.changes).toEqual([{ kind: "config-changed", path: join(folder, file), what: "sorted" }]);
  expect((await clean(folder, { sort_keys: true })).outputs.changes).toBeUndefined();
});

test.each([
  {
    name: "a comment above the first",
    file: "a.toml",
    text: "# of b, or of both?\nb = 1\na = 2\n",
    why: "the comment in line 1 may be",
  },
  { name: "aliases", file: "a.yaml", text: "b: &x 1\na: *x\n", why: "it has aliases, for which order matters" },
  {
    name: "a comment above the first of inner ones",
    file: "a.yaml",
    text: "a:\n  # of c, or of both?\n  c: 1\n  b: 1\n",
    why: "the comment in line 2 may be",
  },
  { name: "several documents", file: "a.yaml", text: "b: 1\na: 1\n---\nc: 1\n", why: "it has several documents" },
  { name: "variables", file: ".env", text: "B=1\nA=$B\n", why: "it may use another, which has to stand above it" },
  {
    name: "numbers that Python would write otherwise",
    file: "a.json",
    text: '{"b": 1.10, "a": 1}\n',
    why: "a number would be",
  },
  { name: "comments in JSON", file: "tsconfig.json", text: '{"b": 1, "a": 1}\n', why: "it may have comments" },
  { name: "odd line ends", file: "a.yaml", text: "b: 1\r\na: 1\r\n", why: "`standardize` comes before sorting" },
])("a file that could lose something is left and told: $name", async ({ file, text, why }) => {
  const folder = makeFiles({ [file]: text });
  const run = await clean(folder, { sort_keys: true });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { files_left: 1, files_changed: 0 } } });
  expect(run.outputs.summary).toContain(why);
  expect(read(folder, file)).toBe(text);
});

test("a file with several names, and one behind a link, is left", async () => {
  const folder = makeFiles({ "real/a.json": '{"b": 1, "a": 1}\n', "two.json": '{"b": 1, "a": 1}\n' });
  renameSync(join(folder, "real/a.json"), join(folder, "real/a"));
  symlinkSync("real/a", join(folder, "link.json"));
  linkSync(join(folder, "two.json"), join(folder, "real/two"));
  const run = await clean(folder, { sort_keys: true });
  expect(run.outputs.data!["left"]).toEqual([
    { path: join(folder, "link.json"), why: `a link leads to it: name its real place, ${join(folder, "real/a")}` },
    { path: join(folder, "two.json"), why: "it has several names, and would lose the others" },
  ]);
});

test("settings that nothing reads: told everywhere, removed from .env only where that is asked", async () => {
  const folder = makeFiles({
    ".env":
      "# for the database\nDB_HOST=x\nOLD_HOST=y\n\n# gone\nGONE=1\n\n# of both\nNEW=1\nUSED=2\nNODE_ENV=x\nKEPT=1\n",
    "app.json": '{"used": {"rest": 1}}\n',
    "src/app.js": "process.env.DB_HOST; env['USED']; settings.used\n",
    "src/.env.example": "OLD_HOST=\n",
  });
  const params = { read_by: [join(folder, "src")], keep_settings: ["NODE_*", "KEPT"] };
  const before = snapshot(folder);
  const told = await clean(folder, params);
  const unused = told.outputs.data!["unused"] as unknown as readonly { path: string; name: string }[];
  expect(unused.map(({ name }) => name)).toEqual(["GONE", "NEW", "OLD_HOST", "rest"]);
  expect(snapshot(folder)).toEqual(before);
  const run = await clean(folder, { ...params, remove_unused: true });
  expect(read(folder, ".env")).toBe("# for the database\nDB_HOST=x\n\n\n# of both\nUSED=2\nNODE_ENV=x\nKEPT=1\n");
  expect(run.outputs.metrics).toMatchObject({ unused_settings: 4, settings_removed: 3, files_changed: 1 });
});

test("settings are looked for in files that are read piece by piece", async () => {
  const mebibyte = 1 << 20;
  const folder = makeFiles({
    ".env": "AT_THE_BORDER=1\nLONG=2\nATTHEBORDER=3\nLAST=4\n",
    "src/data": `${"-".repeat(mebibyte - 4)}AT_THE_BORDER ${"X".repeat(3 * mebibyte)}LONG\nAT-THEBORDER LAST`,
  });
  const run = await clean(folder, { read_by: [join(folder, "src")] });
  expect(run.outputs.data!["unused"]).toMatchObject([{ name: "ATTHEBORDER" }, { name: "LONG" }]);
});

test("a dry run changes nothing and says what it would do", async () => {
  const folder = makeFiles({ "a.json": '{"b": 1, "a": 1}\n', ".env": "A=1  \n" });
  const before = snapshot(folder, "with times");
  const run = await clean(folder, { sort_keys: true, standardize: true }, { dryRun: true });
  expect(run.log).toContain(`would write ${folder}/a.json: sorted`);
  expect(run).toMatchObject({ code: 0, outputs: { summary: "2 files, all of them parse, 2 would be changed" } });
  expect(run.outputs.changes).toBeUndefined();
  expect(snapshot(folder, "with times")).toEqual(before);
});

test("what it changes is what is copied before; what is only validated is never changed", async () => {
  const unsorted = '{"b": 1, "a": 1}\n';
  const folder = makeFiles({
    "a.json": unsorted,
    "x/b.json": unsorted,
    "x/.hidden/c.json": unsorted,
    "d.json": unsorted,
  });
  const patterns = [join(folder, "a.json"), join(folder, "x/**/*.json")];
  const run = await clean(folder, { patterns, also_validate: ["*.json"], sort_keys: true }, { cwd: folder });
  const changed = run.outputs.changes!.map(({ path }) => path as string);
  expect(changed).toEqual([join(folder, "a.json"), join(folder, "x/b.json")]);
  const copied = findTops(expandProtect(findAction("config-cleanup").protect, { patterns }));
  expect(copied).toEqual(expect.arrayContaining(changed));
  expect(run.outputs.metrics).toMatchObject({ files: 3 });
});

test("by way of the runner: what was changed comes back by a rollback", async () => {
  const text = '{"b": 1, "a": 1}\n';
  const folder = makeFiles({ "x/a.json": text });
  const { call } = makeTaskRepository({
    "tasks.d/tidy.toml": `uses = "config-cleanup"\n[with]\npatterns = ["${folder}/**/*.json"]\nsort_keys = true\n`,
  });
  expect(await call("run tidy --wait")).toMatchObject({ code: 0 });
  expect(read(folder, "x/a.json")).toBe('{"a": 1, "b": 1}\n');
  const [point] = JSON.parse((await call("rollbacks --json")).out) as [{ run: string; files: number }];
  expect(point.files).toBe(1);
  expect(await call(`rollback ${point.run} --reason wrong`)).toMatchObject({ code: 0 });
  expect(read(folder, "x/a.json")).toBe(text);
});

test("a second run at the same time is refused", async () => {
  const folder = makeFiles({ "a.json": '{"b": 1, "a": 1}\n' });
  const before = snapshot(folder);
  const holder = spawn("flock", [folder, "sh", "-c", "echo held; read x"], { stdio: ["pipe", "pipe", "inherit"] });
  await new Promise((resolve) => holder.stdout.once("data", resolve));
  const run = await clean(folder, { sort_keys: true });
  const ended = new Promise((resolve) => holder.once("close", resolve));
  holder.stdin.end();
  await ended;
  expect(run).toMatchObject({
    code: 1,
    outputs: { summary: `another run is at work in ${folder}: wait until it is done` },
  });
  expect(snapshot(folder)).toEqual(before);
});

test("a full disk: the file is as it was, and nothing is left beside it", async () => {
  const folder = makeFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=16k", "small", folder]);
  try {
    write(folder, { "a.json": `{"b": "${"x".repeat(6000)}", "a": 1}\n`, filler: "x".repeat(4096) });
    const before = snapshot(folder);
    const run = await clean(folder, { sort_keys: true });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("the disk is full");
    expect(snapshot(folder)).toEqual(before);
  } finally {
    execFileSync("umount", ["--lazy", folder]);
  }
});

test("a user who may read and not write", async () => {
  const folder = makeFiles({ "a.json": '{"b": 1, "a": 1}\n' });
  chmodSync(folder, 0o755);
  const before = snapshot(folder);
  const run = await clean(folder, { sort_keys: true }, { uid: 65534 });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(`not allowed: ${folder}/a.json`);
  expect(snapshot(folder)).toEqual(before);
});

test("YAML where Python cannot read it: refused, with what to install", async () => {
  const folder = makeFiles({ "a.yaml": "a: 1\n", "b.json": '{"b": 1, "a": 1}\n' });
  const without = makeFiles({ "yaml.py": 'raise ImportError("as if it were not installed")\n' });
  const run = await clean(folder, { sort_keys: true }, { env: { PYTHONPATH: without } });
  expect(run).toMatchObject({ code: 1 });
  expect(run.outputs.summary).toBe(
    `${folder}/a.yaml cannot be read here: that needs the package python3-yaml. Install it, or leave such files out`,
  );
  const rest = await clean(folder, { exclude: ["*.yaml"] }, { env: { PYTHONPATH: without } });
  expect(rest).toMatchObject({ code: 0 });
});

test.each([
  { name: "nothing named", params: { patterns: [] }, says: "there is nothing to look at" },
  {
    name: "no such file",
    params: { patterns: ["/no/such/*.json"] },
    says: "no file of JSON, YAML, TOML or .env matches",
  },
  { name: "nobody reads", params: { remove_unused: true }, says: "name under `read_by` the folders" },
  { name: "readers that are not there", params: { read_by: ["/no/such/src"] }, says: "/no/such/src is not there" },
])("$name: nothing is done", async ({ params, says }) => {
  const folder = makeFiles({ "a.json": '{"b": 1, "a": 1}\n' });
  const run = await clean(folder, { sort_keys: true, ...params });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
  expect(read(folder, "a.json")).toBe('{"b": 1, "a": 1}\n');
});

test.each([
  [{ patterns: ["*.json"] }, "patterns"],
  [{ patterns: ["/**/*.json"] }, "patterns"],
  [{ patterns: ["/etc/{a,b}.json"] }, "patterns"],
  [{ sort: true }, "there is no parameter sort"],
])("parameters that are none: %j", (params, says) => {
  const resolved = resolveParams(findAction("config-cleanup").params, params);
  expect(resolved.ok ? "" : resolved.error.what).toContain(says);
});
