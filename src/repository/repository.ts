import { join } from "node:path";
import type { Fault } from "../model/fault.ts";
import type { RevisionEntry } from "../model/files.ts";
import type { Sha } from "../model/ids.ts";
import { sha } from "../model/ids.ts";
import type { Result } from "../model/result.ts";
import type { Revision } from "../model/revision.ts";
import type { TreeDifference, TreeFile } from "../model/tree-difference.ts";
import type { SignatureVerdict, Signers } from "../model/signature.ts";
import type { Place } from "./find-repository.ts";
import { tryGit } from "./git/ask-git.ts";
import { collectGarbage } from "./git/collect-garbage.ts";
import { fetchBranch, trackingRef } from "./remote/fetch-branch.ts";
import { rememberRemotes } from "./remote/remember-remotes.ts";
import type { Network } from "./remote/reach.ts";
import { tryPush } from "./remote/try-push.ts";
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
import { readLimit } from "./revision/defines-tasks.ts";
import { diffTrees } from "./revision/diff-trees.ts";
import { findInTree, listFolder, listInFolders } from "./revision/find-in-tree.ts";
import { openObjects } from "./revision/open-objects.ts";
import { isAncestor } from "./revision/is-ancestor.ts";
import { keepApplied } from "./revision/keep-applied.ts";
import { listSince } from "./revision/list-since.ts";
import { localTip } from "./revision/local-tip.ts";
import { readCommit } from "./revision/read-commit.ts";
import type { ReadRevision } from "./revision/read-revision.ts";
import { readFiles } from "./revision/read-files.ts";
import { readRevision } from "./revision/read-revision.ts";
import { snapshotWorktree } from "./revision/snapshot-worktree.ts";
import { unpack } from "./revision/unpack.ts";
import { addWorktree, removeWorktree } from "./revision/worktrees.ts";
import { checkSignatures } from "./signatures/check-signatures.ts";

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
  /** Task files of which `isKnown` says so are left out of it. */
  readRevision(sha: Sha, isKnown?: (path: string, object: string) => boolean): Promise<Result<ReadRevision, Fault>>;
  /** What a commit says of itself, and its tree. */
  readCommit(sha: Sha): Promise<Result<{ revision: Revision; tree: string }, Fault>>;
  /** Files that differ between two trees. Costs what differs. */
  diffTrees(before: string, after: string): Promise<Result<readonly TreeDifference[], Fault>>;
  /** What a path is in a tree; undefined: nothing, or a folder. */
  findInTree(tree: string, path: string): Promise<Result<RevisionEntry | undefined, Fault>>;
  /** Files of a folder of a tree, not of folders within; none where there is no such folder. */
  listFolder(tree: string, folder: string): Promise<Result<ReadonlyMap<string, TreeFile>, Fault>>;
  /** In each folder right in `folder` the file of that name, by its path. */
  listInFolders(
    tree: string,
    of: { readonly folder: string; readonly name: string },
  ): Promise<Result<ReadonlyMap<string, TreeFile>, Fault>>;
  /** Contents of files by their names in git, each as far as a task file may be long. */
  readBlobs(objects: Iterable<string>): Promise<Result<ReadonlyMap<string, Buffer>, Fault>>;
  /** The contents of these files of a commit, or of the work tree (undefined), links followed; what is not there is left out. */
  readFiles(sha: Sha | undefined, paths: readonly string[]): Promise<Result<ReadonlyMap<string, Buffer>, Fault>>;
  /** Commits of `to` that `from` has not, the newest first, at most so many. */
  listSince(from: Sha, to: Sha, most: number): Promise<Result<readonly Sha[], Fault>>;
  /** Whether all commits of `tip` that `since` has not are signed by those who may; without `since`, `tip` alone. */
  checkSignatures(of: { since: Sha | undefined; tip: Sha; signers: Signers }): Promise<Result<SignatureVerdict, Fault>>;
  /** What came with `newest` since `known`: itself and its first parents, newest first, `limit` at most. */
  commitsSince(newest: Sha, known: readonly Sha[], limit: number): Promise<readonly Revision[]>;
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
  /** Pushes without doing so: whether the remote would take it. */
  tryPush(remote: string, branch: string, commit: Sha): Promise<Result<void, Fault>>;
  /** Files whose change may mean that the branch moved. Not all of them exist. */
  refPaths(branch: string, remote: string | undefined): readonly string[];

  /** Lets git tidy up, if it finds that needed. Takes as long as it takes, at the lowest priority. */
  collectGarbage(): Promise<boolean>;
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
  const objects = openObjects(cwd);

  return {
    ...place,
    workTree,
    reachedBy: (other) => makeRepository(place, { ...network, ...other }, workTree),

    resolve: async (rev) => {
      const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${rev}^{commit}`];
      const found = await tryGit({ cwd, args });
      return found === undefined ? undefined : sha(found);
    },
    localTip: (branch) => localTip({ cwd, objects }, branch),
    isAncestor: (a, b) => isAncestor({ cwd, objects }, a, b),
    mergeBase: async (a, b) => {
      const found = await tryGit({ cwd, args: ["merge-base", a, b] });
      return found === undefined ? undefined : sha(found);
    },
    changedPaths: (from, to) => changedPaths(cwd, from, to),
    changedSince: (base) => changedSince(cwd, base),
    readRevision: (commit, isKnown) => readRevision(cwd, commit, isKnown),
    readCommit: (commit) => readCommit(objects, commit),
    diffTrees: (before, after) => diffTrees(objects, before, after),
    findInTree: (tree, path) => findInTree(objects, tree, path),
    listFolder: (tree, folder) => listFolder(objects, tree, folder),
    listInFolders: (tree, of) => listInFolders(objects, tree, of),
    readBlobs: (names) => objects.read(names, readLimit),
    readFiles: (commit, paths) => readFiles(commit === undefined ? workTree : cwd, commit, paths),
    listSince: (from, to, most) => listSince(cwd, from, to, most),
    checkSignatures: (of) => checkSignatures(place, of),
    commitsSince: (newest, known, limit) => commitsSince({ cwd, objects }, newest, known, limit),
    keepApplied: (commit) => keepApplied(cwd, commit),
    snapshotWorktree: () => snapshotWorktree(place),
    unpack: (commit, into) => unpack(place, commit, into),
    addWorktree: (commit, into) => addWorktree(place, commit, into),
    removeWorktree: (path) => removeWorktree(place, path),

    findRemote: rememberRemotes(place),
    remoteTip: (remote, branch) => remoteTip(at, remote, branch),
    fetchBranch: (remote, branch) => fetchBranch(at, remote, branch),
    tryPush: (remote, branch, commit) => tryPush(at, remote, branch, commit),
    refPaths: (branch, remote) => [
      join(place.commonDir, remote === undefined ? `refs/heads/${branch}` : trackingRef(remote, branch)),
      join(place.commonDir, "packed-refs"),
    ],

    collectGarbage: () => collectGarbage(place),
    reports: (options) => makeReportsBranch({ place, network }, options),
    listReports: (query) => listReports(place, query),
    listRecords: (tip) => listRecords(place, tip),
    walkCommits: (walk) => walkCommits(place, walk),
  };
}
