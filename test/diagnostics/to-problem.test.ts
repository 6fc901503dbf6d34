import { expect, test } from "vitest";
import { sortDiagnostics, toProblem } from "../../src/diagnostics/index.ts";
import { duplicateId } from "../../src/diagnostics/meaning-codes.ts";
import { outOfRange } from "../../src/diagnostics/shape-codes.ts";

const source = { path: "tasks.d/x.toml", text: "one\ntwo\n" };
const [one, two] = [
  { source, start: 0, end: 3 },
  { source, start: 4, end: 7 },
];

test("a diagnostic for machines", () => {
  expect(toProblem(duplicateId(two, "a", one))).toEqual({
    code: "duplicate-id",
    severity: "error",
    message: 'There is another task with the id "a".',
    file: "tasks.d/x.toml",
    line: 2,
    column: 1,
    hint: "Give one of them another id.",
    related: [{ message: 'the other "a"', file: "tasks.d/x.toml", line: 1, column: 1 }],
  });
});

test("a hint that is not there is absent", () => {
  expect(Object.keys(toProblem(outOfRange(one, { key: "a", wanted: "at least 1", got: "0" })))).not.toContain("hint");
});

test("in order of path and place, each once", () => {
  const before = { path: "a.toml", text: "x" };
  const make = (span: typeof one) => outOfRange(span, { key: "a", wanted: "at least 1", got: "0" });
  const sorted = sortDiagnostics([make(two), make(one), make(two), make({ source: before, start: 0, end: 1 })]);
  expect(sorted.map(({ span }) => [span.source.path, span.start])).toEqual([
    ["a.toml", 0],
    ["tasks.d/x.toml", 0],
    ["tasks.d/x.toml", 4],
  ]);
});
