import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readCommand } from "../../src/facts/readers/command.ts";
import { makeStage } from "../execute/stage.ts";
import { makeFolder, valueOf } from "./host.ts";

const yes = { kind: "boolean", value: true };
const no = { kind: "boolean", value: false };
const unknown = (why: string) => ({ kind: "unknown", why });

test.each<{ name: string; command: string | readonly string[]; value: object }>([
  { name: "text that says yes", command: "test 1 = 1 && true", value: yes },
  { name: "text that says no", command: "false", value: no },
  { name: "any other code", command: "exit 42", value: no },
  { name: "a code of its own", command: "exit 255", value: no },
  { name: "a list that says yes", command: ["test", "a b", "=", "a b"], value: yes },
  { name: "a list that says no", command: ["false"], value: no },
  { name: "a list is not for a shell", command: ["test", "$HOME", "=", "$HOME", "-a", "1", "=", "1"], value: yes },
  { name: "a list's code is the program's own", command: ["sh", "-c", "exit 127"], value: no },
  { name: "text: not found", command: "runner-test-no-such-command", value: unknown("command not found") },
  { name: "a list: not found", command: ["/nowhere/command"], value: unknown("command not found") },
  { name: "text: not executable", command: "/", value: unknown("command cannot be executed") },
  { name: "a list: not executable", command: ["/"], value: unknown("permission denied") },
  { name: "killed", command: "kill -KILL $$", value: unknown("ended by SIGKILL") },
  {
    name: "text: the last command of it killed",
    command: "sh -c 'kill -TERM $$'; exit $?",
    value: unknown("ended by SIGTERM"),
  },
  { name: "it is in /", command: '[ "$PWD" = / ]', value: yes },
  { name: "no input", command: "! read line", value: yes },
  { name: "output does not matter", command: "yes | head -c 1000000; echo no >&2", value: yes },
  {
    name: "its environment",
    command: `[ "$(env | grep -vE '^(PWD|OLDPWD|SHLVL|_)=' | cut -d= -f1 | sort | tr '\\n' ' ')" = 'HOME LANG PATH ' ]`,
    value: yes,
  },
])("$name", async ({ command, value }) => {
  expect(await valueOf({ kind: "command", command })).toEqual(value);
});

test("a file that is no program", async () => {
  const file = join(makeFolder(), "file");
  writeFileSync(file, "");
  expect(await valueOf({ kind: "command", command: [file] })).toEqual(unknown("permission denied"));
});

/** The reader alone, so that the test is who says when it has taken too long. */
async function playCommand(command: (puppet: readonly string[]) => readonly string[]) {
  const stage = await makeStage();
  const limit = new AbortController();
  const reading = { signal: limit.signal, now: Date.now, findProcess: () => Promise.resolve(false) };
  const value = readCommand({ kind: "command", command: command(stage.puppet("first").argv) }, reading);
  return { stage, limit, value, first: await stage.meet("first") };
}

test("at the time limit everything in its process group is killed", async () => {
  const { stage, limit, value, first } = await playCommand((puppet) => puppet);
  await first.tell("fork second");
  const second = await stage.meet("second");
  await second.tell("fork third");
  const third = await stage.meet("third");
  limit.abort(new Error("too long"));
  await Promise.all([first.gone, second.gone, third.gone]);
  expect(await value).toEqual(unknown("ended by SIGKILL"));
});

test("what it leaves behind in its process group ends with it", async () => {
  const { stage, value, first } = await playCommand((puppet) => puppet);
  await first.tell("fork second");
  const second = await stage.meet("second");
  first.order("exit 0");
  await second.gone;
  expect(await value).toEqual(yes);
});

test("a reading whose time is up starts nothing", async () => {
  const mark = join(makeFolder(), "mark");
  const reading = {
    signal: AbortSignal.abort(new Error("too long")),
    now: Date.now,
    findProcess: () => Promise.resolve(false),
  };
  await expect(readCommand({ kind: "command", command: ["touch", mark] }, reading)).rejects.toThrow("too long");
  expect(await valueOf({ kind: "file", path: mark })).toEqual(no);
});
