import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { completedVerbs } from "../../src/cli/completion/completed-verb.ts";
import { verbs } from "../../src/cli/verbs.ts";
import { makeFolder } from "./folder.ts";

const bin = new URL("../../bin/runner.js", import.meta.url).pathname;
const files = { "tasks.d/all.yaml": "tasks:\n  - { id: dump, run: 'true' }\n  - { id: sweep, run: 'true' }\n" };

test.each([
  ["a verb", ["va"], "validate"],
  ["an option", ["next", "--co"], "--count"],
  ["a value that an option may have", ["graph", "--format", "m"], "mermaid"],
  ["a task", ["next", "s"], "sweep"],
  ["a file", ["validate", "ta"], "tasks.d"],
  ["a folder for --repo", ["list", "--repo", "tas"], "tasks.d"],
  ["a word that an argument may be", ["completion", "z"], "zsh"],
  ["nothing where any text may stand", ["run", "--reason", "d"], ""],
])("bash completes %s", async (_, words, completed) => {
  const folder = makeFolder(files);
  const { out } = await folder.call(["completion", "bash"]);
  const script = `runner() { "$NODE" "$BIN" "$@"; }
${out}
COMP_WORDS=(runner "$@"); COMP_CWORD=$#; _runner; printf %s "\${COMPREPLY[*]}"`;
  const env = { PATH: process.env["PATH"], HOME: folder.dir, NODE: process.execPath, BIN: bin };
  const reply = execFileSync("bash", ["-c", script, "bash", ...words], { cwd: folder.dir, env, encoding: "utf8" });
  expect(reply).toBe(completed);
});

test.each(["bash", "zsh", "fish"])("%s is told of every verb and every option", async (shell) => {
  const { code, out } = await makeFolder().call(["completion", shell]);
  expect(code).toBe(0);
  const told = await completedVerbs();
  expect(told.map(({ name }) => name)).toEqual(Object.keys(verbs));
  for (const { name, options } of told) {
    expect(out).toContain(name);
    for (const { long } of options) expect(out).toContain(shell === "fish" ? `-l ${long.slice(2)}` : long);
  }
});

test("a quote in a description does not end a text of the script", async () => {
  const { out } = await makeFolder().call(["completion", "zsh"]);
  expect(out).toContain("repository'\\''s");
});

test("a shell that does not exist", async () => {
  const { code, err } = await makeFolder().call(["completion", "tcsh"]);
  expect(code).toBe(2);
  expect(err).toContain("Allowed choices are bash, zsh, fish");
});
