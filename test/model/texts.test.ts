import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDuration, renderDuration } from "../../src/model/duration.ts";
import { runId, sha, taskId } from "../../src/model/ids.ts";
import { parseInstant, renderCompactInstant, renderInstant } from "../../src/model/instant.ts";
import { makeRunId } from "../../src/model/make-run-id.ts";
import { parseSize, renderSize } from "../../src/model/size.ts";

describe("durations", () => {
  test.each([
    ["500ms", 500],
    ["90s", 90_000],
    ["15m", 900_000],
    ["1h30m", 5_400_000],
    ["7d", 604_800_000],
    ["1d2h3m4s5ms", 93_784_005],
    ["0", 0],
    ["0s", 0],
    ["PT15M", 900_000],
    ["P1DT12H", 129_600_000],
    ["P2W", 1_209_600_000],
    ["PT1H30M5S", 5_405_000],
  ])("%s", (text, ms) => expect(parseDuration(text)).toBe(ms));

  test.each([
    "",
    "5",
    "300",
    "1.5h",
    "-1s",
    "1 h",
    "1m1h",
    "1h1h",
    "P",
    "PT",
    "P1M",
    "P1Y",
    "1H",
    "99999999999999d",
    "1h ",
    "∞",
  ])("%j is none", (text) => expect(parseDuration(text)).toBeUndefined());

  test.each([
    [0, "0ms"],
    [850, "850ms"],
    [1000, "1s"],
    [12_340, "12.3s"],
    [59_949, "59.9s"],
    [59_950, "1m"],
    [60_000, "1m"],
    [5_400_000, "1h30m"],
    [3_661_000, "1h1m"],
    [86_400_000, "1d"],
    [90_061_000, "1d1h"],
  ])("%i ms is shown as %s", (ms, text) => expect(renderDuration(ms)).toBe(text));
});

describe("sizes", () => {
  test.each([
    ["512", 512],
    ["512B", 512],
    ["64K", 65_536],
    ["200M", 209_715_200],
    ["2GiB", 2_147_483_648],
    ["1.5GB", 1_500_000_000],
    ["1T", 1_099_511_627_776],
  ])("%s", (text, bytes) => expect(parseSize(text)).toBe(bytes));

  test.each(["", "M", "-1M", "1 M", "1m", "1XB", "9999999T", "toString", "1e3"])("%j is none", (text) =>
    expect(parseSize(text)).toBeUndefined(),
  );

  test.each([
    [812, "812 B"],
    [1536, "1.5 KiB"],
    [1_503_238_553, "1.4 GiB"],
  ])("%i is shown as %s", (bytes, text) => expect(renderSize(bytes)).toBe(text));
});

describe("instants", () => {
  test.each([
    ["2026-11-20T02:00Z", "2026-11-20T02:00:00Z"],
    ["2026-11-20T02:00:00.5+01:00", "2026-11-20T01:00:00.500Z"],
    ["2026-11-20t02:00:00z", "2026-11-20T02:00:00Z"],
    ["2024-02-29T23:59:59-05:30", "2024-03-01T05:29:59Z"],
  ])("%s", (text, expected) => expect(renderInstant(parseInstant(text)!)).toBe(expected));

  test.each([
    "2026-11-20",
    "2026-11-20T02:00",
    "2026-02-30T00:00Z",
    "2025-02-29T00:00Z",
    "2026-13-01T00:00Z",
    "2026-00-10T00:00Z",
    "2026-01-01T24:00Z",
    "2026-01-01T00:60Z",
    "2026-01-01T00:00:60Z",
    "0099-01-01T00:00Z",
    "yesterday",
  ])("%s is none", (text) => expect(parseInstant(text)).toBeUndefined());

  test("a compact one sorts as time does", () => {
    expect(renderCompactInstant(Date.UTC(2026, 10, 20, 2, 3, 4, 567))).toBe("20261120T020304Z");
  });
});

describe("names", () => {
  test.each(["a", "a.b_c-d", "0", "x".repeat(63)])("%s may name a task", (text) => expect(taskId(text)).toBe(text));
  test.each(["", "-a", "A", "a/b", "../a", "a\n", "x".repeat(64), "ä"])("%j may not", (text) => {
    expect(() => taskId(text)).toThrow("not a task id");
  });

  test("a run's name is made of its moment and of what makes it the one it is", () => {
    const of = { host: "h", task: taskId("t"), at: Date.UTC(2026, 10, 20, 2), origin: "o" };
    const id = makeRunId(of);
    expect(id).toMatch(/^20261120T020000Z-[0-9a-f]{10}$/);
    expect(makeRunId({ ...of })).toBe(id);
    for (const other of [{ host: "i" }, { task: taskId("u") }, { origin: "p" }])
      expect(makeRunId({ ...of, ...other })).not.toBe(id);
    expect(runId(id)).toBe(id);
    expect(() => runId("../../etc/passwd")).toThrow("not a run id");
  });

  test("a commit's name is whole and hexadecimal", () => {
    expect(sha("a".repeat(40))).toHaveLength(40);
    expect(sha("0".repeat(64))).toHaveLength(64);
    for (const text of ["a".repeat(39), "g".repeat(40), "HEAD"]) expect(() => sha(text)).toThrow("not an object name");
  });
});

test("instants read as Date writes them", () => {
  const anyInstant = fc.integer({ min: -8.64e15, max: 8.64e15 });
  fc.assert(
    fc.property(fc.array(fc.tuple(anyInstant, fc.constantFrom(0, 1, 999, 86_399_999)), { minLength: 1 }), (moments) => {
      for (const [some, later] of moments) {
        for (const instant of [some, Math.min(some + later, 8.64e15)]) {
          const text = new Date(instant).toISOString();
          expect(renderInstant(instant)).toBe(text.replace(".000Z", "Z"));
          expect(renderCompactInstant(instant)).toBe(text.replace(/[-:]|\.\d+/g, ""));
        }
      }
    }),
  );
});
