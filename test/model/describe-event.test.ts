import { expect, test } from "vitest";
import type { Condition } from "../../src/model/condition.ts";
import { describeEvent } from "../../src/model/describe-event.ts";
import { taskId } from "../../src/model/ids.ts";
import type { EventTrigger } from "../../src/model/trigger.ts";

const condition: Condition = { kind: "fact", query: { kind: "file", path: "/a" }, test: { kind: "is-true" } };

test.each<[EventTrigger, string]>([
  [{ key: "", kind: "boot", delayMs: 0 }, "when the host has booted"],
  [{ key: "", kind: "boot", delayMs: 300_000 }, "5m after the host has booted"],
  [{ key: "", kind: "shutdown" }, "when the host goes down"],
  [{ key: "", kind: "login", user: undefined }, "when somebody logs in"],
  [{ key: "", kind: "login", user: "root" }, "when root logs in"],
  [{ key: "", kind: "task", task: taskId("backup"), status: "success" }, "when backup has succeeded"],
  [{ key: "", kind: "task", task: "*", status: "failed" }, "when any other task has failed"],
  [{ key: "", kind: "task", task: taskId("backup"), status: "finished" }, "when backup has ended"],
  [{ key: "", kind: "file-changed", glob: "/etc/nginx/**" }, "when /etc/nginx/** changes"],
  [{ key: "", kind: "changed", globs: ["site/**", "docs/**"] }, "when a revision touches site/**, docs/**"],
  [
    { key: "", kind: "request", category: "Device Slow", minConfidence: 0.8 },
    'when somebody asks for the category "Device Slow"',
  ],
  [{ key: "", kind: "condition", condition, forMs: 0, repeatMs: undefined }, "when file(/a)"],
  [
    { key: "", kind: "condition", condition, forMs: 300_000, repeatMs: 7_200_000 },
    "when file(/a) for 5m, again every 2h",
  ],
])("$1", (event, clause) => expect(describeEvent(event)).toBe(clause));
