import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { Place } from "../find-repository.ts";
import { askGit } from "../git/ask-git.ts";
import { readObjects } from "../revision/read-objects.ts";
import { readLimit } from "./read-files.ts";

export interface ReportQuery {
  readonly tip: Sha;
  readonly task: string | undefined;
  /** Committed at this moment or later. */
  readonly since: Instant | undefined;
  readonly limit: number;
}

/** A report's commit, and the file that it added. */
export interface ListedReport {
  readonly commit: string;
  readonly text: string;
}

const doing = "reading the reports branch";

/**
 * One `git log` finds the commits of runs, one `git diff-tree` the files that they added, one `git cat-file` reads those:
 * also what has been removed since, because it was old.
 */
export async function listReports(place: Place, query: ReportQuery): Promise<Result<readonly ListedReport[], Fault>> {
  const cwd = place.dir;
  const commits = await findCommits(cwd, query);
  if (!commits.ok || commits.value.length === 0) return commits.ok ? ok([]) : commits;
  const args = ["diff-tree", "--stdin", "--root", "-r", "-z", "--no-renames", "--diff-filter=A", "--", "runs"];
  const changed = await askGit(doing, { cwd, args, input: `${commits.value.join("\n")}\n` });
  if (!changed.ok) return changed;
  const added = parseAdded(changed.value.toString("utf8"));
  const read = await readObjects({ cwd, doing, limit: readLimit, names: added.map(({ object }) => object) });
  if (!read.ok) return read;
  return ok(
    added.flatMap(({ commit, object }) => {
      const bytes = read.value.get(object);
      return bytes ? [{ commit, text: bytes.toString("utf8") }] : [];
    }),
  );
}

/** The age is held against each: hosts' clocks differ, so that the first older one is not the end of the younger. */
async function findCommits(cwd: string, query: ReportQuery): Promise<Result<readonly string[], Fault>> {
  const { tip, task, since, limit } = query;
  const ofTask = task === undefined ? [] : ["--all-match", `--grep=^Task: ${task.replaceAll(".", "\\.")}$`];
  const most = since === undefined ? [`--max-count=${limit}`] : [];
  const args = [
    "log",
    "--first-parent",
    "--format=%H %ct",
    "--basic-regexp",
    "--grep=^Run-Id: ",
    ...ofTask,
    ...most,
    tip,
    "--",
  ];
  const listed = await askGit(doing, { cwd, args });
  if (!listed.ok) return listed;
  const lines = listed.value.toString("latin1").split("\n").slice(0, -1);
  const young = lines.map((line) => line.split(" ")).filter(([, at]) => Number(at) * 1000 >= (since ?? 0));
  return ok(young.slice(0, limit).map(([sha]) => sha!));
}

/** `<commit> NUL`, then `:<modes> <objects> A NUL <path> NUL` for each file (git-diff-tree(1)). */
function parseAdded(text: string): readonly { commit: string; object: string }[] {
  const added: { commit: string; object: string }[] = [];
  let commit = "";
  const fields = text.split("\0");
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at]!.trim();
    if (!field.startsWith(":")) commit = field;
    else {
      at += 1;
      if (fields[at]!.endsWith(".json")) added.push({ commit, object: field.split(" ")[3]! });
    }
  }
  return added;
}
