import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { toProblem } from "../../src/diagnostics/index.ts";
import { inspectFiles, linesOf } from "./inspect-files.ts";

/** The line at which each is broken. */
const broken = [
  { shell: "bash", line: 5, text: "echo a\nif true; then\n  echo b\nfi\nfi\necho c" },
  { shell: "sh", line: 3, text: "echo a\nfor x in a b do\n  echo b\ndone" },
  { shell: "python3", line: 2, text: "import os\nx = = os\nprint(x)" },
  { shell: "node", line: 2, text: "const a = 1;\nconst b = = 2;\nlet c = 3;" },
] as const;

const indented = (text: string, by: string): string => text.replace(/^(?=.)/gm, by);

/** Ways to write a text; `first`: the line of the file at which its first line stands. */
const exact = [
  { style: "TOML '''", path: "tasks.d/a.toml", first: 3, write: (text: string) => `run = '''\n${text}\n'''` },
  {
    style: "TOML ''', begun at once",
    path: "tasks.d/a.toml",
    first: 2,
    write: (text: string) => `run = '''${text}'''`,
  },
  { style: 'TOML """', path: "tasks.d/a.toml", first: 3, write: (text: string) => `run = """\n${text}\n"""` },
  {
    style: 'TOML """ with escapes, a line carried on, and CR LF',
    path: "tasks.d/a.toml",
    first: 5,
    write: (text: string) => `run = """\n\\\n  \\\n${text}\\n"""`.replaceAll("\n", "\r\n"),
  },
  { style: "YAML |", path: "tasks.d/a.yaml", first: 3, write: (text: string) => `run: |\n${indented(text, "  ")}\n` },
  {
    style: "YAML |-, deep",
    path: "tasks.d/a.yaml",
    first: 4,
    write: (text: string) => `run:\n  |-\n${indented(text, "      ")}`,
  },
  {
    style: "YAML |2+ after a comment",
    path: "tasks.d/a.yaml",
    first: 4,
    write: (text: string) => `# x\nrun: |2+ # y\n${indented(text, "  ")}\n\n`,
  },
];

/** Where the place of a line cannot be told, it is that of the key: its line. */
const inexact = [
  {
    style: "YAML >",
    path: "tasks.d/a.yaml",
    key: 3,
    write: (text: string) => `# x\nrun: >\n${indented(text, "  ")}\n`,
  },
  { style: 'YAML "…"', path: "tasks.d/a.yaml", key: 2, write: (text: string) => `run:\n  ${JSON.stringify(text)}\n` },
  { style: 'TOML "…"', path: "tasks.d/a.toml", key: 2, write: (text: string) => `run = ${JSON.stringify(text)}\n` },
  {
    style: 'TOML """ with a line break by its number',
    path: "tasks.d/a.toml",
    key: 2,
    write: (text: string) => `run = """${text.replaceAll("\n", "\\u000A")}"""\n`,
  },
];

const declare = (path: string, shell: string): string =>
  path.endsWith("toml") ? `shell = "${shell}"` : `shell: ${shell}`;

describe.each(broken)("a broken text for $shell", ({ shell, line, text }) => {
  test.each(exact)("$style: its own line", async ({ path, first, write }) => {
    const files = { [path]: `${declare(path, shell)}\n${write(text)}` };
    expect(await linesOf({ files })).toEqual([`program-syntax ${path}:${first + line - 1}`]);
  });

  test.each(inexact)("$style: the line of its key", async ({ path, key, write }) => {
    const files = { [path]: `${declare(path, shell)}\n${write(text)}` };
    expect(await linesOf({ files })).toEqual([`program-syntax ${path}:${key}`]);
  });
});

test.each([
  ["a check", 'check = "if true"\nrun = "true"\n', 1],
  ["the last line of what is not ended", "run = '''\nif true; then\n  echo\n\n\n'''\n", 3],
  ["a text in a list of tasks", "[[tasks]]\nid = 'a'\nrun = 'true'\n[[tasks]]\nid = 'b'\nrun = '''\nfi\n'''\n", 7],
  ["a text of the file's defaults", "defaults.run = '''\nfi\n'''\n[[tasks]]\nid = 'a'\n[[tasks]]\nid = 'b'\n", 2],
  ["a shell with options of one's own", 'shell = ["/bin/bash", "-x", "-o", "posix", "{}", "word"]\nrun = "fi"\n', 2],
  ["a shell by way of env", 'shell = ["/usr/bin/env", "-S", "A=1", "python3", "-X", "dev", "{}"]\nrun = "x ="\n', 2],
  ["a module", 'shell = "node"\nrun = """\nimport x from "node:fs";\nawait x;\nlet y = = 1\n"""\n', 5],
  ["a return outside of a function, in Python", 'shell = "python3"\nrun = "return"\n', 2],
  ["a condition of bash's", "run = '''\necho\n[[ a ==\n b ]]\n'''\n", 3],
  ["a long text", `run = '''\n${"echo 'a word'\n".repeat(20_000)}fi\n'''\n`, 20_002],
  ["a text that looks like an option", "run = '''\n+n\nfi\n'''\n", 3],
  ["what follows an exit that is not reached always", "run = '''\nif true; then\nexit 0\nfi\nfi\n'''\n", 5],
])("%s", async (_, text, line) => {
  const { diagnostics } = await inspectFiles({ files: { "tasks.d/a.toml": text } });
  expect(diagnostics.map(toProblem)).toMatchObject([{ code: "program-syntax", file: "tasks.d/a.toml", line }]);
});

