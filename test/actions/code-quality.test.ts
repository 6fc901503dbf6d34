import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cargoEnvironment, git, lendNodeModules, makeRepository, writeFiles } from "./make-repository.ts";
import { needProgram } from "./need-tools.ts";
import { pathOf } from "./path-of.ts";
import { makeFolder, runAction, snapshot } from "./run-action.ts";

const shop = {
  ".gitignore": "node_modules\n",
  ".prettierrc": "{}\n",
  "package.json": `${JSON.stringify({ devDependencies: { prettier: "*", eslint: "*" } }, undefined, 2)}\n`,
  "eslint.config.js": 'export default [{ rules: { "no-var": "error" } }];\n',
  "tsconfig.json": '{\n  "compilerOptions": { "strict": true, "types": [] },\n  "include": ["price.ts"]\n}\n',
  "price.ts": 'export const price: number = "twelve";\n',
  "cart.js": "var   total = 1\nexport default total\n",
  "generated/all.js": "var everything = undefinedName\n",
};

function makeShop(): string {
  const root = makeRepository(shop);
  lendNodeModules(root);
  return root;
}

describe("npm", () => {
  test("prettier, eslint and tsc of the repository tell what is wrong", async () => {
    const root = makeShop();
    const run = await runAction("code-quality", { path: root, exclude_patterns: ["generated"] });
    expect(run.code).toBe(0);
    expect(run.outputs.data).toMatchObject({
      ecosystems: ["npm"],
      checked_with: ["prettier", "eslint", "tsc", "complexity"],
      not_checked: [],
      by_kind: { format: 1, lint: 1, type: 1 },
    });
    const issues = run.outputs.data!["issues"] as unknown[];
    expect(issues).toContainEqual(expect.objectContaining({ file: "price.ts", line: 1, rule: "TS2322" }));
    expect(issues).toContainEqual(expect.objectContaining({ file: "cart.js", line: 1, rule: "no-var" }));
    expect(run.outputs.metrics).toMatchObject({
      issues_found: 3,
      issues_fixed: 0,
      files_modified: 0,
      quality_score: 89,
    });
    expect(git(root, "status", "--short")).toBe("");
  });

  test("what can be set right is, and a rollback takes it back", async () => {
    const root = makeShop();
    const state = { RUNNER_ACTION_STATE: makeFolder() };
    const how = { path: root, fix_formatting: true, exclude_patterns: ["generated"] };
    const run = await runAction("code-quality", how, { env: state });
    expect(run.code).toBe(0);
    expect(readFileSync(join(root, "cart.js"), "utf8")).toBe("let total = 1;\nexport default total;\n");
    expect(run.outputs.metrics).toMatchObject({ issues_found: 3, issues_fixed: 2, files_modified: 1 });
    expect(run.outputs.metrics!["lines_modified"]).toBeGreaterThan(1);
    expect(run.outputs.changes).toEqual([{ kind: "file-modified", path: join(root, "cart.js") }]);

    const back = { which: "rollback", env: { ...state, RUNNER_ROLLBACK_OF: "20261120T020000Z-test" } } as const;
    const undone = await runAction("code-quality", how, back);
    expect(undone).toMatchObject({ code: 0, outputs: { summary: "1 file as before" } });
    expect(git(root, "status", "--short")).toBe("");
  });

  test("a dry run writes nothing, and says what it would", async () => {
    const root = makeShop();
    const before = snapshot(root, "with times");
    const run = await runAction("code-quality", { path: root, fix_formatting: true }, { dryRun: true });
    expect(run.code).toBe(0);
    expect(run.log).toContain("would write cart.js anew");
    expect(run.outputs.summary).toContain("2 files would be written anew");
    expect(run.outputs.changes).toBeUndefined();
    expect(snapshot(root, "with times")).toEqual(before);
  });

  test("tools that are named and not installed are told, and its scripts stand in", async () => {
    const root = makeRepository({
      "package.json": '{ "devDependencies": { "prettier": "3" }, "scripts": { "lint": "echo bad style; exit 3" } }',
      "a.js": "export const a = 1;\n",
    });
    const run = await runAction("code-quality", { path: root }, { env: { PATH: pathOf("git", "npm", "node", "sh") } });
    expect(run.outputs.data).toMatchObject({
      checked_with: ["npm run lint", "complexity"],
      not_checked: ["prettier is not installed: run npm ci in the repository"],
    });
    expect(run.log).toContain("npm run lint fails: bad style");
  });
});

