import type { ReportCommit } from "../../src/model/report-commit.ts";

/** A commit as one text: its message, then its files. */
export function renderGolden(commit: ReportCommit): string {
  const files = commit.files.map(({ path, content }, i) => {
    const same = commit.files.slice(0, i).find((earlier) => earlier.content === content);
    return `=== ${path}\n${same ? `(the same as ${same.path})\n` : String(content)}`;
  });
  const { path, passage } = commit.proof;
  const proof = passage === undefined ? path : `${path}, where it says\n    ${passage}`;
  return [`id:    ${commit.id}\nproof: ${proof}\nat:    ${commit.at}\n=== message\n${commit.message}`, ...files].join(
    "",
  );
}
