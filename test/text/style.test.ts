import { expect, test } from "vitest";
import { escapeTerminal } from "../../src/text/escape-terminal.ts";
import { makeStyle } from "../../src/text/style.ts";

test("styles lie inside each other", () => {
  const { bold, red } = makeStyle(true);
  expect(bold(`a${red("b")}c`)).toBe("\x1b[1ma\x1b[31mb\x1b[39mc\x1b[22m");
  expect(red("")).toBe("");
});

test("without colour a text stays as it is", () => {
  for (const paint of Object.values(makeStyle(false))) expect(paint("text")).toBe("text");
});

test.each([
  ["plain text, tabs and lines", "a\tb\nÄ 日本", "a\tb\nÄ 日本"],
  ["colours", "\x1b[31mred", "\\x1b[31mred"],
  ["carriage return, NUL, delete", "a\rb\0c\x7f", "a\\x0db\\x00c\\x7f"],
  ["an eight-bit escape", "\u009b31m", "\\x9b31m"],
  ["text that turns its direction", "\u202egnp.exe\u2066", "\\u202egnp.exe\\u2066"],
  ["half a character", "\ud83d", "\ufffd"],
])("%s", (_, text, safe) => {
  expect(escapeTerminal(text)).toBe(safe);
});
