import type { Cache, CachedTree } from "../cache/index.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Program } from "../diagnostics/program.ts";
import type { Fault } from "../model/fault.ts";
import type { Sha } from "../model/ids.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { Revision } from "../model/revision.ts";
import type { Settings } from "../model/settings.ts";
import type { Task } from "../model/task.ts";
import type { CatalogEdges } from "./catalog-edges.ts";
import { findNeighbours } from "./find-neighbours.ts";
import type { Kept, Overlay } from "./overlay.ts";
import { overlay } from "./overlay.ts";
import { readGround } from "./read-ground.ts";
import { withCache } from "./with-cache.ts";

/** What two commits do not have in common, both of which hold together. */
export interface Difference {
  /** The later one. */
  readonly revision: Revision;
  /** Paths of files that differ. */
  readonly changedPaths: readonly string[];
  readonly before: Side;
  readonly after: Side;
  /** Of the whole later one; there is no error among them. */
  readonly diagnostics: readonly Diagnostic[];
  /** What the tasks of the later one hand to interpreters: of all that are not as in the earlier one, and maybe others'. */
  readonly programs: readonly Program[];
  /**
   * Other tasks that have to do with the changed ones: need them or are needed, run after them, hold the same locks.
   * undefined: too many, or not asked for.
   */
  readonly neighbours: readonly Task[] | undefined;
  /** What the cache has to be told, to know the later one; undefined: it does. */
  readonly kept: (Kept & { readonly from: string; readonly about: CachedTree }) | undefined;
}

export interface Side {
  readonly settings: Settings;
  /** Tasks of the files that differ, or mean something else. */
  readonly tasks: readonly Task[];
}

/**
 * undefined: it has to be found out by looking at both as a whole. So it is where nothing is known yet, where very much
 * differs, where anything is wrong, and where what all tasks go by (settings' defaults, a calendar) differs.
 */
export function readDifference(
  edges: CatalogEdges,
  of: { from: Sha; to: Sha; withNeighbours?: true },
): Promise<Result<Difference | undefined, Fault>> {
  return withCache(edges.repository, (cache): Promise<Result<Difference | undefined, Fault>> => {
    return cache?.knows ? compare(edges, { ...of, cache, knows: cache.knows }) : Promise.resolve(ok(undefined));
  });
}

/** From now on the cache knows the later one: the next difference costs what differs from that. */
export function rememberDifference({ repository }: CatalogEdges, { kept }: Difference): Promise<void> {
  return withCache(repository, (cache) => {
    if (kept && cache?.knows?.tree === kept.from) cache.move(kept.about, kept.files, kept.strays);
  });
}

async function compare(
  edges: CatalogEdges,
  of: { from: Sha; to: Sha; withNeighbours?: true; cache: Cache; knows: CachedTree },
): Promise<Result<Difference | undefined, Fault>> {
  const { repository } = edges;
  const { from, to, cache, knows } = of;
  const commits = [await repository.readCommit(from), await repository.readCommit(to)] as const;
  const [base, head] = commits;
  if (!base.ok) return base;
  if (!head.ok) return head;
  const sides: { of: Overlay; settings: Settings; ground: string; diagnostics: readonly Diagnostic[] }[] = [];
  for (const { tree } of [base.value, head.value]) {
    const ground = await readGround(edges, tree);
    if (!ground.ok) return ground;
    if (ground.value?.key !== knows.ground) return ok(undefined);
    const laid = await overlay(edges, { cache, knows, tree, ground: ground.value });
    if (!laid.ok) return laid;
    if (!laid.value) return ok(undefined);
    const { settings, diagnostics } = ground.value;
    sides.push({ of: laid.value, settings, ground: ground.value.key, diagnostics });
  }
  const [left, right] = sides as [(typeof sides)[number], (typeof sides)[number]];
  const changed = await repository.diffTrees(base.value.tree, head.value.tree);
  if (!changed.ok) return changed;

  const paths = [...new Set([...left.of.files.keys(), ...right.of.files.keys()])].filter(
    (path) => !isSame(left.of, right.of, path),
  );
  const sideOf = ({ of, settings }: typeof left): Side => ({
    settings,
    tasks: paths.flatMap((path) => of.tasksIn(path)),
  });
  const [before, after] = [sideOf(left), sideOf(right)];
  const changedPaths = changed.value.map(({ path }) => path);
  return ok({
    revision: head.value.revision,
    changedPaths,
    before,
    after,
    diagnostics: [...right.diagnostics, ...right.of.diagnostics],
    programs: right.of.programs,
    neighbours:
      of.withNeighbours && findNeighbours({ cache, overlay: right.of, tasks: [...before.tasks, ...after.tasks] }),
    kept:
      head.value.tree === knows.tree
        ? undefined
        : { from: knows.tree, about: { tree: head.value.tree, ground: right.ground }, ...right.of.kept },
  });
}

/** Whether a file is the same on both sides, and means the same. */
function isSame(left: Overlay, right: Overlay, path: string): boolean {
  return left.objectAt(path) === right.objectAt(path) && left.asked(path) === right.asked(path);
}
