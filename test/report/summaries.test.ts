import { expect, test } from "vitest";
import { renderAgo, renderElapsed, renderOutcome, runDuration, summarizeRuns } from "../../src/report/index.ts";
import { sumResources } from "../../src/report/sum-resources.ts";
import { makeAttempt, makeEnd, slot } from "./cases.ts";

test.each([
  [0, "0 ms"],
  [850, "850 ms"],
  [12_300, "12.3 s"],
  [200_000, "3 m 20 s"],
  [3 * 86_400_000 + 3_600_000, "3 d 1 h"],
])("%d ms is %s", (durationMs, text) => {
  expect(renderElapsed(durationMs)).toBe(text);
});

test.each([
  [-5400_000, "1 h 30 m ago"],
  [45_999, "in 45 s"],
  [-999, "now"],
  [0, "now"],
])("%d ms from now is %s", (distance, text) => {
  expect(renderAgo(slot + distance, slot)).toBe(text);
});

test.each([
  ["success", "exit-0", 12_300, "success in 12.3 s"],
  ["success", "exit-0", 0, "success in 0 ms"],
  ["failed", "exit-1", 200_000, "failed (exit 1) in 3 m 20 s"],
  ["failed", "signal-SIGSEGV", 20, "failed (signal SIGSEGV) in 20 ms"],
  ["failed", "unstartable", 0, "failed (unstartable)"],
  ["skipped", "needs-failed", 0, "skipped (needs-failed)"],
  ["cancelled", "cancelled", 5000, "cancelled in 5 s"],
  ["cancelled", "replaced", 5000, "cancelled (replaced) in 5 s"],
  ["cancelled", "cancelled", 0, "cancelled"],
  ["lost", "lost", 5000, "lost"],
] as const)("%s, %s, %d ms reads %s", (status, reason, durationMs, text) => {
  expect(renderOutcome({ status, reason, durationMs })).toBe(text);
});

test("one missed slot is no stretch", () => {
  const missed = { first: "2026-11-20T02:00:00Z", last: "2026-11-20T02:00:00Z", count: 1 };
  expect(renderOutcome({ status: "skipped", reason: "missed", durationMs: 0, missed })).toBe("skipped (missed)");
});

test("a clock that was set back makes no negative durations", () => {
  expect(runDuration(makeEnd({ endedAt: slot - 1000 }))).toBe(0);
  expect(sumResources([makeAttempt({ endedAt: slot - 1000 })])?.wallMs).toBe(0);
});

test("a figure unknown for one attempt is unknown for all; one that could not start used nothing", () => {
  const unknown = makeAttempt({ resources: { outputBytes: 4 } });
  const unstartable = makeAttempt({ exit: { kind: "unstartable", problem: "no such program" }, resources: {} });
  expect(sumResources([makeAttempt(), unknown])).toEqual({ wallMs: 24_600, outputBytes: 30 });
  expect(sumResources([makeAttempt(), unstartable])).toMatchObject({ userMs: 8100, peakMemoryMeasured: "sampled" });
  expect(sumResources([unstartable])).toEqual({ wallMs: 12_300 });
  expect(sumResources([])).toBeUndefined();
});

test("the highest peak is as good as the worst way of measuring", () => {
  const counted = makeAttempt({ resources: { peakMemoryBytes: 9, peakMemoryMeasured: "cgroup" } });
  const sampled = makeAttempt({ resources: { peakMemoryBytes: 5, peakMemoryMeasured: "sampled" } });
  expect(sumResources([counted, counted])).toMatchObject({ peakMemoryBytes: 9, peakMemoryMeasured: "cgroup" });
  expect(sumResources([counted, sampled])).toMatchObject({ peakMemoryBytes: 9, peakMemoryMeasured: "sampled" });
});

test("runs in figures", () => {
  const runs = [
    ["success", 10],
    ["success", 21],
    ["failed", 500],
    ["skipped", 0],
  ] as const;
  const summary = summarizeRuns(runs.map(([status, durationMs]) => ({ status, durationMs })));
  expect(summary).toEqual({
    total: 4,
    counts: { success: 2, failed: 1, cancelled: 0, lost: 0, skipped: 1 },
    medianMs: 16,
  });
  expect(summarizeRuns([]).medianMs).toBeUndefined();
});
