import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

const bin = new URL("../../bin/runner.js", import.meta.url).pathname;
const terminal = new URL("terminal.py", import.meta.url).pathname;

/** As somebody does who sits there: standard input, output and error are a terminal. */
function typeAt(dir: string, question: string, answer: string, words: string): { code: number | null; shown: string } {
  return converse(dir, [[question, `${answer}\r`]], words);
}

/** Step by step: what has to be shown, and what is typed then. */
function converse(
  dir: string,
  steps: readonly (readonly [awaited: string, typed: string])[],
  words: string,
): { code: number | null; shown: string } {
  const command = [process.execPath, bin, ...words.split(" ")];
  const env = { ...process.env, HOME: dir };
  const { status, stdout, stderr } = spawnSync("python3", [terminal, JSON.stringify(steps), ...command], {
    cwd: dir,
    env,
    encoding: "utf8",
  });
  return { code: status, shown: stdout + stderr };
}

const task = (param: string): string => `
run = 'printf "%s" "$PARAM_WORD" | wc -c'
params.required = ["word"]
params.properties.word = { type = "string"${param} }
`;

test("what somebody types at a terminal is passed, and shown to them", () => {
  const { dir } = makeTaskRepository({ "tasks.d/a.toml": task("") });
  const { code, shown } = typeAt(dir, "a: word: ", "horses", "run a --log");
  expect({ code, shown }).toMatchObject({ code: 0 });
  expect(shown).toContain("horses");
  expect(shown).toMatch(/6\r?$/m);
});

test("what is secret is not shown while it is typed", () => {
  const { dir } = makeTaskRepository({ "tasks.d/a.toml": task(", writeOnly = true") });
  const { code, shown } = typeAt(dir, "a: word: ", "correct horse", "run a --log");
  expect({ code, shown }).toMatchObject({ code: 0 });
  expect(shown).not.toContain("correct");
  expect(shown).toMatch(/13\r?$/m);
});

test("Ctrl-C at the question runs nothing", () => {
  const { dir, git } = makeTaskRepository({ "tasks.d/a.toml": task("") });
  expect(typeAt(dir, "a: word: ", "\x03", "run a")).toMatchObject({ code: 2 });
  expect(git("ls-tree", "runner/reports", "runs")).toBe("");
});

describe("an answer that cannot be used", () => {
  const number = `
run = 'echo "$PARAM_DAYS days"'
params.required = ["days"]
params.properties.days = { type = "integer", minimum = 1 }
`;
  const question = "a: days: ";

  test("is asked for again, with the reason", () => {
    const { dir } = makeTaskRepository({ "tasks.d/a.toml": number });
    const { code, shown } = converse(
      dir,
      [
        [question, "many\r"],
        ["must be integer", ""],
        [question, "0\r"],
        ["must be >= 1", ""],
        [question, "3\r"],
      ],
      "run a --log",
    );
    expect({ code, shown }).toMatchObject({ code: 0 });
    expect(shown).toMatch(/3 days\r?$/m);
  });

  test.each([
    ["Ctrl-C", "\x03"],
    ["Ctrl-D", "\x04"],
  ])("%s ends that, and runs nothing", (_, key) => {
    const { dir, git } = makeTaskRepository({ "tasks.d/a.toml": number });
    const { code } = converse(
      dir,
      [
        [question, "many\r"],
        ["must be integer", ""],
        [question, key],
      ],
      "run a",
    );
    expect(code).toBe(2);
    expect(git("ls-tree", "runner/reports", "runs")).toBe("");
  });

  test("a secret one is not told with the reason", () => {
    const { dir } = makeTaskRepository({ "tasks.d/a.toml": task(", writeOnly = true, maxLength = 8") });
    const { code, shown } = converse(
      dir,
      [
        ["a: word: ", "correct horse\r"],
        ["must NOT have more than 8 characters", ""],
        ["a: word: ", "horse\r"],
      ],
      "run a --log",
    );
    expect({ code, shown }).toMatchObject({ code: 0 });
    expect(shown).not.toContain("correct");
    expect(shown).toMatch(/5\r?$/m);
  });
});
