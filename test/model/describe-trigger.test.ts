import { expect, test } from "vitest";
import { describeTrigger } from "../../src/model/describe-trigger.ts";
import { runId, taskId } from "../../src/model/ids.ts";
import { reportTrigger } from "../../src/model/report-trigger.ts";
import type { Trigger } from "../../src/model/run.ts";

const run = runId("20261120T010000Z-aaaaaaaaaa");
const request = { kind: "request", id: "r1", by: "ada", reason: "the disk is new" } as const;
const ended = {
  kind: "task",
  task: taskId("backup"),
  run,
  status: "failed",
  reason: "exit-1",
  detail: "",
  endedAt: 0,
  durationMs: 0,
  failures: 1,
} as const;

test.each<[string, Trigger, string]>([
  ["due", { kind: "schedule" }, ""],
  ["caught up", { kind: "catch-up" }, "caught up: the slot was missed while the runner was away"],
  ["a request", request, "asked for by ada: the disk is new"],
  ["a request of nobody, without a reason", { ...request, by: "", reason: "" }, "asked for by somebody"],
  [
    "a request for a category",
    { ...request, category: "Device Slow", confidence: 0.9 },
    'asked for by ada (chosen for "Device Slow"): the disk is new',
  ],
  ["a need", { kind: "needed-by", task: taskId("report"), run }, "needed by report"],
  ["a boot", { kind: "boot", bootId: "b" }, "the host has booted"],
  ["a shutdown", { kind: "shutdown" }, "the host goes down"],
  ["a login", { kind: "login", user: "ada", line: "pts/0" }, "ada has logged in on pts/0"],
  [
    "a login that wants to be more than one line",
    { kind: "login", user: "a\n\u001b[2Jb", line: "\u202ex" },
    "a [2Jb has logged in on x",
  ],
  ["a failure", ended, "backup has failed (exit-1)"],
  ["a success", { ...ended, status: "success", reason: "exit-0" }, "backup has succeeded"],
  [
    "a run that was cancelled",
    { ...ended, status: "cancelled", reason: "replaced" },
    "backup was cancelled (replaced)",
  ],
  ["a run that was lost", { ...ended, status: "lost", reason: "lost" }, "backup was lost"],
  ["a file", { kind: "file-changed", path: "/etc/hosts" }, "/etc/hosts has changed"],
  ["a long path", { kind: "file-changed", path: `/${"x".repeat(4000)}` }, `/${"x".repeat(98)}… has changed`],
  ["one path", { kind: "changed", paths: ["a"] }, "the revision changed a"],
  ["3 paths", { kind: "changed", paths: ["a", "b", "c"] }, "the revision changed a, b, c"],
  ["4 paths", { kind: "changed", paths: ["a", "b", "c", "d"] }, "the revision changed a, b, c and 1 more"],
  [
    "very many paths",
    { kind: "changed", paths: Array.from({ length: 5000 }, (_, i) => `p${i}`) },
    "the revision changed p0, p1, p2 and 4997 more",
  ],
  [
    "a condition",
    { kind: "condition", condition: "disk_usage(/var) is above 90", facts: [] },
    "disk_usage(/var) is above 90 has become true",
  ],
  [
    "a long condition",
    { kind: "condition", condition: `${"x\n".repeat(99)}${"y".repeat(999)}`, facts: [] },
    `${"x ".repeat(99)}y… has become true`,
  ],
])("%s, as it is and as reports have it", (_, trigger, clause) => {
  expect(describeTrigger(trigger)).toBe(clause);
  expect(describeTrigger(reportTrigger(trigger))).toBe(clause);
});
