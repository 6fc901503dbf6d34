import { expect, test } from "vitest";
import { renderDiagnostic } from "../../src/diagnostics/index.ts";
import { duplicateId, needCycle } from "../../src/diagnostics/meaning-codes.ts";
import { unknownKey } from "../../src/diagnostics/shape-codes.ts";
import type { Span } from "../../src/diagnostics/span.ts";
import { widthOf } from "../../src/diagnostics/width-of.ts";

function spanOf(text: string, part: string, path = "tasks.d/x.toml"): Span {
  const start = text.indexOf(part);
  return { source: { path, text }, start, end: start + part.length };
}

function render(text: string, part: string, color = false): string {
  const of = { key: part.slice(0, 10), where: "a task", hint: undefined };
  return renderDiagnostic(unknownKey(spanOf(text, part), of), { color });
}

test("what, where, the line, what to do", () => {
  const span = spanOf('run = "x"\nschedul = "daily"\n', "schedul");
  const diagnostic = unknownKey(span, { key: "schedul", where: "a task", hint: "Did you mean `schedule`?" });
  expect(renderDiagnostic(diagnostic, { color: false })).toBe(
    [
      "error[unknown-key]: `schedul` is not a key of a task.",
      "  --> tasks.d/x.toml:2:1",
      "   |",
      '2  | schedul = "daily"',
      "   | ^^^^^^^",
      "  = hint: Did you mean `schedule`?",
    ].join("\n"),
  );
});

test("related places", () => {
  const [first, second] = [spanOf('id = "a"', '"a"', "tasks.d/a.toml"), spanOf("id: a", "a", "tasks.d/b.yaml")];
  expect(renderDiagnostic(duplicateId(second, "a", first), { color: false })).toBe(
    [
      'error[duplicate-id]: There is another task with the id "a".',
      "  --> tasks.d/b.yaml:1:5",
      "   |",
      "1  | id: a",
      "   |     ^",
      "  = hint: Give one of them another id.",
      '  = see: the other "a"',
      "  --> tasks.d/a.toml:1:6",
      "   |",
      '1  | id = "a"',
      "   |      ^^^",
    ].join("\n"),
  );
});

test("of a hundred related places the first are shown", () => {
  const hops = Array.from({ length: 100 }, (_, i) => ({
    task: `t${i}`,
    span: spanOf("needs", "needs", `tasks.d/t${i}.toml`),
  }));
  const rendered = renderDiagnostic(needCycle(hops), { color: false });
  expect(rendered).toContain("t0 → t1 → t2 → t3 → t4 → t5 → t6 → … 93 more … → t0");
  expect(rendered.split("\n").at(-1)).toBe("  = and 79 more places");
});

test.each([
  ["a tab before and in the place", "\tfoo\tbar = 1", "foo\tbar", ["1  |     foo    bar = 1", "   |     ^^^^^^^^^^"]],
  ["CR LF", "a = 1\r\nfoo = 1\r\n", "foo", ["2  | foo = 1", "   | ^^^"]],
  ["wide letters before", '"日本" = foo', "foo", ['1  | "日本" = foo', "   |          ^^^"]],
  ["a place over several lines", 'run = """a\nb"""', '"""a\nb"""', ['1  | run = """a', "   |       ^^^^"]],
  ["a place at the end of a line", "run =", "", ["1  | run =", "   | ^"]],
  ["a terminal's escapes", "foo = '\u001b[2J\u009b\u202e'", "foo", ["1  | foo = '␛[2J\ufffd\ufffd'", "   | ^^^"]],
])("%s", (_, text, part, lines) => {
  expect(render(text, part).split("\n").slice(3, 5)).toEqual(lines);
});

test.each([
  ["the beginning", 0, "foo = ", ""],
  ["the middle", 5000, "xxfoo = x", "…"],
  ["the end", 9990, "foo = x", "…"],
])("a long line is cut around a place at %s", (_, offset, around, cut) => {
  const text = `${"x".repeat(offset)}foo = ${"x".repeat(10_000 - offset)}`;
  const [source, caret] = render(text, "foo").split("\n").slice(3, 5);
  expect(source).toContain(around);
  expect(source!.slice(5).startsWith(cut)).toBe(true);
  expect(widthOf(source!)).toBeLessThan(130);
  expect(source!.slice(caret!.indexOf("^")).startsWith("foo")).toBe(true);
});

test("an empty file has no line to show", () => {
  expect(render("", "")).toBe("error[unknown-key]: `` is not a key of a task.\n  --> tasks.d/x.toml:1:1");
});

test("colours, and none of the file's own", () => {
  const rendered = render("\u001b[31mfoo", "\u001b[31mfoo", true);
  expect(rendered).toContain("\u001b[1;31merror[unknown-key]\u001b[0m");
  expect(rendered).toContain("␛[31mfoo");
  expect(rendered).not.toContain("\u001b[31mfoo");
});
