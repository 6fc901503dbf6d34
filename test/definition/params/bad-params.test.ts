import { expect, test } from "vitest";
import { defineFiles, defineOne, listProblems } from "../define-files.ts";

const properties = "[params.properties]\n";
const request = `run = "x"\n`;

test.each([
  ["a keyword that is none", `${properties}a = { type = "string", minLenght = 3 }`, "unknown-key 3:24", "`minLength`"],
  ["a parameter beside properties", '[params.days]\ntype = "integer"', "unknown-key 2:2", "params.properties.days"],
  ["a key of the task below it", '[params.properties.a]\ntimeout = "3h"', "unknown-key 3:1", "above"],
  ["a type that is none", `${properties}a = { type = "int" }`, "wrong-value 3:14", ""],
  ["a pattern that is none", `${properties}a = { pattern = "(" }`, "wrong-value 3:17", ""],
  ["a bound that is no number", `${properties}a = { minimum = "1" }`, "wrong-value 3:17", ""],
  ["choices of which there are none", `${properties}a = { enum = [] }`, "wrong-value 3:14", ""],
  ["a format that is none", `${properties}a = { format = "dat" }`, "wrong-value 3:16", '"date"'],
  ["a schema that is none", `${properties}a = "string"`, "wrong-value 3:5", ""],
  ["one within others", `${properties}a = { items = { type = "x" } }`, "wrong-value 3:24", ""],
  ["a reference to nowhere", `${properties}a = { "$ref" = "#/$defs/b" }`, "bad-params 3:16", "$defs"],
  ["a reference to elsewhere", `${properties}a = { "$ref" = "https://x/y" }`, "bad-params 3:16", "fetched"],
  ["another type", '[params]\ntype = "array"', "bad-params 3:8", "properties"],
  ["open names", "[params]\nadditionalProperties = true", "bad-params 3:24", "properties"],
  ["patterns of names", "[params.patternProperties]\nx = true", "bad-params 2:2", "properties"],
  ["a name that makes no variable", `${properties}"a.b" = {}`, "bad-params 3:1", "letters"],
  ["two names of one variable", `${properties}a-b = {}\na_b = {}`, "bad-params 4:1", "Rename"],
  ["one required and not described", '[params]\nrequired = ["a"]', "bad-params 3:13", "params.properties.a"],
  ["a default of another type", `${properties}a = { type = "integer", default = "7" }`, "bad-default 3:35", ""],
  ["a default out of bounds", `${properties}a = { minimum = 5, default = 3 }`, "bad-default 3:30", ""],
  [
    "a secret default",
    `${properties}a = { type = "string", writeOnly = true, default = "x" }`,
    "secret-default 3:52",
    "settings",
  ],
])("%s", (_, text, problem, hint) => {
  const definition = defineOne("tasks.d/x.toml", request + text);
  expect(listProblems(definition)).toEqual([problem.replace(" ", " tasks.d/x.toml:")]);
  expect(definition.diagnostics[0]!.hint ?? "").toContain(hint);
});

const required = '[params]\nrequired = ["a"]\nproperties.a.type = "string"\n';

test.each([
  ["a schedule", 'schedule = "daily"\n', ["required-param tasks.d/x.toml:4:13"]],
  ["an event", 'on = ["boot"]\n', ["required-param tasks.d/x.toml:4:13"]],
  ["requests for a category, which pass it", 'on = [{ request = { category = "slow" } }]\n', []],
  ["nothing but requests", "", []],
])("what is required, in a task that is run by %s", (_, trigger, problems) => {
  expect(listProblems(defineOne("tasks.d/x.toml", request + trigger + required))).toEqual(problems);
});

test("what is required, in a task that another needs", () => {
  const text = `[[tasks]]
id = "a"
run = "x"
params = { required = ["n"], properties = { n = {} } }
[[tasks]]
id = "b"
run = "x"
schedule = "daily"
needs = ["a"]
`;
  const definition = defineOne("tasks.d/x.toml", text);
  expect(listProblems(definition)).toEqual(["required-param tasks.d/x.toml:9:10"]);
});

test.each([
  ["a name that is none", 'run = ["x", "{{params.b}}"]', "unknown-param 1:13", "params.properties.b"],
  ["nearly a name", 'run = ["x", "{{params.dayz}}"]', "unknown-param 1:13", "{{params.days}}"],
  ["in args", 'run = { script = "x.sh", args = ["{{params.b}}"] }', "unknown-param 1:34", ""],
  ["in a check", 'run = "x"\ncheck = ["x", "{{params.b}}"]', "unknown-param 2:15", ""],
  ["in the text of a shell", 'run = "prune {{params.days}}"', "misplaced-placeholder 1:7", '"$PARAM_DAYS"'],
  ["all, in the text of a shell", "run = 'echo {{ params }}'", "misplaced-placeholder 1:7", '"$RUNNER_PARAMS"'],
  ["glued", 'run = ["x", "--days={{params.days}}"]', "misplaced-placeholder 1:13", "an item of its own"],
  ["with blanks", 'run = ["x", "{{ params.days }}"]', "misplaced-placeholder 1:13", "{{params.days}}"],
])("a placeholder: %s", (_, text, problem, hint) => {
  const path = "tasks.d/x.toml";
  const files = { [path]: `${text}\n[params.properties]\ndays = {}\n` };
  const definition = defineFiles({ files, entries: [{ path: "x.sh", kind: "executable" }] });
  expect(listProblems(definition)).toEqual([problem.replace(" ", ` ${path}:`)]);
  expect(definition.diagnostics[0]!.hint).toContain(hint);
});

test("braces of other template languages are left alone", () => {
  const text = "run = ['docker', 'ps', '--format', '{{.Names}} {{ .params }}']\n";
  expect(listProblems(defineOne("tasks.d/x.toml", text))).toEqual([]);
});

test("a placeholder that names nothing in wrong params is not told on top", () => {
  const text = 'run = ["x", "{{params.days}}"]\n[params.properties]\ndays = { typ = "integer" }\n';
  expect(listProblems(defineOne("tasks.d/x.toml", text))).toEqual(["unknown-key tasks.d/x.toml:3:10"]);
});
