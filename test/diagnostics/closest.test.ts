import { expect, test } from "vitest";
import { closest } from "../../src/diagnostics/index.ts";

const keys = ["schedule", "timezone", "timeout", "retry", "run", "env", "inherit_env"];

test.each([
  ["schedul", "schedule"],
  ["scheduel", "schedule"],
  ["Timeout", "timeout"],
  ["time-zone", "timezone"],
  ["inherit-env", "inherit_env"],
  ["inheritEnv", "inherit_env"],
  ["rnu", "run"],
  ["ruun", "run"],
  ["window", undefined],
  ["", undefined],
  ["x".repeat(100_000), undefined],
])("%.20s → %s", (written, meant) => {
  expect(closest(written, keys)).toBe(meant);
});
