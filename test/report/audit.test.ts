import { describe, expect, test } from "vitest";
import { parseTrailers } from "../../src/report/message/parse-trailers.ts";
import { digestPaths, isCutBy, parseCut, renderRetentionMessage } from "../../src/report/retention/retention.ts";
import { parseCommitLog } from "../../src/repository/reports/parse-commit-log.ts";

describe("trailers", () => {
  test.each([
    ["the last paragraph", "subject\n\nStatus: failed\n\nStatus: success\nTask: a\n", ["Status=success", "Task=a"]],
    ["a key twice", "subject\n\nA: 1\nA: 2\n", ["A=1,2"]],
    ["a paragraph with another line has none", "subject\n\nStatus: success\nand so on\n", []],
    ["a value with a colon", "subject\n\nSlot: 2026-11-20T02:00:00Z\n", ["Slot=2026-11-20T02:00:00Z"]],
    ["nothing", "", []],
  ])("%s", (_, message, expected) => {
    expect([...parseTrailers(message)].map(([key, values]) => `${key}=${values.join(",")}`)).toEqual(expected);
  });
});

describe("what retention may remove", () => {
  const report = "runs/2026/08/28/backup/20260828T020000Z-0123456789.json";
  const log = report.replace("json", "log");
  test.each([
    ["reports before 2026-08-29", [report, log]],
    ["reports before 2026-08-28", []],
    ["logs before 2026-08-29", [log]],
    ["reports of backup before 2026-08-29", [report, log]],
    ["reports of other before 2026-08-29", []],
  ])("%s", (text, expected) => {
    expect(
      [report, log, "README.md", "hosts/x/revisions/y.json"].filter((path) => isCutBy(path, parseCut(text)!)),
    ).toEqual(expected);
  });

  test.each(["everything", "reports", "reports before tomorrow", "reports before 2026-08-29 and more"])(
    "%s is nothing that can be cut",
    (text) => {
      expect(parseCut(text)).toBeUndefined();
    },
  );

  test("the message says it so that it can be read back", () => {
    const cuts = [
      { kind: "reports", task: undefined, before: "2026-08-29" },
      { kind: "logs", task: "backup", before: "2026-10-28" },
    ] as const;
    const message = renderRetentionMessage({ host: "web1", cuts, removed: [log, report] });
    const trailers = parseTrailers(message);
    expect(trailers.get("Retention")!.map(parseCut)).toEqual(cuts);
    expect(trailers.get("Removed")).toEqual([digestPaths([report, log])]);
    expect(message).toMatch(/^retention: 2 files removed\n/);
  });
});

test("commits of git log, whatever is in a message or a path", () => {
  const [a, b, c] = ["a", "b", "c"].map((letter) => letter.repeat(40)) as [string, string, string];
  const zero = "0".repeat(40);
  const added = (path: string): string => `:000000 100644 ${zero} ${c} A\0${path}\0`;
  const text = `\0${a} 7 \0first\n\n:100644 is no change\n\0\n${added(":odd\nname")}${added("x")}\0${b} 8 ${a} ${c}\0\0`;
  expect(parseCommitLog(text)).toEqual([
    {
      sha: a,
      parents: [],
      committedAt: 7000,
      message: "first\n\n:100644 is no change\n",
      changes: [":odd\nname", "x"].map((path) => ({ path, kind: "added", mode: "100644", object: c })),
    },
    { sha: b, parents: [a, c], committedAt: 8000, message: "", changes: [] },
  ]);
});
