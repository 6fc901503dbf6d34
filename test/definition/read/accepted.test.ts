import { expect, test } from "vitest";
import { readDocument } from "../../../src/definition/read/index.ts";
import type { Json } from "../../../src/model/json.ts";

const day = "2026-12-01";

test.each<[string, string, string, Json]>([
  ["a TOML date at the end of a line", "x.toml", `a = ${day}\nb = 1`, { a: day, b: 1 }],
  ["a TOML date at the end of the file", "x.toml", `a = ${day}`, { a: day }],
  ["a TOML date before a comment", "x.toml", `a = ${day} # x`, { a: day }],
  ["TOML dates in a list", "x.toml", `a = [${day}, ${day} , ${day}]`, { a: [day, day, day] }],
  ["a TOML date in a table", "x.toml", `a = { b = ${day} }\nc = {d=${day}}`, { a: { b: day }, c: { d: day } }],
  ["a TOML time at the end of a line", "x.toml", "a = 03:00:00\nb = 1", { a: "03:00:00", b: 1 }],
  ["a TOML time at the end of the file", "x.toml", "a = 03:00:00", { a: "03:00:00" }],
  ["TOML times in a list", "x.toml", "a = [03:00:00,04:00:00.5]", { a: ["03:00:00", "04:00:00.5"] }],
  ["a TOML time in a table", "x.toml", "a = {b=03:00:00}", { a: { b: "03:00:00" } }],
  [
    "a local date and time",
    "x.toml",
    `a = [${day}T03:00:00, ${day} 03:00:00]`,
    { a: [`${day}T03:00:00`, `${day} 03:00:00`] },
  ],
  [
    "a date and time with a zone",
    "x.toml",
    `a = ${day}T03:00:00Z\nb = ${day}t03:00:00.25+01:00`,
    { a: `${day}T03:00:00Z`, b: `${day}t03:00:00.25+01:00` },
  ],
  [
    "numbers that TOML knows",
    "x.toml",
    "a = [0x1f, 0o17, 0b11, 1_000, -7, 1e3, 0.5]",
    { a: [31, 15, 3, 1000, -7, 1000, 0.5] },
  ],
  ["CR LF, TOML", "x.toml", 'a = "x"\r\n[b]\r\nc = 1\r\n', { a: "x", b: { c: 1 } }],
  ["a key that looks like a date", "x.toml", "2026-12-01 = 1", { "2026-12-01": 1 }],
  ["CR LF, YAML", "x.yaml", "a: x\r\nb:\r\n  c: 1\r\n", { a: "x", b: { c: 1 } }],
  [
    "words that YAML 1.1 took for others",
    "x.yaml",
    "a: [yes, off, 010, 1:30, 0o17]",
    { a: ["yes", "off", 10, "1:30", 15] },
  ],
  ["the directive that is right", "x.yaml", "%YAML 1.2\n---\na: 1\n", { a: 1 }],
  ["a comment, then the document", "x.yaml", "# %YAML 1.1\n---\na: 1\n...\n", { a: 1 }],
  ["plain tags", "x.yaml", "a: !!str 1\nb: !!int '2'\n", { a: "1", b: 2 }],
  ["aliases", "x.yml", "a: &x { b: [1] }\nc: *x\nd: [*x]\n", { a: { b: [1] }, c: { b: [1] }, d: [{ b: [1] }] }],
  ["an anchor named anew", "x.yml", "a: &x 1\nb: *x\nc: &x 2\nd: *x\n", { a: 1, b: 1, c: 2, d: 2 }],
  ["an empty YAML file", "x.yaml", "# nothing\n", {}],
])("%s", (_, path, text, value) => {
  const { document, diagnostics } = readDocument({ path, bytes: new TextEncoder().encode(text) });
  expect(diagnostics).toEqual([]);
  expect(document?.value).toEqual(value);
});

test("a place is found beside a text too long for the parser of places, and beside a wrong date", () => {
  const long = `run = """${"# line\n".repeat(30_000)}"""\nbad = 2026-02-30\nlast = "x"`;
  const { document } = readDocument({ path: "x.toml", bytes: new TextEncoder().encode(long) });
  const { source, start, end } = document!.locate(["last"], "value");
  expect(source.text.slice(start, end)).toBe('"x"');
});
