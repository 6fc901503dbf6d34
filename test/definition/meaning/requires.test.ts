import { expect, test } from "vitest";
import { renderTool } from "../../../src/model/condition.ts";
import { toProblem } from "../../../src/diagnostics/index.ts";
import { defineFiles, taskOf } from "../define-files.ts";

const fileOf = (requires: string, more = ""): Record<string, string> => ({
  "tasks.d/a.toml": `run = "true"\nrequires = ${requires}\n${more}`,
});

test.each([
  ['["tar"]', ["tar"]],
  ['["python3>=3.8", "tar"]', ["python3>=3.8", "tar"]],
  [
    '["g++<=12.2.0", "7z", "docker-compose==2", "a>1", "b<2"]',
    ["g++<=12.2.0", "7z", "docker-compose==2", "a>1", "b<2"],
  ],
  ['["tar", "tar"]', ["tar"]],
  ["[]", []],
])("%s", (written, read) => {
  expect(taskOf({ files: fileOf(written) }).requires.map(renderTool)).toEqual(read);
});

test.each([
  ["python3 >= 3.8", 'Write "python3>=3.8".'],
  ["python3=3.8", 'Write "python3==3.8".'],
  ["python3=>3.8", 'Write "python3>=3.8".'],
  ["python3>=v3.8", 'Write "python3>=3.8".'],
  ["node@24", 'Write "node>=24".'],
  ["python3 3.8", 'Write "python3>=3.8".'],
  ["python3~=3.8", 'Write "python3>=3.8".'],
  ["/usr/bin/tar", 'Write "tar".'],
  ["python3==3.8.*", 'Write "python3==3.8".'],
  ["python3!=3.8", 'Write it like "tar" or "python3>=3.8".'],
  ["tar; rm -rf /", 'Write it like "tar" or "python3>=3.8".'],
  ["-x", 'Write it like "tar" or "python3>=3.8".'],
  ["..", 'Write it like "tar" or "python3>=3.8".'],
])("not taken, with the right form: %s", (written, hint) => {
  const { catalog, diagnostics } = defineFiles({ files: fileOf(JSON.stringify(["sh", written])) });
  expect(catalog).toBeUndefined();
  expect(diagnostics.map(toProblem)).toMatchObject([{ code: "wrong-value", line: 2, column: 18, hint }]);
});

test("what it is looked for on is the PATH that the run will get", () => {
  const { requires } = taskOf({ files: fileOf('["tar"]', '[env]\nPATH = "/opt/bin"\n') });
  expect(requires).toMatchObject([{ name: "tar", path: "/opt/bin" }]);
});

test("a task that requires something else is another, in whatever order", () => {
  const digestOf = (written: string): string => taskOf({ files: fileOf(written) }).digest;
  expect(digestOf('["a", "b"]')).toBe(digestOf('["b", "a"]'));
  expect(digestOf('["a"]')).not.toBe(digestOf("[]"));
  expect(digestOf('["a>1"]')).not.toBe(digestOf('["a>2"]'));
  expect(digestOf("[]")).toBe(taskOf({ files: { "tasks.d/a.toml": 'run = "true"\n' } }).digest);
});
