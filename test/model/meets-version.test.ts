import { expect, test } from "vitest";
import type { VersionWish } from "../../src/model/condition.ts";
import { meetsVersion } from "../../src/model/meets-version.ts";

test.each<[found: string, VersionWish["operator"], version: string, holds: boolean]>([
  ["3.11.2", ">=", "3.8", true],
  ["3.8", ">=", "3.8", true],
  ["3.7.9", ">=", "3.8", false],
  ["3.10", ">", "3.9", true],
  ["3.8.0", "==", "3.8", true],
  ["3.8.1", "==", "3.8", false],
  ["3.8.1", "<=", "3.8", false],
  ["2", "<=", "2.0.0", true],
  ["24.1.0", "<", "25", true],
  ["25", "<", "25", false],
  ["590", ">", "589.9", true],
])("%s %s %s: %s", (found, operator, version, holds) => {
  expect(meetsVersion(found, { operator, version })).toBe(holds);
});
