import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderTaskFile } from "../../src/cli/new/render-task-file.ts";
import { define } from "../../src/definition/index.ts";
import { makeFolder, noon } from "./folder.ts";
import { runBin } from "./run-bin.ts";

const settings = { "runner.toml": "" };

test("a TOML file, and when it is due", async () => {
  const folder = makeFolder({ ...settings, "tasks.d/b.toml": 'run = "true"\n', "schemas/task.schema.json": "{}" });
  const words = [
    "--schedule",
    "daily at 02:30",
    "--timezone",
    "Europe/Berlin",
    "--needs",
    "b",
    "--run",
    'echo "a"\necho b',
  ];
  const { code, out } = await folder.call(["new", "task", "dump", ...words]);
  expect(code).toBe(0);
  expect(out).toBe(`wrote tasks.d/dump.toml
due next:
  Sun 2026-03-29 03:00 Europe/Berlin
  Mon 2026-03-30 02:30 Europe/Berlin
  Tue 2026-03-31 02:30 Europe/Berlin
`);
  expect(folder.read("tasks.d/dump.toml")).toBe(`#:schema ../schemas/task.schema.json
schedule = "daily at 02:30"
timezone = "Europe/Berlin"
needs    = ["b"]
run      = '''
echo "a"
echo b'''
`);
});

test("a YAML file, without a schema where there is none", async () => {
  const folder = makeFolder(settings);
  const words = ["--format", "yaml", "--description", "All: of it", "--tags", "a, b", "--run", "echo a\necho b"];
  expect((await folder.call(["new", "task", "dump", ...words])).out).toBe(
    "wrote tasks.d/dump.yaml\nno schedule: on request, or when needed\n",
  );
  expect(folder.read("tasks.d/dump.yaml")).toBe(`description: "All: of it"
tags: ["a", "b"]
run: |-
  echo a
  echo b
`);
});

test("for machines", async () => {
  const folder = makeFolder(settings);
  expect(await folder.json(["new", "task", "dump", "--schedule", "every 6 hours", "--run", "true"])).toEqual({
    task: "dump",
    file: "tasks.d/dump.toml",
    slots: ["2026-03-28T18:00:00Z", "2026-03-29T00:00:00Z", "2026-03-29T06:00:00Z"],
  });
});

test("without a command it is one that says so", async () => {
  const folder = makeFolder(settings);
  expect((await folder.call(["new", "task", "dump"])).out).toContain("its command is a placeholder: edit `run`");
  expect(await folder.json(["validate"])).toMatchObject({ ok: true, tasks: 1 });
});

describe("refused, and nothing is written", () => {
  test.each([
    ["a schedule that does not hold", ["x", "--schedule", "daily at 25:00"], "error[bad-time]"],
    ["a need that does not exist", ["x", "--needs", "duump"], "Did you mean"],
    ["a cycle with what is there", ["loop", "--needs", "dump"], "error[need-cycle]"],
    ["an id that another file has", ["other"], "error[duplicate-id]"],
    ["a file that is there", ["dump"], "tasks.d/dump.toml is there already; nothing was written"],
    ["a name that is no id", ["My Dump!"], 'runner: "My Dump!" cannot be a task\'s id'],
    ["something else than a task", undefined, "Allowed choices are task"],
  ])("%s", async (_, words, said) => {
    const files = {
      "tasks.d/dump.toml": 'needs = ["loop-b"]\nrun = "true"\n',
      "tasks.d/list.yaml": "tasks:\n  - { id: loop-b, needs: [loop], run: 'true' }\n  - { id: other, run: 'true' }\n",
    };
    const folder = makeFolder(files);
    const before = folder.list();
    const { code, out, err } = await folder.call(words ? ["new", "task", ...words] : ["new", "tsk", "x"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(said);
    expect(folder.list()).toEqual(before);
    expect(folder.read("tasks.d/dump.toml")).toBe(files["tasks.d/dump.toml"]);
  });
});

test("trouble elsewhere is no reason to refuse, but is told of", async () => {
  const folder = makeFolder({ "tasks.d/a.toml": "schedul = 1\n" });
  const { code, out } = await folder.call(["new", "task", "dump", "--run", "true"]);
  expect(code).toBe(0);
  expect(out).toContain("other definitions here have errors");
});

// The definition takes a line end for a line end.
test.each(["toml", "yaml"] as const)("whatever is typed is what %s files then say", (format) => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1 }),
    fc
      .array(fc.constantFrom("a", " ", "\n", "\t", "'", '"', "\\", "#", ":", "-", "|", "'''", "\r", "\u0085", "é"), {
        minLength: 1,
      })
      .map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, (run) => {
      fc.pre(run.trim() !== "" && !run.includes("\0"));
      const path = `tasks.d/a.${format}`;
      const bytes = new TextEncoder().encode(
        renderTaskFile({ entries: [{ key: "run", value: run }], format, schema: "x" }),
      );
      const host = { name: "web-1", file: undefined, env: {} };
      const { catalog, diagnostics } = define({
        files: { files: [{ path, bytes }], others: [], find: () => undefined },
        now: noon,
        host,
      });
      expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      expect([...catalog!.tasks.values()][0]!.command).toEqual({ kind: "text", text: run.replaceAll("\r\n", "\n") });
    }),
  );
});

test("as a program", async () => {
  const folder = makeFolder(settings);
  const done = await runBin(["new", "task", "dump", "--run", "true"], folder.dir).done;
  expect(done).toEqual({ code: 0, out: "wrote tasks.d/dump.toml\nno schedule: on request, or when needed\n", err: "" });
});

test("an action's parameters that are missing: it says how to give them", async () => {
  const folder = makeFolder({ "runner.toml": "" });
  const words = ["new", "task", "home", "--uses", "backup"];
  const { code, err } = await folder.call(words);
  expect(code).toBe(2);
  expect(err).toMatch(/needs the parameter paths(.*\n)+runner: tasks\.d\/home\.toml would not hold/);
  expect(err).toContain("by --param NAME=VALUE, lists and objects as JSON");
  const given = ["--param", 'paths=["/etc"]', "--param", "destination=/var/backups/home"];
  expect(await folder.call([...words, ...given])).toMatchObject({ code: 0, err: "" });
});
