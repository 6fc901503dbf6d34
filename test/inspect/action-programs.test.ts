import { expect, test } from "vitest";
import { newPrograms } from "../../src/inspect/index.ts";
import { defineFiles } from "../definition/define-files.ts";
import { inspectFiles, linesOf } from "./inspect-files.ts";

const greet = 'description = "Greets"\nrun = { script = "greet.sh" }\ncheck = "test -e /tmp"\n';
const script = { path: "actions/greet/greet.sh", kind: "file" } as const;
const uses = { "tasks.d/a.toml": 'uses = "greet"\n', "tasks.d/b.toml": 'uses = "greet"\n' };

test("a broken script of an action is told once, at its line; and of the action that executes it", async () => {
  const files = { "actions/greet/action.toml": greet, "actions/greet/greet.sh": "echo a\nfi\n", ...uses };
  const { diagnostics } = await inspectFiles({ files, entries: [script] });
  expect(diagnostics).toMatchObject([
    { code: "program-syntax", span: { source: { path: "actions/greet/greet.sh" }, start: 7 } },
  ]);
  const [{ related }] = diagnostics as [(typeof diagnostics)[0]];
  expect(related).toMatchObject([
    { message: 'the action "greet" executes it', span: { source: { path: "actions/greet/action.toml" } } },
  ]);
});

test("a broken text of an action stands at its line of action.toml, once", async () => {
  const text = "description = \"Greets\"\nrun = '''\necho a\nfi\n'''\n";
  expect(await linesOf({ files: { "actions/greet/action.toml": text, ...uses } })).toEqual([
    "program-syntax actions/greet/action.toml:4",
  ]);
});

test("its own shell reads it, whatever that of the task is", async () => {
  const files = {
    "actions/greet/action.toml": `shell = "python3"\n${greet.replace(/check.*\n/, "")}`,
    "actions/greet/greet.sh": "x = = 1\n",
    "tasks.d/a.toml": 'uses = "greet"\nshell = "sh"\n',
  };
  const { diagnostics } = await inspectFiles({ files, entries: [script] });
  expect(diagnostics.map(({ message }) => message)).toMatchObject([expect.stringMatching(/^python3 cannot read this/)]);
});

test("an action that no task uses is looked at as well", async () => {
  const files = { "actions/greet/action.toml": greet, "actions/greet/greet.sh": "fi\n" };
  expect(await linesOf({ files, entries: [script] })).toEqual(["program-syntax actions/greet/greet.sh:1"]);
});

test("an action that no task uses keeps no commit from coming into force", () => {
  const files = { "actions/greet/action.toml": greet, "actions/greet/greet.sh": "fi\n" };
  const { catalog, programs } = defineFiles({ files, entries: [script] });
  expect(programs).toHaveLength(2);
  expect(newPrograms(programs, undefined, undefined)).toEqual([]);
  expect(newPrograms(programs, catalog, undefined)).toEqual([]);
});

test("the `check` of a task is in the place of its action's", async () => {
  const files = {
    "actions/greet/action.toml": greet.replace("test -e /tmp", "fi"),
    "actions/greet/greet.sh": "true\n",
    "tasks.d/a.toml": 'uses = "greet"\ncheck = "true"\n',
  };
  expect(await linesOf({ files, entries: [script] })).toEqual([]);
});

test("a script that is a pointer of Git LFS is an error", async () => {
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
  const files = { "actions/greet/action.toml": greet, "actions/greet/greet.sh": pointer, ...uses };
  expect(await linesOf({ files, entries: [script] })).toEqual(["lfs-pointer actions/greet/greet.sh:1"]);
});

test("what is in force as it is need not be checked again; a script that has changed is", () => {
  const files = { "actions/greet/action.toml": greet, "actions/greet/greet.sh": "true\n", ...uses };
  const { catalog, programs } = defineFiles({ files, entries: [script] });
  const isNew = (changed: readonly string[]): readonly string[] =>
    newPrograms(programs, catalog, changed).map(({ task, key }) => `${task} ${key}`);
  expect(programs).toHaveLength(4);
  expect(isNew([])).toEqual([]);
  expect(isNew(["actions/greet/greet.sh"])).toEqual(["a run", "b run"]);
});
