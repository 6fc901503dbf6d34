import { describe, expect, test } from "vitest";
import { runId } from "../../src/model/ids.ts";
import { parseReport, parseTaskState, renderRunCommit } from "../../src/report/index.ts";
import { ends, makeEnd, makeInput, slot } from "./cases.ts";
import { renderGolden } from "./render-golden.ts";
import { validateReport, validateTaskState } from "./validate.ts";

describe.each(Object.entries(ends))("the commit of a %s", (name, input) => {
  const commit = renderRunCommit(input);
  const state = `hosts/web1/tasks/${input.record.end.task}.json`;

  test("reads as in the golden file", async () => {
    await expect(renderGolden(commit)).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  test("keeps to the schema", () => {
    expect(validateReport(contentOf(commit, commit.proof.path))).toEqual([]);
    expect(validateTaskState(contentOf(commit, state))).toEqual([]);
  });

  test("is the same for a value that has been to the journal and back", () => {
    expect(renderRunCommit(reverseKeys(input))).toEqual(commit);
  });

  test("can be read back and written again without a difference", () => {
    const text = contentOf(commit, commit.proof.path);
    expect(`${JSON.stringify(parseReport(text), undefined, 2)}\n`).toBe(text);
    const standing = contentOf(commit, state);
    expect(`${JSON.stringify(parseTaskState(standing), undefined, 2)}\n`).toBe(standing);
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
  const text = contentOf(renderRunCommit(makeInput()), "json").replace('"version": 1', '"version": 9, "news": {}');
  expect(parseReport(text)).toMatchObject({ version: 9, status: "success" });
});

test("facts and triggers of a later version are read as far as they are known", () => {
  const { record } = ends["condition"]!;
  const text = contentOf(renderRunCommit(makeInput({ end: record.end })), "json")
    .replaceAll('"fact":', '"unit": "%", "fact":')
    .replace('"condition":', '"since": 1, "condition":');
  expect(parseReport(text)?.trigger).toMatchObject({ kind: "condition", facts: [{ value: 93.1, unit: "%" }, {}] });
});

test.each([
  ["a fact without value or reason", '"value": 93.1,', ""],
  ["a fact whose value is text", '"value": 93.1', '"value": "93.1"'],
  ["a moment that is none", '"at": "2026-11-20T01:59:58Z"', '"at": 1795139998000'],
  ["a trigger without its facts", '"facts": [', '"things": ['],
])("%s is no report", (_, from, to) => {
  const text = contentOf(renderRunCommit(ends["condition"]!), "json");
  expect(text).toContain(from);
  expect(parseReport(text.replace(from, to))).toBeUndefined();
});

test("of many changed paths the report has the first 20 and their number, and the message the first 3", () => {
  const paths = Array.from({ length: 23 }, (_, i) => `scripts/${i}.sh`);
  const commit = renderRunCommit(makeInput({ end: makeEnd({ trigger: { kind: "changed", paths } }) }));
  expect(parseReport(contentOf(commit, "json"))?.trigger).toEqual({
    kind: "changed",
    paths: paths.slice(0, 20),
    count: 23,
  });
  expect(commit.message.replaceAll("\n", " ")).toContain(
    "Because the revision changed scripts/0.sh, scripts/1.sh, scripts/2.sh and 20 more.",
  );
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