test.each([
  ["what no shell objects to", "run = '''\nfor f in *; do cat <<EOF\n$f\nEOF\ndone\n'''\n"],
  ["a shell that is none", 'shell = ["perl", "{}"]\nrun = "if ("\n'],
  ["what a program of Python's reads", 'shell = ["python3", "-m", "reader", "{}"]\nrun = "if ("\n'],
  ["what another script reads", 'shell = ["bash", "scripts/reader.sh", "{}"]\nrun = "if ("\n'],
  ["TypeScript, by a loader", 'shell = ["node", "--import=tsx", "{}"]\nrun = "let a: = 1"\n'],
  ["extended patterns", "run = '''\nshopt -s extglob\nrm -- !(keep|this)\n'''\n"],
  ["what a shell never reads", "run = '''\necho a\nexit 0\nfi ((\n'''\n"],
  ["CommonJS", 'shell = "node"\nrun = "#!/usr/bin/env node\\nconst a = require(\'fs\');\\nreturn"\n'],
  ["a module", 'shell = "node"\nrun = "import a from \'node:fs\'; await a;"\n'],
  ["a list of words", 'run = ["bash", "-c", "fi"]\n'],
])("nothing is said of %s", async (_, text) => {
  expect(await linesOf({ files: { "tasks.d/a.toml": text } })).toEqual([]);
});

