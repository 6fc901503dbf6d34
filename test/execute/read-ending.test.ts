import { expect, test } from "vitest";
import { parseEnding } from "../../src/execute/launch/read-ending.ts";

const times = "0m0.010000s 0m0.020000s\n1m2.500000s 0m0.250000s\n";

test.each([
  { name: "an exit", text: `exit 3\n${times}end\n`, exit: { kind: "exited", code: 3 } },
  { name: "a check", text: `check 1\n${times}end\n`, exit: { kind: "check", code: 1 } },
  { name: "a check ended by a signal", text: `Killed\ncheck 137\n${times}end\n`, exit: { kind: "check", code: 137 } },
  { name: "143 without a word", text: `exit 143\n${times}end\n`, exit: { kind: "exited", code: 143 } },
  { name: "Terminated", text: `Terminated\nexit 143\n${times}end\n`, exit: { kind: "signalled", signal: "SIGTERM" } },
  {
    name: "bash's words",
    text: `x.sh: line 3:    12 Killed  exit 1\nexit 137\n${times}end\n`,
    exit: { kind: "signalled", signal: "SIGKILL" },
  },
  {
    name: "a real-time signal",
    text: `Real-time\nexit 163\n${times}end\n`,
    exit: { kind: "signalled", signal: "SIGRTMIN+1" },
  },
  { name: "words, but no signal's code", text: `Warning\nexit 3\n${times}end\n`, exit: { kind: "exited", code: 3 } },
])("$name", ({ text, exit }) => {
  expect(parseEnding(text)).toEqual({ exit, userMs: 62_500, systemMs: 250 });
});

test("the decimal comma of a locale", () => {
  expect(parseEnding("exit 0\n0m0,001s 0m0,002s\n0m0,003s 0m0,004s\nend\n")).toMatchObject({ userMs: 3, systemMs: 4 });
});

test("no part of a record is taken for the whole", () => {
  const whole = `Terminated\nexit 143\n${times}end\n`;
  for (let length = 0; length < whole.length; length += 1) expect(parseEnding(whole.slice(0, length))).toBeUndefined();
});