const branchy = (count: number): string =>
  `def decide(x):\n${"    if x:\n        x -= 1\n".repeat(count)}    return x\n`;

describe("Python", () => {
  test("its syntax, and functions with too many branches", async () => {
    const root = makeRepository({
      "pyproject.toml": '[project]\nname = "tool"\n',
      "good.py": branchy(9),
      "long.py": branchy(10),
      "bad.py": "def broken(:\n",
    });
    const run = await runAction("code-quality", { path: root });
    expect(run.outputs.data).toMatchObject({ ecosystems: ["python"], by_kind: { syntax: 1, complexity: 1 } });
    expect(run.outputs.data!["issues"]).toMatchObject([
      { file: "bad.py", line: 1, kind: "syntax", severity: "error" },
      { file: "long.py", line: 1, message: "decide has 11 ways through it; 10 are allowed" },
    ]);
    expect(run.outputs.metrics!["quality_score"]).toBe(92);
  });

  test("flake8, black and mypy where the repository names them", async () => {
    for (const tool of ["flake8", "black", "mypy"]) needProgram(tool, tool);
    const root = makeRepository({
      "pyproject.toml": '[project]\nname = "tool"\n[tool.black]\n[tool.mypy]\nstrict = true\n',
      ".flake8": "[flake8]\nmax-line-length = 100\n",
      "tool.py": "import os\n\n\ndef half(x: int) -> int:\n    return 'no' if x else   1\n",
    });
    const run = await runAction("code-quality", { path: root, fix_formatting: true });
    expect(run.outputs.data).toMatchObject({ not_checked: [], by_kind: { lint: 1, type: 1 } });
    expect(run.outputs.data!["checked_with"]).toEqual(["python", "black", "flake8", "mypy", "complexity"]);
    expect(readFileSync(join(root, "tool.py"), "utf8")).toContain('return "no" if x else 1\n');
    expect(git(root, "status", "--short")).toBe(" M tool.py\n");
    const less = await runAction("code-quality", { path: root, check_types: false, analyze_complexity: false });
    expect(less.outputs.data!["checked_with"]).toEqual(["python", "black", "flake8"]);
  });
});

test("ruff, as it prints: what is fixed by its linter, and then by its formatter", async () => {
  const finding = (root: string): string =>
    JSON.stringify([
      {
        code: "F401",
        filename: `${root}/a.py`,
        fix: { applicability: "safe", edits: [] },
        location: { row: 1, column: 8 },
        message: "`os` imported but unused",
      },
    ]);
  const root = makeRepository({ "ruff.toml": "", "a.py": "import os\nx   = 1\n", ".gitignore": ".venv\n" });
  const ruff = `#!/bin/sh
case "$1 $*" in
  "check "*--fix*) sed "/import os/d" ;;
  "check "*) if grep -q "import os" a.py; then cat .venv/finding; exit 1; else echo "[]"; fi ;;
  "format "*--diff*) ! grep -q "   =" a.py || { printf -- "--- a.py\\n+++ a.py\\n@@ -1 +1 @@\\n"; exit 1; } ;;
  "format "*) sed "s/   =/ =/" ;;
esac
`;
  writeFiles(root, { ".venv/bin/ruff": ruff, ".venv/finding": finding(root) });
  chmodSync(join(root, ".venv/bin/ruff"), 0o755);
  const told = await runAction("code-quality", { path: root });
  expect(told.outputs.data).toMatchObject({ by_kind: { lint: 1, format: 1 }, not_checked: [] });
  expect(told.outputs.data!["issues"]).toMatchObject([
    { kind: "lint", severity: "error", file: "a.py", line: 1, rule: "F401" },
    { kind: "format", severity: "warning", file: "a.py", rule: "ruff" },
  ]);
  const run = await runAction("code-quality", { path: root, fix_formatting: true });
  expect(readFileSync(join(root, "a.py"), "utf8")).toBe("x = 1\n");
  expect(run.outputs.metrics).toMatchObject({ issues_found: 2, issues_fixed: 2, files_modified: 1 });
});

