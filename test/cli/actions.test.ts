import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { JsonTable } from "../../src/model/json.ts";
import { paramText } from "../../src/model/params.ts";
import { builtInActions } from "../../src/cli/built-in-actions.ts";
import { makeFolder } from "./folder.ts";
import { makeTaskRepository } from "./task-repository.ts";

const builtIn = [...builtInActions().names];
const greet = 'description = "Greets"\nrun = { script = "greet.sh" }\nparams = { properties = { name = {} } }\n';
const own = { "runner.toml": "", "actions/greet/action.toml": greet, "actions/greet/greet.sh": "echo hello\n" };

interface Listed {
  readonly name: string;
  readonly description: string;
  readonly params: { readonly properties: Readonly<Record<string, JsonTable>>; readonly required?: readonly string[] };
}

/** What its own schema gives as an example; of this host nothing is asked. */
function exampleOf({ examples, default: unsaid, enum: choices }: JsonTable): string {
  const [value = unsaid ?? (choices as readonly string[] | undefined)?.[0]] = (examples ?? []) as readonly string[];
  return paramText(value!);
}

describe("runner actions", () => {
  test("lists all that come with the runner, and the repository's own among them", async () => {
    const folder = makeFolder(own);
    const listed = (await folder.json(["actions"])) as Listed[];
    expect(listed.map(({ name }) => name)).toEqual([...builtIn, "greet"].sort());
    expect(listed.map((one) => Object.keys(one))).toEqual(listed.map(() => ["name", "description", "params"]));
    const { out } = await folder.call(["actions"]);
    expect(out).toMatch(/^greet \(own\) +Greets$/m);
    expect(out).toMatch(/^backup +Archives files/m);
  });

  test("works without a repository", async () => {
    const { code, out } = await makeFolder().call(["actions", "show", "backup"]);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("retention_days") as unknown });
  });

  test("one that cannot be used is named, and the others are listed", async () => {
    const folder = makeFolder({ ...own, "actions/bad/action.toml": "rum = 1\n" });
    const { code, out, err } = await folder.call(["actions"]);
    expect({ code, err }).toEqual({
      code: 0,
      err: "runner: the action bad cannot be used: `runner validate` tells why\n",
    });
    expect(out).toContain("greet (own)");
    expect(await folder.call(["actions", "show", "bad"])).toMatchObject({ code: 2, out: "" });
  });

  test.each(builtIn)("show %s tells each of its parameters", async (name) => {
    const folder = makeFolder(own);
    const { out } = await folder.call(["actions", "show", name], { columns: 200 });
    const shown = (await folder.json(["actions", "show", name])) as Listed & JsonTable;
    expect(shown).toMatchObject({ name, builtIn: true, supportsDryRun: true });
    for (const param of Object.keys(shown.params.properties)) expect(out).toContain(param);
    expect(out).toContain(`runner new task NAME --uses ${name}`);
    // What nobody can leave out has an example.
    const examples = (shown.params.required ?? []).map((param) => exampleOf(shown.params.properties[param]!));
    for (const example of examples) expect(out.replaceAll(/\s+/g, " ")).toContain(`such as ${example}`);
  });

  test.each([
    [["actions", "show", "bakcup"], 'there is no action "bakcup". Did you mean backup?'],
    [["actions", "show", "xyz"], "`runner actions` lists them"],
    [["actions", "show"], "`runner actions show NAME` tells all of one"],
    [["actions", "list"], "`runner actions` lists them"],
  ])("%s", async (words, says) => {
    const { code, out, err } = await makeFolder(own).call(words);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(says);
  });
});

describe("runner new task --uses", () => {
  test.each(builtIn)("%s, with what it cannot do without, is a task that holds", async (name) => {
    const folder = makeFolder(own);
    const { params } = (await folder.json(["actions", "show", name])) as Listed;
    const required = params.required ?? [];
    const given = required.flatMap((one) => ["--param", `${one}=${exampleOf(params.properties[one]!)}`]);
    expect(await folder.call(["new", "task", "x", "--uses", name, ...given])).toMatchObject({ code: 0 });
    expect(folder.read("tasks.d/x.toml")).toContain(`"${name}"`);
    expect(await folder.json(["validate"])).toMatchObject({ ok: true, tasks: 1 });
    // What is missing is named, and nothing is written.
    if (required.length === 0) return;
    const { code, err } = await folder.call(["new", "task", "y", "--uses", name]);
    expect(code).toBe(2);
    for (const one of required) expect(err).toContain(one);
    expect(readdirSync(`${folder.dir}/tasks.d`)).toEqual(["x.toml"]);
  });

  test("asks for what is missing, at a terminal; a wrong answer is asked for again", async () => {
    const folder = makeFolder(own);
    const answers = ["/var/backups", "etc", '["/etc"]'];
    const asked: string[] = [];
    const { code, err } = await folder.call(["new", "task", "save", "--uses", "backup"], {
      columns: 80,
      answers: (question) => {
        asked.push(question);
        return answers.shift();
      },
    });
    expect({ code, err: err.trim() }).toEqual({ code: 0, err: 'must be array, not "etc"' });
    expect(asked[1]).toMatch(/^backup: paths \(.*; such as \["\/etc",.*\]\): $/);
    expect(asked.map((question) => /paths|destination/.exec(question)![0])).toEqual(["destination", "paths", "paths"]);
    expect(folder.read("tasks.d/save.toml")).toMatch(/paths += \["\/etc"\]/);
  });

  test.each([
    [["--uses", "bakcup"], 'Did you mean "backup"?'],
    [["--uses", "backup", "--param", "path=/etc"], "no parameter path"],
    [["--uses", "backup", "--param", "paths=/etc", "--param", "destination=/b"], "must be array"],
    [["--uses", "redis-maintenance", "--param", "password=hunter22"], 'with.password = { secret = "NAME" }'],
    [["--param", "a=1"], "--param is for the action that --uses names"],
  ])("%s is refused, and nothing is written", async (words, says) => {
    const folder = makeFolder(own);
    const { code, err } = await folder.call(["new", "task", "x", ...words]);
    expect(code).toBe(2);
    expect(err).toContain(says);
    expect((await folder.call(["list", "--ids"])).out).toBe("");
  });
});

test("a broken script of an action: `validate` names its line, and a commit that has it does not come into force", async () => {
  const repository = makeTaskRepository({
    ...own,
    "tasks.d/a.toml": 'uses = "greet"\n',
    "tasks.d/b.toml": 'uses = "greet"\n',
  });
  expect(await repository.call("validate")).toMatchObject({ code: 0 });
  expect(await repository.call("reconcile")).toMatchObject({ code: 0 });
  repository.commit({ "actions/greet/greet.sh": "echo hello\nfi\n" });
  const { code, out } = await repository.call("validate");
  expect(code).toBe(2);
  expect(out.match(/program-syntax/g)).toHaveLength(1);
  expect(out).toContain("actions/greet/greet.sh:2");
  await repository.call("reconcile");
  const status = JSON.parse((await repository.call("status --json")).out) as JsonTable;
  expect(JSON.stringify(status)).toContain("actions/greet/greet.sh");
});
