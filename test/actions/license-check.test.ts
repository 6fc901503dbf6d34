import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cargoEnvironment, makeRepository, writeFiles } from "./make-repository.ts";
import { needProgram } from "./need-tools.ts";
import { pathOf } from "./path-of.ts";
import { makeFolder, runAction, snapshot } from "./run-action.ts";

const lock = {
  lockfileVersion: 3,
  packages: {
    "": { dependencies: { left: "1" }, devDependencies: { tester: "2" } },
    "node_modules/left": { version: "1.3.0", license: "MIT" },
    "node_modules/@team/right": { version: "2.0.0", license: "(GPL-3.0-only OR Apache-2.0)" },
    "node_modules/tester": { version: "3.0.0", dev: true, license: "AGPL-3.0-only" },
    "node_modules/old": { version: "0.1.0" },
    "packages/own": { version: "1.0.0", license: "UNLICENSED" },
  },
};
const npm = {
  ".gitignore": "node_modules\n.venv\n",
  "package.json": '{ "dependencies": { "left": "1" } }',
  "package-lock.json": JSON.stringify(lock),
};

describe("npm", () => {
  test("licences from the lock file, and of what is installed from itself", async () => {
    const root = makeRepository(npm);
    writeFiles(root, { "node_modules/old/package.json": '{ "version": "0.1.0", "licenses": [{ "type": "BSD" }] }' });
    const run = await runAction("license-check", { path: root });
    expect(run).toMatchObject({ code: 0, outputs: { metrics: { dependencies: 4, violations: 0, unknown: 0 } } });
    expect(run.outputs.data!["licenses"]).toEqual({
      MIT: 1,
      "(GPL-3.0-only OR Apache-2.0)": 1,
      "AGPL-3.0-only": 1,
      "BSD-3-Clause": 1,
    });
  });

  test("what is denied, and what is not allowed, fails", async () => {
    const root = makeRepository(npm);
    const denied = await runAction("license-check", { path: root, deny: ["AGPL-*", "GPL-*"] });
    expect(denied.code).toBe(1);
    expect(denied.outputs.summary).toContain(
      "1 of 4 dependencies may not be used: tester 3.0.0: AGPL-3.0-only is denied",
    );
    const allowed = await runAction("license-check", { path: root, allow: ["MIT", "apache-2.0"] });
    expect(allowed.outputs.data!["violations"]).toMatchObject([
      { package: "old", why: "its licence is not known" },
      { package: "tester", license: "AGPL-3.0-only", why: "AGPL-3.0-only is not allowed" },
    ]);
  });

  test("what only development needs can be left out", async () => {
    const root = makeRepository(npm);
    const params = { path: root, deny: ["AGPL-*"], exclude_dev_dependencies: true };
    const run = await runAction("license-check", params);
    expect(run).toMatchObject({ code: 0, outputs: { metrics: { dependencies: 3, unknown: 1 } } });
    expect(run.outputs.data!["unknown"]).toEqual(["old 0.1.0"]);
  });

  test("without a lock file it is what is installed", async () => {
    const root = makeRepository({ "package.json": npm["package.json"], ".gitignore": "node_modules\n" });
    const missing = await runAction("license-check", { path: root });
    expect(missing.code).toBe(1);
    expect(missing.outputs.summary).toContain("run npm install in the repository");
    writeFiles(root, {
      "node_modules/left/package.json": '{ "name": "left", "version": "1.0.0", "license": "MIT" }',
      "node_modules/left/node_modules/@in/ner/package.json":
        '{ "name": "@in/ner", "version": "1.0.0", "license": "ISC" }',
    });
    const run = await runAction("license-check", { path: root });
    expect(run.outputs.data!["licenses"]).toEqual({ MIT: 1, ISC: 1 });
  });
});