test("a dry run of Python's tools leaves nothing, neither in the repository nor at home", async () => {
  for (const tool of ["flake8", "black", "mypy"]) needProgram(tool, tool);
  const root = makeRepository({
    "pyproject.toml": '[project]\nname = "tool"\n[tool.black]\n[tool.mypy]\n',
    ".flake8": "[flake8]\n",
    "good.py": "x = 1\n",
    "bad.py": "x   = 1\n",
  });
  const home = makeFolder();
  const before = [snapshot(root, "with times"), snapshot(home, "with times")];
  const params = { path: root, fix_formatting: true };
  const run = await runAction("code-quality", params, { dryRun: true, env: { HOME: home } });
  expect(run.outputs.data!["checked_with"]).toEqual(["python", "black", "flake8", "mypy", "complexity"]);
  expect(run.log).toContain("would write bad.py anew");
  expect([snapshot(root, "with times"), snapshot(home, "with times")]).toEqual(before);
});

test("line ends and encodings of a file stay as they are", async () => {
  needProgram("black", "black");
  const root = makeRepository({
    "pyproject.toml": '[project]\nname = "tool"\n[tool.black]\n',
    "windows.py": "x   = 1\r\ny = 2\r\n",
  });
  writeFileSync(join(root, "latin.py"), Buffer.from("# -*- coding: latin-1 -*-\nword   = 'caf\u00e9'\n", "latin1"));
  const run = await runAction("code-quality", { path: root, fix_formatting: true, check_types: false });
  expect(run.code).toBe(0);
  expect(readFileSync(join(root, "windows.py"), "latin1")).toBe("x = 1\r\ny = 2\r\n");
  expect(readFileSync(join(root, "latin.py"), "latin1")).toBe('# -*- coding: latin-1 -*-\nword = "caf\u00e9"\n');
  expect(run.outputs.metrics).toMatchObject({ files_modified: 2, lines_modified: 4 });
});

test("a file that its formatter cannot read as it is stays as it is", async () => {
  const root = makeRepository({
    "package.json": shop["package.json"],
    ".prettierrc": "{}\n",
    ".gitignore": "node_modules\n",
  });
  lendNodeModules(root);
  const text = Buffer.from("const   word = 'caf\u00e9'\n", "latin1");
  writeFileSync(join(root, "latin.js"), text);
  const run = await runAction("code-quality", { path: root, fix_formatting: true });
  expect(readFileSync(join(root, "latin.js"))).toEqual(text);
  expect(run.outputs.data!["warnings"]).toEqual(["latin.js is not in UTF-8, and stays as it is"]);
});

test("names of files are names, whatever they look like; a link leads to the repository", async () => {
  const root = makeRepository({ "pyproject.toml": '[project]\nname = "tool"\n[tool.black]\n[tool.mypy]\n' });
  const text = "x   = 1\n";
  const names = ["-x.py", "--version.py", "@y.py", "a b.py", "two\nlines.py"];
  writeFiles(root, Object.fromEntries(names.map((name) => [name, text])));
  writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff]), Buffer.from(".py")]), "def broken(:\n");
  const link = join(makeFolder(), "link");
  symlinkSync(root, link);
  const run = await runAction("code-quality", { path: link, fix_formatting: true });
  const issues = run.outputs.data!["issues"] as unknown as readonly { kind: string; message: string }[];
  expect(issues.map(({ kind }) => kind)).toContain("syntax");
  expect(run.outputs.data!["not_checked"]).toEqual([]);
  for (const name of names.slice(0, 4)) expect(readFileSync(join(root, name), "utf8")).toBe("x = 1\n");
  expect(readFileSync(join(root, names[4]!), "utf8")).toBe(text);
});

test("very long files of what a bundler has made", async () => {
  const bundle = Array.from({ length: 8000 }, (_, at) => `function f${at}(a){if(a){return a&&1}return a||2}`).join("");
  const root = makeRepository({ "package.json": "{}\n", "bundle.js": `${bundle}\n` });
  const run = await runAction("code-quality", { path: root, max_complexity: 3 });
  expect(run.outputs.data!["by_kind"]).toEqual({ complexity: 8000 });
});

