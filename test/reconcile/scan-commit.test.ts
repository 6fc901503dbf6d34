import { expect, test } from "vitest";
import { makeRedactor } from "../../src/redact/index.ts";
import { scanCommit } from "../../src/reconcile/scan-commit.ts";
import type { ReportCommit } from "../../src/model/report-commit.ts";

const secret = "hunter2/and more";
const commit: ReportCommit = {
  id: "run",
  proof: { path: "runs/x.json", passage: undefined },
  message: "t: success",
  at: 0,
  files: [{ path: "runs/x.json", content: '{\n  "detail": "fine"\n}\n' }],
};

/** The commit after the last look, and where that has found something. */
function look(change: Partial<ReportCommit>, secrets: readonly string[] = [secret]) {
  const hits: string[] = [];
  const seen = scanCommit({ ...commit, ...change }, makeRedactor(secrets), (where) => hits.push(where));
  return { seen, hits };
}

test("a commit without a secret is the same commit", () => {
  expect(look({})).toEqual({ seen: commit, hits: [] });
});

test.each<[where: string, change: Partial<ReportCommit>, hits: readonly string[]]>([
  ["its message", { message: `t: failed\n\n${secret}` }, ["the message"]],
  ["its message, in base64", { message: Buffer.from(`x${secret}`).toString("base64") }, ["the message"]],
  ["a log", { files: [{ path: "runs/x.log", content: `it is ${secret}\n` }] }, ["runs/x.log"]],
  ["the name of a file", { files: [{ path: `runs/${secret}.log`, content: "" }] }, ["a path"]],
  ["a text of a report", { files: [{ path: "x.json", content: JSON.stringify({ a: [secret] }) }] }, ["x.json"]],
  ["a name in a report", { files: [{ path: "x.json", content: JSON.stringify({ [secret]: 1 }) }] }, ["x.json"]],
  [
    "a text in a text of a report",
    { files: [{ path: "x.json", content: JSON.stringify({ a: JSON.stringify({ b: secret }) }) }] },
    ["x.json"],
  ],
  ["the board", { files: [{ path: "README.md", content: `| ${encodeURIComponent(secret)} |` }] }, ["README.md"]],
])("a secret in %s is masked, and told", (_, change, hits) => {
  const found = look(change);
  expect(found.hits).toEqual(hits);
  const text = JSON.stringify(found.seen);
  expect(text).toContain("***");
  for (const way of [secret, encodeURIComponent(secret), Buffer.from(`x${secret}`).toString("base64").slice(4, 16)])
    expect(text).not.toContain(way);
});

test("a report stays one: numbers that have the digits of a secret are numbers, and its shape is as it was", () => {
  const content = '{\n  "version": 1,\n  "durationMs": 12345678,\n  "detail": "12345678"\n}\n';
  const { seen } = look({ files: [{ path: "x.json", content }] }, ["12345678"]);
  expect(seen.files[0]!.content).toBe('{\n  "version": 1,\n  "durationMs": 12345678,\n  "detail": "***"\n}\n');
});

test("where the proof of a commit is looked for, it is", () => {
  const { seen } = look({
    proof: { path: `${secret}.json`, passage: undefined },
    files: [{ path: `${secret}.json`, content: "{}" }],
  });
  expect(seen.proof.path).toBe(seen.files[0]!.path);
});
