import { describe, expect, test } from "vitest";
import { namedByScript, namedByTask } from "../../src/plan/index.ts";
import { makeTask } from "../decide/world.ts";

const files = new Set([
  "scripts/a.sh",
  "scripts/lib.sh",
  "scripts/sub/deep.py",
  "scripts/tool.py",
  "data.csv",
  "lib.sh",
  "date",
]);
const isFile = (path: string): boolean => files.has(path);

test.each<[text: string, named: string[]]>([
  [". scripts/lib.sh", ["scripts/lib.sh"]],
  ["source ./lib.sh", ["lib.sh", "scripts/lib.sh"]],
  ['. "$(dirname "$0")/lib.sh"', ["lib.sh", "scripts/lib.sh"]],
  ['. "$(cd "$(dirname "$0")" && pwd)/sub/deep.py"', ["scripts/sub/deep.py"]],
  ['. "${BASH_SOURCE%/*}/sub/deep.py"', ["scripts/sub/deep.py"]],
  ['bash "$RUNNER_REPO/scripts/lib.sh" --all', ["scripts/lib.sh"]],
  ["bash ${RUNNER_REPO}/scripts/lib.sh; true", ["scripts/lib.sh"]],
  ["x=$(scripts/lib.sh)|scripts/tool.py", ["scripts/lib.sh", "scripts/tool.py"]],
  ["python3 scripts/sub/../tool.py<data.csv", ["scripts/tool.py", "data.csv"]],
  ["see scripts/lib.sh.", ["scripts/lib.sh"]],
  ["cp ../data.csv .", ["data.csv"]],
  ["/scripts/lib.sh", []],
  ["other/scripts/lib.sh scripts/lib.sh.old my-lib.sh", []],
  ["../../scripts/lib.sh", []],
  ["date", []],
  ["scripts/a.sh calls itself", []],
])("a script says %s", (text, named) => {
  expect([...namedByScript("scripts/a.sh", text, isFile)].sort()).toEqual([...named].sort());
});

test("what Python imports from beside it", () => {
  const text = "import os\nfrom tool import x\n  import sub.deep as y\n# from nothing import z\n";
  expect(namedByScript("scripts/main.py", text, isFile)).toEqual(["scripts/tool.py", "scripts/sub/deep.py"]);
  expect(namedByScript("scripts/main.sh", text, isFile)).toEqual([]);
});

describe("a task", () => {
  test.each([
    [
      "its script",
      { command: { kind: "script", path: "scripts/a.sh", args: ["data.csv"] } },
      ["scripts/a.sh", "data.csv"],
    ],
    ["a word", { command: { kind: "argv", argv: ["bash", "./scripts/a.sh"] } }, ["scripts/a.sh"]],
    ["text in a word", { command: { kind: "argv", argv: ["sh", "-c", ". scripts/lib.sh; x"] } }, ["scripts/lib.sh"]],
    ["its check", { check: { kind: "text", text: "scripts/a.sh" } }, ["scripts/a.sh"]],
    ["from its folder", { workdir: "scripts", command: { kind: "text", text: "./a.sh" } }, ["scripts/a.sh"]],
    ["a folder of the host", { workdir: "/scripts", command: { kind: "text", text: "./a.sh" } }, []],
  ] as const)("names %s", (_, sketch, named) => {
    expect(namedByTask(makeTask("x", sketch), isFile)).toEqual(named);
  });
});