describe("a script of the repository", () => {
  const task = 'run = { script = "scripts/x" }\n';
  const given = (script: string | Uint8Array, kind: "file" | "executable", more = "") => ({
    files: { "tasks.d/a.toml": task + more, "scripts/x": script },
    entries: [{ path: "scripts/x", kind }],
  });

  test.each([
    ["bash", "#!/bin/bash -e\necho\n fi\n", 3],
    ["sh by env", "#!/usr/bin/env sh\nif\n", 2],
    ["python3", "#!/usr/bin/python3\nx = (\n", 2],
    [
      "python3 in another encoding",
      Buffer.from("#!/usr/bin/python3\n# coding: latin-1\ny = '\xe4'\nx = =\n", "latin1"),
      4,
    ],
    ["node", "#!/usr/bin/env node\n\nlet = = 1\n", 3],
    ["a shell, with a NUL byte", "#!/bin/bash\nfi\n\0", 2],
  ])("%s: its own line, and the task's", async (_, script, line) => {
    const { diagnostics } = await inspectFiles(given(script, "executable"));
    expect(diagnostics.map(toProblem)).toMatchObject([
      { file: "scripts/x", line, related: [{ file: "tasks.d/a.toml", line: 1, message: 'the task "a" executes it' }] },
    ]);
  });

  test("that may not be executed is read by the task's shell, whatever its first line says", async () => {
    const { diagnostics } = await inspectFiles(given("#!/usr/bin/env python3\nprint('a')\nx = [(1)]\n", "file"));
    expect(diagnostics.map(toProblem)).toMatchObject([
      { file: "scripts/x", hint: expect.stringContaining("chmod +x") as string },
    ]);
  });

  test.each([
    ["in no language that is known", "#!/usr/bin/perl\nif (\n"],
    ["without a first line that says", "if (\n"],
    ["with an archive behind its exit", '#!/bin/sh\ntail -n +4 "$0"\nexit $?\n\x1f(((\0\n'],
  ])("nothing is said of one %s", async (_, script) => {
    expect(await linesOf(given(script, "executable"))).toEqual([]);
  });

  test.each(["file", "executable"] as const)("that is a pointer of Git LFS is no program: %s", async (kind) => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 12\n`;
    const { diagnostics } = await inspectFiles(given(pointer, kind));
    expect(diagnostics.map(toProblem)).toMatchObject([
      { code: "lfs-pointer", file: "scripts/x", line: 1, related: [{ file: "tasks.d/a.toml", line: 1 }] },
    ]);
  });

  test("that two tasks execute is told once, with both", async () => {
    const files = {
      "tasks.d/a.toml": task,
      "tasks.d/b.toml": `check = "true"\n${task}`,
      "scripts/x": "#!/bin/sh\nfi\n",
    };
    const { diagnostics } = await inspectFiles({ files, entries: [{ path: "scripts/x", kind: "executable" }] });
    expect(diagnostics.map(toProblem)).toMatchObject([
      {
        related: [
          { file: "tasks.d/a.toml", line: 1 },
          { file: "tasks.d/b.toml", line: 2 },
        ],
      },
    ]);
  });
});

describe("what is checked is not executed", () => {
  test.each([
    ["bash", "touch MARK; : $(touch MARK) `touch MARK`"],
    ["bash", 'set +n\nset +o noexec; trap "touch MARK" EXIT\ntouch MARK'],
    ["sh", "touch MARK; : $(touch MARK)"],
    ["python3", 'open("MARK", "w")'],
    ["node", 'require("node:fs").writeFileSync("MARK", "")'],
  ])("%s, right or wrong", async (shell, text) => {
    const dir = makeFolder();
    const written = text.replaceAll("MARK", join(dir, "mark"));
    const files = {
      "tasks.d/right.toml": `shell = "${shell}"\nrun = '''\n${written}\n'''\n`,
      "tasks.d/wrong.toml": `shell = "${shell}"\nrun = '''\n${written}\n)'''\n`,
    };
    expect(await linesOf({ files })).toEqual([`program-syntax tasks.d/wrong.toml:${3 + text.split("\n").length}`]);
    expect(existsSync(join(dir, "mark"))).toBe(false);
  });

  test("nor is a program that a task names", async () => {
    const dir = makeFolder({ bash: "#!/bin/sh\ntouch $(dirname $0)/mark\n" });
    const files = { "tasks.d/a.toml": `shell = ["${dir}/bash", "{}"]\nrun = "fi"\n` };
    expect(await linesOf({ files })).toEqual(["program-syntax tasks.d/a.toml:2"]);
    expect(existsSync(join(dir, "mark"))).toBe(false);
  });
});

describe("a check that cannot be made says nothing", () => {
  const files = { "tasks.d/a.toml": 'run = "fi"\n', "tasks.d/b.toml": 'run = "if"\n' };

  test("for want of the interpreter", async () => {
    const inspected = await inspectFiles({ files }, { path: "relative:/nowhere" });
    expect(inspected).toEqual({ diagnostics: [], unchecked: [{ interpreter: "bash", why: "absent", count: 2 }] });
  });

  test.each([
    ["that does not end", "#!/bin/sh\nexec sleep 600\n"],
    ["that is killed", "#!/bin/sh\nkill -9 $$\n"],
    ["that does not know what it is asked", "#!/bin/sh\nexit 127\n"],
  ])("for an interpreter %s", async (_, script) => {
    const inspected = await inspectFiles({ files }, { path: makeFolder({ bash: script }), limitMs: 2000 });
    expect(inspected).toEqual({ diagnostics: [], unchecked: [{ interpreter: "bash", why: "failed", count: 2 }] });
  });

  test.each(["python3", "node"])("for a %s that says something else", async (shell) => {
    const path = makeFolder({ [shell]: "#!/bin/sh\necho '[7'\n" });
    const { unchecked } = await inspectFiles(
      { files: { "tasks.d/a.toml": `shell = "${shell}"\nrun = ")"\n` } },
      { path },
    );
    expect(unchecked).toEqual([{ interpreter: shell, why: "failed", count: 1 }]);
  });
});

function makeFolder(programs: Readonly<Record<string, string>> = {}): string {
  const dir = mkdtempSync(join(tmpdir(), "runner-inspect-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(dir, name), text, { mode: 0o755 });
  return dir;
}

test("the host says which program reads what a shell's name means", async () => {
  const given = { files: { "tasks.d/a.toml": 'run = "x"\nshell = "python3"' } };
  const { unchecked } = await inspectFiles(given, { interpreters: { python3: "/opt/none/python3" } });
  expect(unchecked).toEqual([{ interpreter: "python3", why: "absent", count: 1 }]);
  const withSh = { files: { "tasks.d/a.toml": 'run = "if x; then"\nshell = "bash"' } };
  const { diagnostics } = await inspectFiles(withSh, { path: "/none", interpreters: { bash: "/bin/sh" } });
  expect(diagnostics).toHaveLength(1);
});