describe("Rust", () => {
  test("rustfmt and the compiler", async () => {
    const env = cargoEnvironment();
    const root = makeRepository({
      "Cargo.toml": '[package]\nname = "tool"\nversion = "0.1.0"\nedition = "2021"\n',
      "src/lib.rs": "mod other;\npub fn one( )->i32{ other::two() }\n",
      "src/other.rs": "pub fn two() -> i32 {\n    let unused = 3;\n    2\n}\n",
    });
    const before = snapshot(root, "with times");
    const dry = await runAction("code-quality", { path: root, fix_formatting: true }, { env, dryRun: true });
    expect(dry.log).toContain("would write src/lib.rs anew");
    expect(snapshot(root, "with times")).toEqual(before);

    const run = await runAction("code-quality", { path: root, fix_formatting: true }, { env });
    expect(run.outputs.data).toMatchObject({ ecosystems: ["rust"], by_kind: { lint: 1 } });
    expect(run.outputs.data!["issues"]).toMatchObject([{ file: "src/other.rs", line: 2, rule: "unused_variables" }]);
    expect(readFileSync(join(root, "src/lib.rs"), "utf8")).toBe(
      "mod other;\npub fn one() -> i32 {\n    other::two()\n}\n",
    );
    expect(git(root, "status", "--short")).toBe(" M src/lib.rs\n");
  });
});

describe("Go", () => {
  test("gofmt and go vet", async () => {
    needProgram("go", "golang-go");
    const root = makeRepository({
      "go.mod": "module example.org/tool\n\ngo 1.19\n",
      "tool.go": 'package tool\n\nimport "fmt"\n\nfunc Tell() {\nfmt.Printf("%d\\n", "text")\n}\n',
    });
    const run = await runAction("code-quality", { path: root, fix_formatting: true });
    expect(run.outputs.data).toMatchObject({ checked_with: ["gofmt", "go vet", "complexity"], by_kind: { type: 1 } });
    expect(readFileSync(join(root, "tool.go"), "utf8")).toContain("\tfmt.Printf");
    expect(run.outputs.metrics).toMatchObject({ issues_found: 2, issues_fixed: 1, lines_modified: 2 });
  });
});

test.each([
  {
    name: "JavaScript",
    file: "a.js",
    marker: "package.json",
    content: `// if if if
const text = "if (x) {", pattern = value.match(/[{"]/);
export function decide(a) {
  if (a && a.b) return a ? 1 : 2;
  const inner = (x) => { for (;;) { if (x) break; } };
  return a?.b ?? inner;
}
`,
    ways: ["decide has 5", "inner has 3"],
  },
  {
    name: "Rust",
    file: "a.rs",
    marker: "Cargo.toml",
    content: `fn decide<'a>(x: &'a str) -> i32 { let c = '{'; match x { "}" => 1, _ if c == 'x' => 2, _ => 3 } }\n`,
    ways: ["decide has 5"],
  },
  {
    name: "Go",
    file: "a.go",
    marker: "go.mod",
    content:
      "package a\nfunc (t T) Decide(x int) int {\n\tif x > 1 && x < 3 || x == 7 {\n\t\treturn '}'\n\t}\n\treturn 0\n}\n",
    ways: ["Decide has 4"],
  },
])("ways through functions of $name", async ({ file, marker, content, ways }) => {
  const root = makeRepository({ [marker]: marker === "package.json" ? "{}" : "", [file]: content });
  const env = { PATH: pathOf("git") };
  const run = await runAction("code-quality", { path: root, max_complexity: 1, check_types: false }, { env });
  const issues = run.outputs.data!["issues"] as { kind: string; message: string }[];
  const told = issues.filter((issue) => issue.kind === "complexity").map((issue) => issue.message.split(" ways")[0]);
  expect(told).toEqual(ways);
});

test("a rollback leaves alone what was changed since", async () => {
  needProgram("gofmt", "golang-go");
  const root = makeRepository({ "go.mod": "module example.org/x\n", "a.go": "package a\n\nfunc  A() {}\n" });
  const state = { RUNNER_ACTION_STATE: makeFolder() };
  const how = { path: root, fix_formatting: true, check_types: false };
  await runAction("code-quality", how, { env: state });
  writeFileSync(join(root, "a.go"), "// mine\n");
  const back = { which: "rollback", env: { ...state, RUNNER_ROLLBACK_OF: "20261120T020000Z-test" } } as const;
  const undone = await runAction("code-quality", how, back);
  expect(undone.code).toBe(1);
  expect(undone.outputs.summary).toContain("1 file changed since and left as it is");
  expect(readFileSync(join(root, "a.go"), "utf8")).toBe("// mine\n");
});

