import type { Stats } from "node:fs";
import { lstatSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** A path that somebody else than root can change, and how: `is writable by everybody`. */
export interface Writer {
  readonly path: string;
  readonly how: string;
}

/** What decides what a repository says, besides its top folders, branches and objects. */
const inGit = ["HEAD", "config", "packed-refs"];

/**
 * Whether somebody else than root can say what root is going to run: write to the work tree or to git's folder, or put
 * another folder in the place of one of those. `worktree`: its files are run as they are, so that each of them counts. git looks at the owner of the top folders alone (git-config(1),
 * safe.directory), and not at all at those it was told are safe.
 */
export function findWriter(of: {
  workTree: string;
  gitDir: string;
  commonDir: string;
  worktree?: boolean;
}): Writer | undefined {
  const tops = [...new Set([of.workTree, of.gitDir, of.commonDir])];
  const objects = join(of.commonDir, "objects");
  const own = [
    ...tops,
    ...inGit.map((name) => join(of.commonDir, name)),
    ...listAll(join(of.commonDir, "refs")),
    ...[objects, ...namesIn(objects).map((name) => join(objects, name))],
    ...(of.worktree ? listAll(of.workTree).filter((path) => !tops.includes(path)) : []),
  ];
  for (const path of own) {
    const how = judge(path, { isParent: false });
    if (how !== undefined) return { path, how };
  }
  for (const path of tops.flatMap((top) => listParents(realpathSync(top)))) {
    const how = judge(path, { isParent: true });
    if (how !== undefined) return { path, how };
  }
  return undefined;
}

function judge(path: string, { isParent }: { isParent: boolean }): string | undefined {
  const stats: Stats | undefined = lstatSync(path, { throwIfNoEntry: false });
  if (!stats || stats.isSymbolicLink()) return undefined;
  if (stats.uid !== 0) return `belongs to the user ${stats.uid}`;
  // In a folder with the sticky bit, as /tmp is, nobody can replace what is root's.
  if (isParent && (stats.mode & 0o1000) !== 0) return undefined;
  if ((stats.mode & 0o002) !== 0) return "is writable by everybody";
  if ((stats.mode & 0o020) !== 0 && stats.gid !== 0) return `is writable by the group ${stats.gid}`;
  return undefined;
}

/** Itself and all that is in it, but for what is git's. */
function listAll(path: string): readonly string[] {
  const inside = namesIn(path).filter((name) => name !== ".git");
  return [path, ...inside.flatMap((name) => listAll(join(path, name)))];
}

/** None where there is no folder; what a link leads to is another's matter. */
function namesIn(path: string): readonly string[] {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(path) : [];
}

function listParents(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...listParents(parent)];
}
