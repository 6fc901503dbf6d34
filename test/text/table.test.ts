import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayWidth } from "../../src/text/display-width.ts";
import { renderTable } from "../../src/text/table.ts";

const columns = [{ title: "TASK", whole: true }, { title: "RUNS", align: "right" }, { title: "DETAIL" }] as const;
const plain = { width: undefined, color: false };

test("columns are aligned, numbers to the right, no blanks at line ends", () => {
  const rows = [
    ["daily-backup", "7", "fine"],
    ["x", "1204", ""],
  ];
  expect(renderTable(columns, rows, plain)).toBe(
    ["TASK          RUNS  DETAIL", "daily-backup     7  fine", "x             1204", ""].join("\n"),
  );
});

test("a table without rows is nothing", () => {
  expect(renderTable(columns, [], plain)).toBe("");
});

test("a missing cell is empty", () => {
  expect(renderTable(columns, [["x"]], plain)).toBe("TASK  RUNS  DETAIL\nx\n");
});

test("colour is around the text, not around the blanks, and cells carry none of their own", () => {
  const rows = [[{ text: "a", style: "red" }, "1", "\x1b[31mred\x1b[0m\nline"]] as const;
  expect(renderTable(columns, rows, { width: undefined, color: true }).split("\n")[1]).toBe(
    "\x1b[31ma\x1b[39m        1  \\x1b[31mred\\x1b[0m line",
  );
});

test("wide and combining characters take the columns that they take", () => {
  const rows = ["日本", "e\u0301e", "👩‍👩‍👧", "abcd"].map((text) => ["t", text, "|"]);
  const lines = renderTable(columns, rows, plain).trimEnd().split("\n");
  expect(new Set(lines.slice(1).map((line) => displayWidth(line)))).toEqual(new Set([13]));
});

test("the widest column is cut to the terminal, what is whole stays", () => {
  const rows = [["a-task-with-a-long-name", "1", "a long sentence about what happened"]];
  expect(renderTable(columns, rows, { width: 50, color: false }).split("\n")[1]).toBe(
    "a-task-with-a-long-name     1  a long sentence ab…",
  );
  expect(renderTable(columns, rows, { width: 20, color: false }).split("\n")[1]).toBe(
    "a-task-with-a-long-name     1  a long …",
  );
});

describe("where the columns cannot give as much as they should keep", () => {
  const history = [
    { title: "WHEN", whole: true, spare: 2 },
    { title: "RESULT", least: 16 },
    { title: "BY", spare: 1 },
    { title: "ID", whole: true },
  ] as const;
  const rows = [
    ["2026-11-20", "failed (exit 1) in 20 s", "somebody else", "0123456789"],
    ["2026-11-21", "fine", "ada", "abcdefghij"],
  ];

  test.each([
    [
      66,
      [
        "WHEN        RESULT                   BY             ID",
        "2026-11-20  failed (exit 1) in 20 s  somebody else  0123456789",
      ],
    ],
    [52, ["WHEN        RESULT              BY        ID", "2026-11-20  failed (exit 1) i…  somebod…  0123456789"]],
    [49, ["WHEN        RESULT                   ID", "2026-11-20  failed (exit 1) in 20 s  0123456789"]],
    [40, ["WHEN        RESULT            ID", "2026-11-20  failed (exit 1)…  0123456789"]],
    [39, ["RESULT                   ID", "failed (exit 1) in 20 s  0123456789"]],
    [24, ["RESULT        ID", "failed (exi…  0123456789"]],
  ])("%i columns: what can be spared is left out, the most dispensable first", (width, lines) => {
    expect(renderTable(history, rows, { width, color: false }).split("\n").slice(0, 2)).toEqual(lines);
  });
});

test("never wider than the terminal, where the columns can give", () => {
  const cell = fc.string({ unit: "grapheme", maxLength: 60 });
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { maxLength: 3 }), { minLength: 1 }),
      fc.integer({ min: 30 }),
      (rows, width) => {
        const table = renderTable([{ title: "A" }, { title: "B" }, { title: "C" }], rows, { width, color: false });
        for (const line of table.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        expect(table.split("\n").length).toBe(rows.length + 2);
      },
    ),
  );
});

describe("the width of", () => {
  test.each([
    ["", 0],
    ["abc", 3],
    ["äöü", 3],
    ["日本語", 6],
    ["한국", 4],
    ["ｱｲ", 2],
    ["Ａ", 2],
    ["🙂", 2],
    ["👩‍👩‍👧", 2],
    ["e\u0301", 1],
    ["\u200b", 0],
    ["…", 1],
    ["❌ ✅", 5],
  ])("%j is %d", (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});