test("too low a score fails", async () => {
  const root = makeRepository({ "bad.py": "def broken(:\n" });
  const run = await runAction("code-quality", { path: root, min_score: 99 });
  expect(run).toMatchObject({ code: 1, outputs: { metrics: { quality_score: 95 } } });
  expect(run.outputs.summary).toContain("quality 95 of 100; the least is 99");
});

test("without a path it is the task repository's work tree, unless the run has one of its own", async () => {
  const repository = makeRepository({ "theirs.py": "x = 1\n" });
  const own = makeRepository({ "own.py": "x = 1\n" });
  const env = { RUNNER_REPO: repository };
  const from = async (cwd: string) => (await runAction("code-quality", {}, { env, cwd })).outputs.data!["path"];
  expect(await from(makeFolder())).toBe(repository);
  expect(await from(own)).toBe(own);
});

describe("bad input", () => {
  test("parameters", async () => {
    await expect(runAction("code-quality", { max_complexity: "ten" })).rejects.toThrow("max_complexity");
    await expect(runAction("code-quality", { fix: true })).rejects.toThrow("fix");
  });

  test("a path that is not there, and one that is no source repository", async () => {
    const gone = await runAction("code-quality", { path: "/no/such/place" });
    expect(gone).toMatchObject({
      code: 1,
      outputs: { summary: expect.stringContaining("/no/such/place is no folder") as string },
    });
    const empty = await runAction("code-quality", { path: makeFolder() });
    expect(empty.code).toBe(1);
    expect(empty.outputs.summary).toContain("has no package.json, pyproject.toml");
  });

  test("no rights", async () => {
    const root = makeRepository({ "a.py": "x = 1\n" });
    chmodSync(root, 0o700);
    const run = await runAction("code-quality", { path: root }, { uid: 65534, env: { PATH: pathOf() } });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain(`not allowed: ${root}`);
  });

  test("a second run at the same time", async () => {
    const root = makeRepository({ "a.py": "x = 1\n" });
    const holder = spawn("flock", [root, "sh", "-c", "echo held; read _"], { stdio: ["pipe", "pipe", "inherit"] });
    await once(holder.stdout, "data");
    const run = await runAction("code-quality", { path: root });
    holder.stdin.end("\n");
    await once(holder, "close");
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain(`another run works on ${root}`);
  });

  test("one that is stopped in the middle: the files are as they were", async () => {
    // Its second look, after the file was written, never ends by itself.
    const black = `#!/bin/sh
case "$*" in
  *--check*) test ! -e written || { kill -TERM $PPID; exec sleep 600; }; echo "would reformat a.py" >&2; exit 1 ;;
  *) touch written; echo "x = 1" ;;
esac
`;
    const root = makeRepository({ "pyproject.toml": "[tool.black]\n", "a.py": "x   = 1\n", ".venv/bin/black": black });
    chmodSync(join(root, ".venv/bin/black"), 0o755);
    const before = statSync(join(root, "a.py"), { bigint: true }).mtimeNs;
    const run = await runAction("code-quality", { path: root, fix_formatting: true, check_types: false });
    expect(run).toMatchObject({ code: 1, outputs: { summary: "it was stopped before it was done" } });
    expect(run.log).toContain("write a.py anew");
    expect(readFileSync(join(root, "a.py"), "utf8")).toBe("x   = 1\n");
    expect(statSync(join(root, "a.py"), { bigint: true }).mtimeNs).toBe(before);
    expect(readdirSync(root).sort()).toEqual([".git", ".venv", "a.py", "pyproject.toml", "written"]);
  });

  test("a disk that is full: the files stay as they were", async () => {
    const root = makeFolder();
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=200k", "tmpfs", root]);
    try {
      mkdirSync(join(root, "src"));
      writeFiles(root, { "go.mod": "module example.org/x\n", "a.go": "package a\nfunc  A() {}\n" });
      const long = `package a\n${"func  B() {}\n".repeat(9000)}`;
      writeFileSync(join(root, "b.go"), long);
      const before = snapshot(root);
      const params = { path: root, fix_formatting: true, check_types: false, analyze_complexity: false };
      const run = await runAction("code-quality", params);
      expect(run.code).toBe(1);
      expect(run.outputs.summary).toContain("the disk is full");
      expect(snapshot(root)).toEqual(before);
    } finally {
      execFileSync("umount", [root]);
    }
  });
});