const metadata = (name: string, lines: string): Record<string, string> => ({
  [`.venv/lib/python3.11/site-packages/${name}-1.0.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n${lines}\n`,
});

test("Python: what is asked for and what that needs, from what is installed in its environment", async () => {
  const root = makeRepository({
    ".gitignore": ".venv\n",
    "pyproject.toml": '[project]\nname = "tool"\ndependencies = [\n  "Web_Thing[fast]>=1",\n]\n',
    "requirements-dev.txt": "checker==1.0\n",
  });
  writeFiles(root, {
    ...metadata("web-thing", "License-Expression: MIT\nRequires-Dist: inner (>=1)\nRequires-Dist: extra; extra == 'x'"),
    ...metadata("inner", "Classifier: License :: OSI Approved :: GNU Affero General Public License v3"),
    ...metadata("extra", "License: Proprietary"),
    ...metadata("checker", "License: BSD"),
    ...metadata("unrelated", "License: Secret"),
  });
  const run = await runAction("license-check", { path: root, deny: ["AGPL-3.0"] });
  expect(run.code).toBe(1);
  expect(run.outputs.data).toMatchObject({
    licenses: { MIT: 1, "AGPL-3.0-only": 1, "BSD-3-Clause": 1 },
    violations: [{ ecosystem: "python", package: "inner", why: "AGPL-3.0-only is denied" }],
  });
  const without = await runAction("license-check", { path: root, exclude_dev_dependencies: true });
  expect(without.outputs.data!["licenses"]).toEqual({ MIT: 1, "AGPL-3.0-only": 1 });
});

test("Rust: what cargo says", async () => {
  const env = cargoEnvironment();
  const crate = (name: string, license: string, more = ""): Record<string, string> => ({
    [`${name}/Cargo.toml`]: `[package]\nname = "${name}"\nversion = "0.2.0"\nedition = "2018"\n${license}\n${more}`,
    [`${name}/src/lib.rs`]: "",
  });
  const root = makeRepository({
    ...crate("inner", 'license = "MIT/Apache-2.0"'),
    ...crate("tester", 'license = "GPL-3.0+"'),
    ...crate(
      "tool",
      "",
      '[dependencies]\ninner = { path = "../inner" }\n[dev-dependencies]\ntester = { path = "../tester" }\n',
    ),
  });
  const before = snapshot(root, "with times");
  const params = { path: `${root}/tool`, deny: ["GPL-3.0-or-later", "GPL-3.0"] };
  const dry = await runAction("license-check", params, { env, dryRun: true });
  expect(snapshot(root, "with times")).toEqual(before);
  const run = await runAction("license-check", params, { env });
  expect(dry.outputs.data).toEqual(run.outputs.data);
  expect(run.outputs.data).toMatchObject({
    licenses: { "MIT OR Apache-2.0": 1, "GPL-3.0+": 1 },
    violations: [{ ecosystem: "rust", package: "tester", version: "0.2.0", why: "GPL-3.0+ is denied" }],
  });
  const without = await runAction("license-check", { ...params, exclude_dev_dependencies: true }, { env });
  expect(without).toMatchObject({ code: 0, outputs: { data: { licenses: { "MIT OR Apache-2.0": 1 } } } });
  expect(existsSync(join(root, "tool/Cargo.lock"))).toBe(false);
});

test("Rust: the lock file of a workspace stays as it is", async () => {
  const env = cargoEnvironment();
  const root = makeRepository({
    "Cargo.toml": '[workspace]\nmembers = ["tool"]\n',
    "Cargo.lock": "version = 3\n",
    "tool/Cargo.toml": '[package]\nname = "tool"\nversion = "0.1.0"\n',
    "tool/src/lib.rs": "",
  });
  const before = snapshot(root, "with times");
  const run = await runAction("license-check", { path: `${root}/tool` }, { env });
  expect(run.outputs.summary).toContain("no licence of");
  expect(snapshot(root, "with times")).toEqual(before);
});

test("Go: by the text that is beside it", async () => {
  needProgram("go", "golang-go");
  const root = makeRepository({
    "go.mod":
      "module example.org/tool\n\ngo 1.19\n\nrequire example.org/inner v1.0.0\n\nreplace example.org/inner => ./inner\n",
    "inner/go.mod": "module example.org/inner\n",
    "inner/LICENSE":
      "Copyright\n\nPermission is hereby granted, free of charge, to any person obtaining a copy of it\n",
  });
  const run = await runAction("license-check", { path: root });
  expect(run.outputs.data).toMatchObject({ ecosystems: ["go"], licenses: { MIT: 1 } });
});

test.each([
  ["MIT AND GPL-2.0-only", "GPL-2.0-only is denied"],
  ["MIT OR GPL-2.0-only", undefined],
  ["MIT AND (ISC OR GPL-2.0-only)", undefined],
  ["GPL-2.0-only OR LGPL-2.1 AND MIT", "GPL-2.0-only is denied"],
  ["GPL-2.0-or-later WITH Classpath-exception-2.0", "GPL-2.0-or-later is denied"],
  ["See the file named LICENSE", undefined],
])("%s", async (license, why) => {
  const packages = { "node_modules/one": { version: "1.0.0", license } };
  const root = makeRepository({ "package.json": "{}", "package-lock.json": JSON.stringify({ packages }) });
  const run = await runAction("license-check", { path: root, deny: ["GPL-2.0", "LGPL-*"] });
  expect(run.code).toBe(why === undefined ? 0 : 1);
  if (why !== undefined) expect(run.outputs.summary).toContain(why);
});

test("a dry run looks in the same way, and changes nothing", async () => {
  const root = makeRepository(npm);
  const before = snapshot(root, "with times");
  const run = await runAction("license-check", { path: root, deny: ["AGPL-*"] }, { dryRun: true });
  expect(run).toMatchObject({ code: 1, outputs: { metrics: { violations: 1 } } });
  expect(snapshot(root, "with times")).toEqual(before);
});

describe("bad input", () => {
  test("parameters", async () => {
    await expect(runAction("license-check", { allow: "MIT" })).rejects.toThrow("allow");
    await expect(runAction("license-check", { denied: [] })).rejects.toThrow("denied");
  });

  test.each([
    { name: "no such place", make: () => "/no/such/place", says: "is no folder" },
    { name: "no source repository", make: () => makeFolder(), says: "has no package.json" },
    {
      name: "a lock file that is broken",
      make: () => makeRepository({ "package.json": "{}", "package-lock.json": "{ no" }),
      says: "package-lock.json is no JSON",
    },
  ])("$name", async ({ make, says }) => {
    const run = await runAction("license-check", { path: make() });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain(says);
  });

  test("no rights", async () => {
    const root = makeRepository(npm);
    chmodSync(root, 0o700);
    const run = await runAction("license-check", { path: root }, { uid: 65534, env: { PATH: pathOf() } });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("not allowed");
  });

  test("a tool that is not installed is told by name, and the others still count", async () => {
    const root = makeRepository({ ...npm, "Cargo.toml": '[package]\nname = "x"\nversion = "0.1.0"\n' });
    const run = await runAction("license-check", { path: root }, { env: { PATH: pathOf("git") } });
    expect(run.outputs.metrics).toMatchObject({ dependencies: 4 });
    expect(run.outputs.data!["not_checked"]).toMatchObject([
      expect.stringContaining("cargo is not installed") as string,
    ]);
  });
});
