import type { Cache, CachedFile, CachedTree } from "../cache/index.ts";
import type { Ground, Understanding } from "../definition/index.ts";
import { isTaskPath, stillHoldsTogether, tellStrays, understandForGood } from "../definition/index.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Program } from "../diagnostics/program.ts";
import type { Fault } from "../model/fault.ts";
import type { RevisionEntry } from "../model/files.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { Task } from "../model/task.ts";
import type { TreeDifference, TreeFile } from "../model/tree-difference.ts";
import { isAmongTasks, isTaskFile } from "../repository/revision/defines-tasks.ts";
import type { CatalogEdges } from "./catalog-edges.ts";

/** A tree, as what it has other than the one that the cache knows. */
export interface Overlay {
  /** Task files that were read again; undefined: it is gone. */
  readonly files: ReadonlyMap<string, OverlaidFile | undefined>;
  readonly diagnostics: readonly Diagnostic[];
  /** What the tasks of files that were read again hand to interpreters. */
  readonly programs: readonly Program[];
  readonly tasksIn: (path: string) => readonly Task[];
  readonly objectAt: (path: string) => string | undefined;
  /** What a file looked for in the repository and found, as a text to compare. */
  readonly asked: (path: string) => string;
  readonly kept: Kept;
}

/** As Cache.move takes it. */
export interface Kept {
  readonly files: readonly (CachedFile | { readonly path: string })[];
  readonly strays: readonly string[];
}

interface OverlaidFile extends Understanding {
  readonly object: string;
  readonly asked: ReadonlyMap<string, string>;
}

/** More changed files than these are read as a whole. */
const mostChanged = 2000;

/** undefined: something is wrong with the tree, or it is too far from what is known. */
export async function overlay(
  edges: CatalogEdges,
  of: { cache: Cache; knows: CachedTree; tree: string; ground: Ground },
): Promise<Result<Overlay | undefined, Fault>> {
  const { cache, knows, tree, ground } = of;
  const differences = await edges.repository.diffTrees(knows.tree, tree);
  // The known tree may be collected as garbage: then it is of no use.
  if (!differences.ok) return differences.error.kind === "stalled" ? ok(undefined) : differences;
  const changed = findChangedFiles(cache, differences.value);
  if (changed.size > mostChanged || [...changed.values()].some((file) => file && !isPlain(file))) return ok(undefined);
  const read = await readChanged(edges, { changed, tree, ground });
  if (!read.ok) return read;
  const files = read.value;
  const all = [...files.values()].filter((file) => file !== undefined);
  const diagnostics = all.flatMap(({ reading }) => reading.diagnostics);
  if (diagnostics.some(({ severity }) => severity === "error")) return ok(undefined);
  const outlines = all.flatMap((file) => file.outlines);
  if (!stillHoldsTogether(cache, { paths: new Set(files.keys()), outlines })) return ok(undefined);

  const strays = straysAfter(cache, differences.value);
  return ok({
    files,
    diagnostics: [...diagnostics, ...tellStrays(strays)],
    programs: all.flatMap(({ reading }) => reading.listPrograms()),
    tasksIn: (path) => (files.has(path) ? files.get(path)?.reading.tasks : cache.file(path)?.understood?.tasks) ?? [],
    objectAt: (path) => (files.has(path) ? files.get(path)?.object : cache.file(path)?.object),
    asked: (path) => {
      const asked = files.has(path) ? files.get(path)?.asked : cache.file(path)?.understood?.asked;
      return JSON.stringify([...(asked ?? [])]);
    },
    kept: { files: [...files].map(([path, file]) => (file ? toCached(path, file) : { path })), strays },
  });
}

function toCached(path: string, { object, understood }: OverlaidFile): CachedFile {
  return { path, object, understood };
}

function isPlain({ kind }: TreeFile): boolean {
  return kind === "file" || kind === "executable";
}

/** Task files whose contents differ, which have to be read each time, or which look for a path that differs. */
function findChangedFiles(
  cache: Cache,
  differences: readonly TreeDifference[],
): ReadonlyMap<string, TreeFile | undefined> {
  const changed = new Map<string, TreeFile | undefined>();
  const unchanged = new Set(cache.unsettled());
  for (const { path, after } of differences) {
    if (isTaskPath(path)) changed.set(path, after);
    else for (const file of cache.askedFor(path)) unchanged.add(file);
  }
  for (const path of unchanged) {
    if (!changed.has(path)) changed.set(path, { kind: "file", object: cache.file(path)!.object });
  }
  return changed;
}

/** Whatever they look for in the repository is looked up until nothing is asked any more that is not known. */
async function readChanged(
  { repository, now }: CatalogEdges,
  { changed, tree, ground }: { changed: ReadonlyMap<string, TreeFile | undefined>; tree: string; ground: Ground },
): Promise<Result<Map<string, OverlaidFile | undefined>, Fault>> {
  const blobs = await repository.readBlobs([...changed.values()].flatMap((file) => (file ? [file.object] : [])));
  if (!blobs.ok) return blobs;
  const entries = new Map<string, RevisionEntry | undefined>();
  for (;;) {
    const asked = new Set<string>();
    const find = (path: string): RevisionEntry | undefined => {
      if (!entries.has(path)) asked.add(path);
      return entries.get(path);
    };
    const files = new Map<string, OverlaidFile | undefined>();
    for (const [path, file] of changed) {
      const { object } = file ?? {};
      if (object === undefined) files.set(path, undefined);
      else {
        const named = { path, object, bytes: blobs.value.get(object) };
        files.set(path, { object, ...understandForGood(named, ground, { now: now(), find }) });
      }
    }
    if (asked.size === 0) return ok(files);
    for (const path of asked) {
      const found = await repository.findInTree(tree, path);
      if (!found.ok) return found;
      entries.set(path, found.value);
    }
  }
}

function straysAfter(cache: Cache, differences: readonly TreeDifference[]): readonly string[] {
  const strays = new Set(cache.strays());
  for (const { path, after } of differences) {
    if (!isAmongTasks(path) || isTaskFile(path)) continue;
    if (after === undefined || after.kind === "submodule") strays.delete(path);
    else strays.add(path);
  }
  return [...strays];
}
