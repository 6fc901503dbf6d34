import { join } from "node:path";
import type { Fault } from "../model/fault.ts";
import type { RevisionFiles } from "../model/files.ts";
import type { Sha } from "../model/ids.ts";
import { sha } from "../model/ids.ts";
import type { Result } from "../model/result.ts";
import type { Revision } from "../model/revision.ts";
import type { Place } from "./find-repository.ts";
import { tryGit } from "./git/ask-git.ts";
import { fetchBranch, trackingRef } from "./remote/fetch-branch.ts";
import { findRemote } from "./remote/find-remote.ts";
import type { Network } from "./remote/reach.ts";
import { remoteTip } from "./remote/remote-tip.ts";
import { listRecords } from "./reports/list-records.ts";
import type { ListedReport, ReportQuery } from "./reports/list-reports.ts";
import { listReports } from "./reports/list-reports.ts";
import type { ReportsBranch, ReportsOptions } from "./reports/reports-branch.ts";
import { makeReportsBranch } from "./reports/reports-branch.ts";
import type { Walk } from "./reports/walk-commits.ts";
import { walkCommits } from "./reports/walk-commits.ts";
import { changedPaths } from "./revision/changed-paths.ts";
import { commitsSince } from "./revision/commits-since.ts";
import { changedSince } from "./revision/changed-since.ts";
import { isAncestor } from "./revision/is-ancestor.ts";
import { keepApplied } from "./revision/keep-applied.ts";
import { localTip } from "./revision/local-tip.ts";
import { readRevision } from "./revision/read-revision.ts";
import { snapshotWorktree } from "./revision/snapshot-worktree.ts";
import { unpack } from "./revision/unpack.ts";
import { addWorktree, removeWorktree } from "./revision/worktrees.ts";

/** One repository on this machine, with all that the runner does to it. */
export interface Repository extends Place {
  /** The folder whose files are its own: `dir`, but for the shadow of a folder that is no repository. */
  readonly workTree: string;
  /** The same one, with other ways to its remotes: an ssh key from the settings, other time limits. */
  reachedBy(network: Partial<Network>): Repository;

  /** The commit that a name stands for: a branch, a tag, `HEAD~2`, `@{upstream}`. */
  resolve(rev: string): Promise<Sha | undefined>;
  /** The tip of a local branch; where there is none, the Fault names those that there are. */
  localTip(branch: string): Promise<Result<Sha, Fault>>;
  isAncestor(a: Sha, b: Sha): Promise<Result<boolean, Fault>>;
  /** The last commit that the histories of both have; undefined: none, or one of them is not here. */
  mergeBase(a: Sha, b: Sha): Promise<Sha | undefined>;
  /** Paths that differ; all of `to` where `from` is undefined or not here. */
  changedPaths(from: Sha | undefined, to: Sha): Promise<Result<readonly string[], Fault>>;
  /** Paths of the work tree that differ from a commit, new ones included. */
  changedSince(base: Sha): Promise<Result<readonly string[], Fault>>;
  /** What came with `newest` since `known`: itself and its first parents, newest first, `limit` at most. */
  commitsSince(newest: Sha, known: readonly Sha[], limit: number): Promise<readonly Revision[]>;
  readRevision(sha: Sha): Promise<Result<{ revision: Revision; files: RevisionFiles }, Fault>>;
  /** Names a commit as the one in force, so that git does not collect it as garbage once no branch has it any more. */
  keepApplied(sha: Sha): Promise<Result<void, Fault>>;
  /** The work tree's files as a commit; the same one as long as nothing changes. Index and branches stay as they are. */
  snapshotWorktree(): Promise<Result<Sha, Fault>>;
  /** A read-only copy of a commit's files in a new folder `into`; there already: fine. Remove it with `removeTree`. */
  unpack(sha: Sha, into: string): Promise<Result<void, Fault>>;
  /** A writable git work tree on no branch in a new folder `into`. */
  addWorktree(sha: Sha, into: string): Promise<Result<void, Fault>>;
  removeWorktree(path: string): Promise<void>;

  /** Its address, fit for showing and for remembering: without a password. undefined: there is no such remote. */
  findRemote(name: string): Promise<Result<string | undefined, Fault>>;
  /** Asks the remote, fetches nothing. undefined: it has no such branch. */
  remoteTip(remote: string, branch: string): Promise<Result<Sha | undefined, Fault>>;
  /** Into refs/remotes/<remote>/<branch>, also after a forced push. Touches nothing else. */
  fetchBranch(remote: string, branch: string): Promise<Result<Sha, Fault>>;
  /** Files whose change may mean that the branch moved. Not all of them exist. */
  refPaths(branch: string, remote: string | undefined): readonly string[];

  reports(options: ReportsOptions): ReportsBranch;
  /** Reports on a reports branch, newest first, with what their commits say. */
  listReports(query: ReportQuery): Promise<Result<readonly ListedReport[], Fault>>;
  /** What became of revisions on all hosts, as the files of a reports branch tell it. */
  listRecords(tip: Sha): Promise<Result<readonly string[], Fault>>;
  /** Goes through all commits of a reports branch, the root first. */
  walkCommits(walk: Walk): Promise<Result<void, Fault>>;
}

export function makeRepository(place: Place, network: Network, workTree = place.dir): Repository {
  const cwd = place.dir;
  const at = { cwd, network };

  return {
    ...place,
    workTree,
    reachedBy: (other) => makeRepository(place, { ...network, ...other }, workTree),

    resolve: async (rev) => {
      const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${rev}^{commit}`];
      const found = await tryGit({ cwd, args });
      return found === undefined ? undefined : sha(found);
    },
    localTip: (branch) => localTip(cwd, branch),
    isAncestor: (a, b) => isAncestor(cwd, a, b),
    mergeBase: async (a, b) => {
      const found = await tryGit({ cwd, args: ["merge-base", a, b] });
      return found === undefined ? undefined : sha(found);
    },
    changedPaths: (from, to) => changedPaths(cwd, from, to),
    changedSince: (base) => changedSince(cwd, base),
    commitsSince: (newest, known, limit) => commitsSince(cwd, newest, known, limit),
    readRevision: (commit) => readRevision(cwd, commit),
    keepApplied: (commit) => keepApplied(cwd, commit),
    snapshotWorktree: () => snapshotWorktree(place),
    unpack: (commit, into) => unpack(place, commit, into),
    addWorktree: (commit, into) => addWorktree(place, commit, into),
    removeWorktree: (path) => removeWorktree(place, path),

    findRemote: (name) => findRemote(cwd, name),
    remoteTip: (remote, branch) => remoteTip(at, remote, branch),
    fetchBranch: (remote, branch) => fetchBranch(at, remote, branch),
    refPaths: (branch, remote) => [
      join(place.commonDir, remote === undefined ? `refs/heads/${branch}` : trackingRef(remote, branch)),
      join(place.commonDir, "packed-refs"),
    ],

    reports: (options) => makeReportsBranch({ place, network }, options),
    listReports: (query) => listReports(place, query),
    listRecords: (tip) => listRecords(place, tip),
    walkCommits: (walk) => walkCommits(place, walk),
  };
}
