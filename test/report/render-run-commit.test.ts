import { describe, expect, test } from "vitest";
import { runId } from "../../src/model/ids.ts";
import { parseReport, parseTaskState, renderRunCommit } from "../../src/report/index.ts";
import { ends, makeEnd, makeInput, slot } from "./cases.ts";
import { renderGolden } from "./render-golden.ts";
import { validateReport, validateTaskState } from "./validate.ts";

describe.each(Object.entries(ends))("the commit of a %s", (name, input) => {
  const commit = renderRunCommit(input);

  test("reads as in the golden file", async () => {
    await expect(renderGolden(commit)).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  test("keeps to the schema", () => {
    expect(validateReport(contentOf(commit, commit.proof.path))).toEqual([]);
    expect(validateTaskState(contentOf(commit, "hosts/web1/tasks/daily-backup.json"))).toEqual([]);
  });

  test("is the same for a value that has been to the journal and back", () => {
    expect(renderRunCommit(reverseKeys(input))).toEqual(commit);
  });

  test("can be read back and written again without a difference", () => {
    const text = contentOf(commit, commit.proof.path);
    expect(`${JSON.stringify(parseReport(text), undefined, 2)}\n`).toBe(text);
    const state = contentOf(commit, "hosts/web1/tasks/daily-backup.json");
    expect(`${JSON.stringify(parseTaskState(state), undefined, 2)}\n`).toBe(state);
  });
});

test("a skip that never ran has no log, even where a file was prepared for one", () => {
  const empty = { head: new Uint8Array(), tail: new Uint8Array(), bytes: 0 };
  const commit = renderRunCommit({ ...ends["skip"]!, log: empty });
  expect(commit.files.map((file) => file.path)).toEqual([
    "runs/2026/11/20/daily-backup/20261120T020000Z-0123456789.json",
    "hosts/web1/tasks/daily-backup.json",
  ]);
});

test("a run that printed nothing has an empty log", () => {
  const empty = { head: new Uint8Array(), tail: new Uint8Array(), bytes: 0 };
  const commit = renderRunCommit(makeInput({}, { log: empty }));
  expect(contentOf(commit, "runs/2026/11/20/daily-backup/20261120T020000Z-0123456789.log")).toBe("");
});

test.each([
  ["its slot's date, where that differs from the run id's", slot - 1, "runs/2026/11/20/"],
  ["the run id's date on a request", undefined, "runs/2026/11/21/"],
])("a report lies under %s", (_, due, folder) => {
  const end = makeEnd({ id: runId("20261121T000000Z-0123456789"), slot: due });
  expect(renderRunCommit(makeInput({ end })).proof.path).toBe(`${folder}daily-backup/20261121T000000Z-0123456789.json`);
});

test.each([
  ["web1.example.org", "web1.example.org"],
  ["../../etc", "%2E.%2F..%2Fetc"],
  [".git", "%2Egit"],
  ["Büro 1", "B%C3%BCro%201"],
  ["", "%"],
])("host %j gets the folder %s", (host, folder) => {
  const paths = renderRunCommit(makeInput({}, { host })).files.map((file) => file.path);
  expect(paths).toContain(`hosts/${folder}/tasks/daily-backup.json`);
});

test("very long host names stay apart and short enough for a file system", () => {
  const [a, b] = ["a", "b"].map(
    (end) => renderRunCommit(makeInput({}, { host: "h".repeat(300) + end })).files.at(-1)!.path,
  );
  expect(a).not.toBe(b);
  expect(a!.length).toBeLessThan(150);
});

test("says that the definition was not committed", () => {
  const commit = renderRunCommit(makeInput({}, { worktree: true }));
  expect(commit.message).toContain("Defined in uncommitted files (--worktree).");
  expect(parseReport(contentOf(commit, commit.proof.path))?.revision?.worktree).toBe(true);
});

test.each([
  ["no JSON", "{"],
  ["another thing", "[]"],
  ["null", "null"],
  ["a missing key", '{"version":1}'],
  [
    "a key of the wrong kind",
    contentOf(renderRunCommit(makeInput()), "json").replace('"durationMs": 12300', '"durationMs": "x"'),
  ],
])("%s is no report", (_, text) => {
  expect(parseReport(text)).toBeUndefined();
});

test("a report of a later version is read as far as it is known", () => {
  const text = contentOf(renderRunCommit(makeInput()), "json").replace('"version": 1', '"version": 9, "facts": {}');
  expect(parseReport(text)).toMatchObject({ version: 9, status: "success" });
});

test("a state file cannot bring a link out of the branch onto the board", () => {
  const state = contentOf(renderRunCommit(makeInput()), "hosts/web1/tasks/daily-backup.json");
  expect(parseTaskState(state.replaceAll("runs/2026", "javascript:alert(1)//"))).toBeUndefined();
});

function contentOf(commit: ReturnType<typeof renderRunCommit>, path: string): string {
  return String(commit.files.find((file) => file.path.endsWith(path))?.content);
}

function reverseKeys<T>(value: T): T {
  if (value instanceof Map || value instanceof Uint8Array || Array.isArray(value)) {
    return Array.isArray(value) ? (value.map(reverseKeys) as T) : value;
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, inner]) => [key, reverseKeys(inner)])) as T;
}
