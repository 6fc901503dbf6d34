import fc from "fast-check";
import { expect, test } from "vitest";
import type { ReportCommit } from "../../src/model/report-commit.ts";
import { gatherStates } from "../../src/report/index.ts";

const a = "hosts/web1/tasks/a.json";
const b = "hosts/web1/tasks/b.json";

test.each<[what: string, before: Files[], after: Files[]]>([
  ["none", [], []],
  ["one", [{ "runs/1": "1", [a]: "1" }], [{ "runs/1": "1", [a]: "1" }]],
  [
    "of two tasks",
    [
      { "runs/1": "1", [a]: "1" },
      { "runs/2": "2", [b]: "2" },
    ],
    [{ "runs/1": "1" }, { "runs/2": "2", [a]: "1", [b]: "2" }],
  ],
  [
    "of one task twice",
    [
      { "runs/1": "1", [a]: "1" },
      { "runs/2": "2", [a]: "2" },
    ],
    [{ "runs/1": "1" }, { "runs/2": "2", [a]: "2" }],
  ],
  [
    "and a revision that removes the task",
    [{ "runs/1": "1", [a]: "1" }, { "hosts/web1/revision.json": "r", [a]: "removed" }, { "runs/2": "2" }],
    [{ "runs/1": "1" }, { "hosts/web1/revision.json": "r" }, { "runs/2": "2", [a]: "removed" }],
  ],
])("%s", (_, before, after) => {
  expect(gatherStates(before.map(makeCommit))).toEqual(after.map(makeCommit));
});

const path = fc.constantFrom(
  a,
  b,
  "hosts/web2/tasks/a.json",
  "hosts/web1/revision.json",
  "runs/1",
  "runs/2",
  "README.md",
);
const batch = fc.array(fc.dictionary(path, fc.string({ maxLength: 2 })), { maxLength: 8 });

test("the branch ends up the same, every commit has its reports, the last one alone has states", () => {
  fc.assert(
    fc.property(batch, (files) => {
      const before = files.map(makeCommit);
      const after = gatherStates(before);
      expect(after.map(({ id, proof, message, at }) => ({ id, proof, message, at }))).toEqual(
        before.map(({ id, proof, message, at }) => ({ id, proof, message, at })),
      );
      expect(endOf(after)).toEqual(endOf(before));
      expect(after.map(reportsOf)).toEqual(before.map(reportsOf));
      expect(
        after
          .slice(0, -1)
          .flatMap(({ files }) => files)
          .filter(({ path }) => path.includes("/tasks/")),
      ).toEqual([]);
    }),
  );
});

type Files = Readonly<Record<string, string>>;

function makeCommit(files: Files, index: number): ReportCommit {
  return {
    id: `c${index}`,
    proof: { path: `runs/${index}`, passage: undefined },
    message: `${index}\n`,
    at: index,
    files: Object.entries(files).map(([path, content]) => ({ path, content })),
  };
}

function endOf(commits: readonly ReportCommit[]): Map<string, unknown> {
  return new Map(commits.flatMap(({ files }) => files.map(({ path, content }) => [path, content])));
}

function reportsOf({ files }: ReportCommit): readonly string[] {
  return files.map(({ path }) => path).filter((each) => !each.includes("/tasks/"));
}
