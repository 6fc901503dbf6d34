import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TaskId } from "../../src/model/ids.ts";
import { runId, taskId } from "../../src/model/ids.ts";
import type { RunToRender } from "../../src/report/index.ts";
import { renderRevisionCommit, renderRunCommit, renderRunsCommit } from "../../src/report/index.ts";
import { ends, events, makeEnd, makeEvent, makeInput, revision } from "./cases.ts";

const runKeys = ["Run-Id", "Task", "Status", "Reason", "Trigger", "Slot", "Config-Commit", "Host", "Duration-Ms"];
const revisionKeys = ["Status", "Reason", "Trigger", "Config-Commit", "Host", "Duration-Ms"];
const forged = "x\n\nStatus: success\rTask: other\u2028Host: elsewhere\0\n---\nRun-Id: 1";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "report-trailers-"));
  git(["init", "-q", "-b", "main", "."]);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("git reads all trailers, in order, of", () => {
  test.each(Object.entries(ends))("a %s", (_, input) => {
    const { message } = renderRunCommit(input);
    const hasSlot = input.record.end.slot !== undefined;
    expect(parse(message).map(([key]) => key)).toEqual(runKeys.filter((key) => hasSlot || key !== "Slot"));
  });

  test.each(Object.entries(events))("a revision that is %s", (_, event) => {
    expect(parse(revisionMessage(event)).map(([key]) => key)).toEqual(revisionKeys);
  });

  test.each([
    ["the task", makeEnd({ task: forged as TaskId })],
    ["the reason", makeEnd({ status: "failed", reason: forged })],
    ["the detail", makeEnd({ detail: forged })],
    ["who asks", makeEnd({ trigger: { kind: "request", id: forged, by: forged, reason: forged } })],
    ["who logs in", makeEnd({ trigger: { kind: "login", user: forged, line: forged } })],
    ["what changed", makeEnd({ trigger: { kind: "changed", paths: [forged, forged] } })],
    ["what became true", makeEnd({ trigger: { kind: "condition", condition: forged, facts: [] } })],
    ["a scissors line", makeEnd({ detail: "# ------------------------ >8 ------------------------" })],
    ["lines that look like a patch", makeEnd({ detail: `${"a".repeat(72)} --- ${"b".repeat(72)} --- c` })],
    [
      "lines that look like trailers",
      makeEnd({ detail: `${"a".repeat(72)} Status: lost Signed-off-by: ${"b".repeat(60)}` }),
    ],
    ["empty texts", makeEnd({ status: "failed", reason: "", detail: " \n ", revision: undefined })],
  ])("a run with trouble in %s", (_, end) => {
    const { message } = renderRunCommit(makeInput({ end }, { host: end.reason || "\n" }));
    const trailers = parse(message);
    expect(trailers.map(([key]) => key)).toEqual(runKeys);
    expect(trailers.filter(([, value]) => value === "")).toEqual([]);
    expect(new Map(trailers).get("Status")).toBe(end.status);
  });

  test("a revision with trouble in every text", () => {
    const event = makeEvent({
      state: "rejected",
      reason: forged,
      detail: forged,
      revision: { ...makeEvent().revision, subject: forged, author: forged },
      diagnostics: [{ code: "x", message: forged, file: forged, line: 1, column: 1 }],
    });
    const trailers = parse(revisionMessage(event));
    expect(trailers.map(([key]) => key)).toEqual(revisionKeys);
    expect(new Map(trailers).get("Status")).toBe("rejected");
  });
});

test("git reads those of a commit of many runs: each by its id, the rest once", () => {
  const count = 1000;
  const runs = Array.from({ length: count }, (_, i) => {
    const end = makeEnd({ id: runId(`20261120T020000Z-${String(i).padStart(10, "0")}`), task: taskId(`t${i % 30}`) });
    return makeInput({ end });
  });
  const { message } = renderRunsCommit(runs as [RunToRender, ...RunToRender[]]);
  expect(message).toMatch(/^digest: 1000 successes of 30 tasks\n\n- t0: 34\n- t1: 34\n- t10: 33\n/);
  expect(message).toContain("\n- and 10 more tasks\n\n");
  const trailers = parse(message);
  expect(trailers.filter(([key]) => key === "Run-Id").map(([, id]) => id)).toEqual(
    runs.map(({ record }) => record.end.id),
  );
  expect(trailers.filter(([key]) => key === "Task")).toHaveLength(30);
  expect(trailers.slice(-5)).toEqual([
    ["Reason", "digest"],
    ["Trigger", "digest"],
    ["Config-Commit", revision],
    ["Host", "web1"],
    ["Duration-Ms", String(count * 12_300)],
  ]);
});

test("one run alone is a commit like any other", () => {
  expect(renderRunsCommit([ends["success"]!])).toEqual(renderRunCommit(ends["success"]!));
});

test("git log needs no tool of ours", () => {
  for (const input of Object.values(ends)) commit(renderRunCommit(input).message);
  expect(
    git(["log", "--reverse", "--format=%(trailers:key=Status,valueonly,separator=)"]).trimEnd().split("\n"),
  ).toEqual(Object.values(ends).map(({ record }) => record.end.status));
  expect(git(["log", "--format=%s"])).toContain("daily-backup: failed (exit 1) in 3 m 20 s\n");
});

test("lines of the body keep to 72 characters", () => {
  const detail = Array.from({ length: 60 }, (_, i) => "word".repeat((i % 4) + 1)).join(" ");
  const [, body = ""] = renderRunCommit(makeInput({ end: makeEnd({ detail }) })).message.split("\n\n");
  expect(Math.max(...body.split("\n").map((line) => line.length))).toBeLessThanOrEqual(72);
  expect(body.replaceAll("\n", " ")).toBe(detail);
});

function revisionMessage(event: ReturnType<typeof makeEvent>): string {
  return renderRevisionCommit({ event, host: "web1", runnerVersion: "0", earlier: [], applied: revision }).message;
}

function parse(message: string): [string, string][] {
  const lines = git(["interpret-trailers", "--parse"], message).trimEnd().split("\n");
  return lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]);
}

function commit(message: string): void {
  git(["commit", "-q", "--allow-empty", "--cleanup=verbatim", "-F", "-"], message);
}

function git(args: string[], input = ""): string {
  const identity = ["-c", "user.name=runner", "-c", "user.email=runner@localhost", "-c", "commit.gpgsign=false"];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" };
  return execFileSync("git", [...identity, ...args], { cwd: folder, input, encoding: "utf8", env });
}
