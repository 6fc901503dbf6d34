import fc from "fast-check";
import { expect, test } from "vitest";
import { suggestDuration, suggestId, suggestSize } from "../../src/definition/shape/suggest-value.ts";
import { parseDuration } from "../../src/model/duration.ts";
import { parseSize } from "../../src/model/size.ts";
import { defineOne, listProblems } from "./define-files.ts";

const unit = fc.constantFrom("d", "h", "m", "s", "ms", "D", "T", "P", "W", "", " ", "H", "-", ".5");
const duration = fc.oneof(
  fc
    .array(
      fc.tuple(fc.nat(20).map(String), unit).map((pair) => pair.join("")),
      { maxLength: 3 },
    )
    .map((parts) => parts.join("")),
  fc.constantFrom("PT15M", "P1DT12H", "P2W", "P", "PT", "0", "", "1h30m", "30m1h", "none"),
);

test("the schema takes a duration if and only if it parses", () => {
  fc.assert(
    fc.property(duration, (text) => {
      const { catalog } = defineOne("tasks.d/x.yaml", JSON.stringify({ run: "x", start_deadline: text }));
      expect(catalog !== undefined).toBe(parseDuration(text) !== undefined);
    }),
    { numRuns: 500 },
  );
});

test("the schema takes a size if and only if it parses", () => {
  const size = fc.tuple(
    fc.constantFrom("1", "64", "1.5", "", "-1", "1."),
    fc.constantFrom("", "B", "K", "KB", "KiB", "k", "T", "TiB", "P", " M", "iB"),
  );
  fc.assert(
    fc.property(size, (parts) => {
      const text = parts.join("");
      const problems = listProblems(defineOne("runner.toml", `[reports]\nlog_bytes = ${JSON.stringify(text)}`));
      expect(problems.length === 0).toBe(parseSize(text) !== undefined);
    }),
  );
});

test.each([
  [300, '"300s"'],
  [0.5, '"500ms"'],
  ["300", '"300s"'],
  ["5 minutes", '"5m"'],
  ["1 hour and 30 mins", '"1h30m"'],
  ["2 Days", '"2d"'],
  ["1.5h", '"90m"'],
  ["0.5s", '"500ms"'],
  ["3 weeks", '"21d"'],
  ["soon", '"90s", "15m"'],
  [-5, '"90s", "15m"'],
  [true, '"90s", "15m"'],
])("a duration written %j", (written, part) => {
  expect(suggestDuration(written)).toContain(part);
});

test.each([
  [65_536, '"64K"'],
  [1000, '"1000B"'],
  ["64 kb", '"64KB"'],
  ["2 gib", '"2GiB"'],
  ["much", '"64K"'],
])("a size written %j", (written, part) => {
  expect(suggestSize(written)).toContain(part);
});

test.each([
  ["Nightly Backup", "nightly-backup"],
  ["-x-", "x"],
  ["Ä", undefined],
  ["a".repeat(80), "a".repeat(63)],
])("an id written %j", (written, id) => {
  expect(suggestId(written)).toBe(id);
});
