import type { WalkedChange, WalkedCommit } from "../../model/walked-commit.ts";

/** A commit whose changes name objects, which have not been read yet. */
export interface CommitLog extends Omit<WalkedCommit, "changes"> {
  readonly changes: readonly (Omit<WalkedChange, "content"> & { readonly object: string })[];
}

/** What `git log` has to be told for `parseCommitLog` to read what it prints. */
export const commitLogFormat: readonly string[] = [
  ...["-z", "--raw", "-r", "--root", "--no-abbrev", "--no-renames", "--diff-merges=first-parent"],
  ...["--encoding=UTF-8", "--format=%x00%H %ct %P%x00%B"],
];

const kinds = new Map<string, WalkedChange["kind"]>([
  ["A", "added"],
  ["D", "removed"],
]);

/**
 * With `-z` everything ends in NUL (git-log(1), git-diff-tree(1) RAW OUTPUT FORMAT), and neither a path nor the names of a
 * commit are ever empty, but what stands before a commit is:
 *
 *     "" ─▶ names ─▶ message ─▶ :modes objects kind ─▶ path ─▶ …
 *      ▲                │               ▲───────────────┤
 *      └────────────────┴───────────────────────────────┘
 */
export function parseCommitLog(text: string): readonly CommitLog[] {
  const fields = text.split("\0");
  const commits: CommitLog[] = [];
  let at = 0;
  while (at < fields.length) {
    if (fields[at] === "") {
      at += 1;
      continue;
    }
    const [sha = "", seconds = "", ...parents] = fields[at]!.trimEnd().split(" ");
    const message = fields[at + 1] ?? "";
    at += 2;
    const changes: CommitLog["changes"][number][] = [];
    for (; /^\n?:/.test(fields[at] ?? ""); at += 2) {
      const [, mode = "", , object = "", letter = ""] = fields[at]!.trimStart().slice(1).split(" ");
      changes.push({ path: fields[at + 1] ?? "", kind: kinds.get(letter) ?? "changed", mode, object });
    }
    commits.push({ sha, parents, committedAt: Number(seconds) * 1000, message, changes });
  }
  return commits;
}
