import { describe, expect, test } from "vitest";
import { sha } from "../../src/model/ids.ts";
import { parseRevisionReport, parseTaskState, renderBoard, renderRevisionCommit } from "../../src/report/index.ts";
import { events, makeEvent, revision, slot } from "./cases.ts";
import { renderGolden } from "./render-golden.ts";
import { validateRevision, validateTaskState } from "./validate.ts";

const here = { host: "web1", runnerVersion: "0.1.0", earlier: [], applied: revision };
const path = `hosts/web1/revisions/${revision}.json`;

describe.each(Object.entries(events))("the commit of a revision that is %s", (state, event) => {
  const applied = state === "applied" ? revision : sha("f".repeat(40));
  const commit = renderRevisionCommit({ ...here, event, applied });

  test("reads as in the golden file", async () => {
    await expect(renderGolden(commit)).toMatchFileSnapshot(`golden/revision-${state}.txt`);
  });

  test("keeps to the schema, and can be read back and written again without a difference", () => {
    const text = String(commit.files[0]!.content);
    expect(validateRevision(text)).toEqual([]);
    expect(`${JSON.stringify(parseRevisionReport(text), undefined, 2)}\n`).toBe(text);
  });

  test("is named as the journal names it, and proved by what its file says", () => {
    expect(commit.id).toBe(`revision-${revision}-${state}`);
    expect(commit.proof.path).toBe(path);
    expect(commit.files[0]).toMatchObject({ path, content: expect.stringContaining(commit.proof.passage!) });
  });
});

test("a second event about a revision keeps the first one's state", () => {
  const held = makeEvent({ state: "held", reason: "mass-removal", at: slot });
  const event = makeEvent({ at: slot + 60_000 });
  const commit = renderRevisionCommit({ ...here, event, earlier: [held] });
  expect(commit.files.map((file) => file.path)).toEqual([path, "hosts/web1/revision.json"]);
  expect(parseRevisionReport(String(commit.files[0]!.content))?.states).toEqual([
    { state: "held", reason: "mass-removal", at: "2026-11-20T02:00:00Z" },
    { state: "applied", reason: "applied", at: "2026-11-20T02:01:00Z" },
  ]);
});

describe("the proof of an event", () => {
  const [first, second, third] = [0, 1, 2].map((minute) => makeEvent({ at: slot + minute * 60_000 }));
  const commits = [
    renderRevisionCommit({ ...here, event: first! }),
    renderRevisionCommit({ ...here, event: second!, earlier: [first!] }),
    renderRevisionCommit({ ...here, event: third!, earlier: [first!, second!] }),
  ];

  test("is in its own file and in those of all later events, and in no earlier one", () => {
    const found = commits.map(({ proof }) =>
      commits.map(({ files }) => String(files[0]!.content).includes(proof.passage!)),
    );
    expect(found).toEqual([
      [true, true, true],
      [false, true, true],
      [false, false, true],
    ]);
  });

  test("is not in the file of another journal's event", () => {
    const elsewhere = renderRevisionCommit({ ...here, event: third! });
    expect(String(elsewhere.files[0]!.content)).not.toContain(commits[0]!.proof.passage);
  });

  test("is the same when another revision is in force, and after an upgrade", () => {
    const later = { ...here, applied: sha("f".repeat(40)), runnerVersion: "0.2.0" };
    const again = renderRevisionCommit({ ...later, event: first! });
    expect(again.files).not.toEqual(commits[0]!.files);
    expect(again.proof).toEqual(commits[0]!.proof);
  });

  test("cannot be forged by what a diagnostic quotes", () => {
    const passage = commits[0]!.proof.passage!;
    const diagnostics = [{ code: "wrong-type", message: passage, file: passage, line: 1, column: 1 }];
    const event = makeEvent({ at: slot + 1, detail: passage, diagnostics });
    const [file] = renderRevisionCommit({ ...here, event }).files;
    expect(String(file!.content)).not.toContain(passage);
  });
});

test("removed tasks leave the board", () => {
  const commit = renderRevisionCommit({ ...here, event: events["applied"]! });
  const state = String(commit.files.find((file) => file.path === "hosts/web1/tasks/old.json")?.content);
  expect(validateTaskState(state)).toEqual([]);
  expect(renderBoard([parseTaskState(state)!], slot)).toContain("No task has run yet.");
});

test("a held revision leaves the states of its tasks alone", () => {
  const commit = renderRevisionCommit({ ...here, event: events["held"]! });
  expect(commit.files.map((file) => file.path)).toEqual([path, "hosts/web1/revision.json"]);
});

test("brings along the states of tasks that it changes", () => {
  const entry = { version: 1, host: "web1", task: "daily-backup", failures: 0, nextSlot: "2026-11-21T02:00:00Z" };
  const commit = renderRevisionCommit({ ...here, event: makeEvent(), tasks: [entry] });
  expect(commit.files.at(-1)).toEqual({
    path: "hosts/web1/tasks/daily-backup.json",
    content: `${JSON.stringify(entry, undefined, 2)}\n`,
  });
});
