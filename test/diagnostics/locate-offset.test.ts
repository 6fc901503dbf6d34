import fc from "fast-check";
import { expect, test } from "vitest";
import { getLine, locateOffset } from "../../src/diagnostics/locate-offset.ts";

test.each([
  ["the beginning", "ab\ncd", 0, 1, 1],
  ["within a line", "ab\ncd", 4, 2, 2],
  ["the end of a line", "ab\ncd", 2, 1, 3],
  ["the end of the text", "ab\ncd", 5, 2, 3],
  ["beyond the end", "ab\ncd", 99, 2, 3],
  ["before the beginning", "ab", -1, 1, 1],
  ["an empty text", "", 0, 1, 1],
  ["after CR LF", "ab\r\ncd", 4, 2, 1],
  ["after an emoji: one column", "😀x", 2, 1, 2],
  ["a tab: one column", "\tx", 1, 1, 2],
])("%s", (_, text, offset, line, column) => {
  expect(locateOffset({ path: "x", text }, offset)).toEqual({ line, column });
});

test("as counting by hand would have it", () => {
  const piece = fc.constantFrom("a", "ü", "😀", "\n", "\r\n", "\t", "x".repeat(1500));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.nat(8000), (pieces, offset) => {
      const text = pieces.join("");
      const before = text.slice(0, Math.min(offset, text.length));
      fc.pre(!/[\ud800-\udbff]$/.test(before));
      const lines = before.split("\n");
      expect(locateOffset({ path: "x", text }, offset)).toEqual({
        line: lines.length,
        column: [...lines.at(-1)!].length + 1,
      });
    }),
  );
});

test.each([
  [1, "a"],
  [2, "b"],
  [3, ""],
  [4, "c"],
])("line %i without its end", (line, text) => {
  expect(getLine({ path: "x", text: "a\r\nb\n\nc" }, line).text).toBe(text);
});
