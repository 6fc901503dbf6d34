import type { Fault } from "../../model/fault.ts";
import type { RevisionEntry, RevisionFile, RevisionFiles } from "../../model/files.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { Revision } from "../../model/revision.ts";
import { definesTasks, isAmongTasks, isTaskFile, readLimit } from "./defines-tasks.ts";
import { followLinks } from "./follow-links.ts";
import type { TreeEntry } from "./list-tree.ts";
import { listTree } from "./list-tree.ts";
import { missingObject } from "./missing-object.ts";
import { parseCommit, parseTreeName } from "./parse-commit.ts";
import { readObjects } from "./read-objects.ts";

export interface ReadRevision {
  readonly revision: Revision;
  /** Git's name of its tree. */
  readonly tree: string;
  readonly files: RevisionFiles;
  /** Task files that were not read, for `isKnown` said so. */
  readonly known: readonly { readonly path: string; readonly object: string }[];
}

/**
 * A commit as the definition stage takes it, read from git's objects alone: one `ls-tree`, one `cat-file`, and a second
 * one only for task files that are symbolic links. A broken object is a Fault that names it: half a revision is none.
 */
export async function readRevision(
  cwd: string,
  sha: Sha,
  isKnown: (path: string, object: string) => boolean = () => false,
): Promise<Result<ReadRevision, Fault>> {
  const doing = `reading revision ${sha.slice(0, 12)}`;
  const listed = await listTree(cwd, sha);
  if (!listed.ok) return listed;
  const entries = new Map(listed.value.map((entry) => [entry.path, entry]));
  const known = new Set(listed.value.filter((entry) => isPlainTask(entry) && isKnown(entry.path, entry.object)));
  const wanted = listed.value.filter((entry) => entry.kind === "symlink" || (isDefinition(entry) && !known.has(entry)));
  const read = await readObjects({ cwd, doing, names: [sha, ...wanted.map((each) => each.object)], limit: readLimit });
  if (!read.ok) return read;
  const missing = [sha, ...wanted.map((each) => each.object)].find((name) => !read.value.has(name));
  if (missing !== undefined) return failure(missingObject(doing, missing));

  const linkAt = (path: string): string | undefined => {
    const entry = entries.get(path);
    return entry?.kind === "symlink" ? read.value.get(entry.object)?.toString("utf8") : undefined;
  };
  const targets = definitionLinks(listed.value, entries, linkAt);
  const linked = await readObjects({ cwd, doing, names: targets.values().flatMap(objectOf), limit: readLimit });
  if (!linked.ok) return linked;

  const definitions = listed.value.filter((entry) => isDefinition(entry) && !known.has(entry));
  const files = definitions.map((entry): RevisionFile => {
    const { path, object } = entry;
    if (entry.kind !== "symlink") return { path, object, bytes: read.value.get(object) };
    const target = targets.get(entry.path);
    return target?.kind === "found"
      ? { path: entry.path, bytes: linked.value.get(target.object) }
      : { path: entry.path, bytes: undefined, problem: target?.problem ?? "is a link that leads nowhere" };
  });
  const others = listed.value.filter(isOther).map(({ path }) => path);
  const revision = parseCommit(sha, read.value.get(sha)!);
  const find = (path: string): RevisionEntry | undefined => findEntry(entries, linkAt, path);
  return ok({ revision, tree: parseTreeName(read.value.get(sha)!), files: { files, others, find }, known: [...known] });
}

/** A task file, and not by way of a link. */
function isPlainTask({ path, kind }: TreeEntry): boolean {
  return (kind === "file" || kind === "executable") && isAmongTasks(path) && isTaskFile(path);
}

function isDefinition(entry: TreeEntry): boolean {
  return entry.kind !== "submodule" && definesTasks(entry.path);
}

function isOther({ path, kind }: TreeEntry): boolean {
  return kind !== "submodule" && isAmongTasks(path) && !isTaskFile(path);
}

type LinkTarget =
  { readonly kind: "found"; readonly object: string } | { readonly kind: "broken"; readonly problem: string };

/** Task files that are links, with what they lead to: a file of the same revision, or a problem. */
function definitionLinks(
  all: readonly TreeEntry[],
  entries: ReadonlyMap<string, TreeEntry>,
  linkAt: (path: string) => string | undefined,
): Map<string, LinkTarget> {
  const targets = new Map<string, LinkTarget>();
  for (const { path, kind } of all) {
    if (kind !== "symlink" || !definesTasks(path)) continue;
    const followed = followLinks(path, linkAt);
    if (followed.kind !== "there") {
      const problem =
        followed.kind === "loop"
          ? "is a link that leads back to itself"
          : `is a link that leaves the repository: ${followed.target}`;
      targets.set(path, { kind: "broken", problem });
      continue;
    }
    const entry = entries.get(followed.path);
    const file = entry?.kind === "file" || entry?.kind === "executable" ? entry : undefined;
    targets.set(
      path,
      file
        ? { kind: "found", object: file.object }
        : { kind: "broken", problem: `is a link to ${followed.path}, and there is no such file` },
    );
  }
  return targets;
}

function objectOf(target: LinkTarget): readonly string[] {
  return target.kind === "found" ? [target.object] : [];
}

/** The entry at a path; where folders on the way are links, the one that they lead to, under its own path. */
function findEntry(
  entries: ReadonlyMap<string, TreeEntry>,
  linkAt: (path: string) => string | undefined,
  path: string,
): RevisionEntry | undefined {
  const slash = path.lastIndexOf("/");
  const folder = slash < 0 ? undefined : followLinks(path.slice(0, slash), linkAt);
  const real = folder?.kind === "there" ? `${folder.path}${path.slice(slash)}` : path;
  const entry = entries.get(path) ?? entries.get(real);
  if (!entry) return undefined;
  const target = linkAt(entry.path);
  return { path: entry.path, kind: entry.kind, ...(target === undefined ? {} : { target }) };
}
