import { describe, expect, test } from "vitest";
import { runId, sha, taskId } from "../../src/model/ids.ts";
import type { BoardEntry } from "../../src/report/index.ts";
import { makeBoardEntry, parseRevisionReport, renderBoard, renderRevisionCommit } from "../../src/report/index.ts";
import { at, events, makeMark, makeMemory, revision, slot } from "./cases.ts";

const now = at("2026-11-20T09:30:00Z");
const minute = 60_000;

describe("the board reads as in the golden file", () => {
  test("before the first run", async () => {
    await expect(renderBoard([], now)).toMatchFileSnapshot("golden/board-empty.md");
  });

  test("with one host and one task of each kind", async () => {
    await expect(renderBoard(oneOfEach("web1"), now)).toMatchFileSnapshot("golden/board-one-host.md");
  });

  test("with 3 hosts and 300 tasks, cut", async () => {
    const hosts = ["db1", "web1", "web2"];
    const tasks = hosts.flatMap((host) => [...oneOfEach(host), ...fine(host, 93)]);
    const board = renderBoard(tasks, now, { revisions: [reported("rejected", "db1"), reported("applied", "web1")] });
    await expect(board).toMatchFileSnapshot("golden/board-3-hosts-300-tasks.md");
  });
});

test.each([
  ["300 that are fine", fine("web1", 300)],
  ["500 that fail, on 50 hosts", Array.from({ length: 500 }, (_, i) => failing(`host-${i % 50}`, i))],
  ["300 of every kind", Array.from({ length: 50 }, (_, i) => oneOfEach(`host-${i}`)).flat()],
])("at most 200 lines for %s", (_, states) => {
  const hosts = [...new Set(states.map(({ host }) => host))];
  const board = renderBoard(states, now, { revisions: hosts.map((host) => reported("rejected", host)) });
  expect(board.trimEnd().split("\n").length).toBeLessThanOrEqual(200);
  expect(board).toContain("Not shown, to keep this page short: ");
});

test("does not depend on the order in which hosts are read", () => {
  const states = ["a", "b", "c"].flatMap(oneOfEach);
  const revisions = ["a", "b", "c"].map((host) => reported("rejected", host));
  expect(renderBoard(states.toReversed(), now, { revisions: revisions.toReversed() })).toBe(
    renderBoard(states, now, { revisions }),
  );
});

test("links and counts survive whatever stands in a text", () => {
  const evil = "a | b\n# [x](javascript:alert(1)) <img src=x> `c` @everyone https://example.org";
  const [entry] = fine("web1", 1);
  const board = renderBoard([{ ...entry!, paused: evil, host: evil, task: evil }, ...fine("web2", 1)], now);
  const row = board.split("\n").find((line) => line.includes("paused: "))!;
  expect(row.replaceAll("\\|", "").split("|").length).toBe(8);
  expect(row).not.toMatch(/<img|[^\\]\[x|@everyone|https:\/\//);
});

test.each([
  ["4 minutes after it was due", now - 4 * minute, false],
  ["6 minutes after it was due", now - 6 * minute, true],
])("a task without a report %s", (_, nextSlot, late) => {
  expect(renderBoard([makeEntry("web1", "hourly", { nextSlot })], now).includes("## Late")).toBe(late);
});

function oneOfEach(host: string): BoardEntry[] {
  return [
    failing(host, 1),
    makeEntry(host, "worst", {
      priority: "critical",
      failures: 5,
      status: "lost",
      reason: "lost",
      paused: "5 failures in a row (pause_after_failures = 5)",
    }),
    makeEntry(host, "late-one", { nextSlot: now - 90 * minute }),
    makeEntry(host, "paused-one", { paused: "migration until Monday" }),
    makeEntry(host, "skipped-one", { status: "skipped", reason: "overlap" }),
    makeEntry(host, "cancelled-one", { status: "cancelled", reason: "replaced" }),
    makeBoardEntry({
      host,
      task: taskId("new-one"),
      definition: undefined,
      memory: makeMemory(),
      nextSlot: now + minute,
    }),
  ];
}

function failing(host: string, i: number): BoardEntry {
  return makeEntry(host, `failing-${i}`, { failures: 1 + (i % 3), status: "failed", reason: "exit-1" });
}

function fine(host: string, count: number): BoardEntry[] {
  return Array.from({ length: count }, (_, i) => makeEntry(host, `task-${i}`, { ended: now - (i + 1) * minute }));
}

function makeEntry(
  host: string,
  task: string,
  of: {
    priority?: "critical";
    failures?: number;
    status?: "success" | "failed" | "lost" | "skipped" | "cancelled";
    reason?: string;
    paused?: string;
    ended?: number;
    nextSlot?: number;
  },
): BoardEntry {
  const { priority = "medium", failures = 0, status = "success", reason = "exit-0", ended = now - minute } = of;
  const run = runId("20261120T020000Z-0123456789");
  const mark = makeMark({ run, slot, status, reason, at: ended, durationMs: 12_300 });
  const lastRun = status === "skipped" ? makeMark() : mark;
  const lastSuccess = status === "success" ? mark : makeMark();
  const paused = of.paused === undefined ? undefined : ({ reason: of.paused, at: now, by: "person" } as const);
  return makeBoardEntry({
    host,
    task: taskId(task),
    definition: { file: "tasks.d/x.toml", line: 1, description: undefined, category: undefined, priority },
    memory: makeMemory({ lastEnd: mark, lastRun, lastSuccess, failures, paused }),
    nextSlot: of.nextSlot ?? now + 60 * minute,
  });
}

function reported(state: string, host: string): NonNullable<ReturnType<typeof parseRevisionReport>> {
  const applied = state === "applied" ? revision : sha("f".repeat(40));
  const commit = renderRevisionCommit({ event: events[state]!, host, runnerVersion: "0.1.0", earlier: [], applied });
  return parseRevisionReport(String(commit.files[0]!.content))!;
}
