import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { WalkedCommit } from "../../model/walked-commit.ts";
import type { Place } from "../find-repository.ts";
import { askGit } from "../git/ask-git.ts";
import { readObjects } from "../revision/read-objects.ts";
import type { CommitLog } from "./parse-commit-log.ts";
import { commitLogFormat, parseCommitLog } from "./parse-commit-log.ts";
import { readLimit } from "./read-files.ts";

/** So many at a time: two processes for each stretch, and no more in memory than one. */
const stretch = 500;

/** Its object is a commit of another repository. */
const submodule = "160000";

const doing = "walking the reports branch";

export interface Walk {
  readonly tip: Sha;
  /** Of which files the contents are wanted. */
  readonly wants: (path: string) => boolean;
  /** Each commit once, the root first. `total`: how many there are. */
  readonly onCommit: (commit: WalkedCommit, total: number) => void;
  readonly stop: AbortSignal;
}

/** Goes through the commits from the root to `tip`, by first parents. */
export async function walkCommits(place: Place, walk: Walk): Promise<Result<void, Fault>> {
  const cwd = place.dir;
  const shallow = await askGit(doing, { cwd, args: ["rev-parse", "--is-shallow-repository"] });
  if (!shallow.ok) return shallow;
  if (shallow.value.toString("latin1").trim() === "true") return failure(cutOff);
  const listed = await askGit(doing, { cwd, args: ["rev-list", "--first-parent", "--reverse", walk.tip] });
  if (!listed.ok) return listed;
  const names = listed.value.toString("latin1").trimEnd().split("\n");
  for (let start = 0; start < names.length && !walk.stop.aborted; start += stretch) {
    const log = await readLog(cwd, names.slice(start, start + stretch));
    if (!log.ok) return log;
    const filled = await fill(cwd, log.value, walk.wants);
    if (!filled.ok) return filled;
    for (const commit of filled.value) walk.onCommit(commit, names.length);
  }
  return ok(undefined);
}

async function readLog(cwd: string, names: readonly string[]): Promise<Result<readonly CommitLog[], Fault>> {
  const args = ["log", "--no-walk=unsorted", "--stdin", ...commitLogFormat];
  const read = await askGit(doing, { cwd, args, input: `${names.join("\n")}\n` });
  return read.ok ? ok(parseCommitLog(read.value.toString("utf8"))) : read;
}

/** The contents of what is wanted, all by one `git cat-file`. */
async function fill(
  cwd: string,
  log: readonly CommitLog[],
  wants: (path: string) => boolean,
): Promise<Result<readonly WalkedCommit[], Fault>> {
  const wanted = log.flatMap(({ changes }) =>
    changes.filter(({ path, kind, mode }) => kind !== "removed" && mode !== submodule && wants(path)),
  );
  const read = await readObjects({ cwd, doing, limit: readLimit, names: wanted.map(({ object }) => object) });
  if (!read.ok) return read;
  const missing = wanted.find(({ object }) => !read.value.has(object));
  if (missing) return failure(objectGone(missing.object));
  return ok(
    log.map((commit) => ({
      ...commit,
      changes: commit.changes.map(({ object, ...change }) => ({
        ...change,
        content: wants(change.path) ? read.value.get(object) : undefined,
      })),
    })),
  );
}

const cutOff: Fault = {
  kind: "stalled",
  what: `${doing}: this clone has only the newest part of it (it is shallow)`,
  hint: "`git fetch --unshallow` brings the rest.",
};

function objectGone(object: string): Fault {
  return {
    kind: "stalled",
    what: `${doing}: the object ${object} is missing`,
    hint: "`git fsck` names all that are. A fresh clone of the remote repairs it; look after the disk, too.",
  };
}
