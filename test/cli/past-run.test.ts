import { expect, test } from "vitest";
import { toPastRun } from "../../src/cli/past-run.ts";
import { ends, makeEnd } from "../report/cases.ts";

test("an ended run tells its trigger and its facts as its report does", () => {
  expect(toPastRun(ends["condition"]!.record)).toMatchObject({
    trigger: {
      kind: "condition",
      facts: [{ fact: "disk_usage(/var)", value: 93.1, at: "2026-11-20T01:59:58Z" }, { value: false }],
    },
    facts: [{ fact: "system_load", value: 0.25, at: "2026-11-20T02:00:00Z" }],
  });
  expect(toPastRun(ends["task-that-follows-a-failure"]!.record).trigger).toMatchObject({
    endedAt: "2026-11-20T01:59:59.750Z",
  });
});

test("an ended run that asked for no facts has none", () => {
  expect(toPastRun({ end: makeEnd(), definition: undefined })).not.toHaveProperty("facts");
});
