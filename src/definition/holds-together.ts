import type { KnownTasks, Outline } from "../model/understood.ts";
import { findCycles } from "./meaning/find-cycles.ts";

/** Beyond so many tasks on the way, looking at the whole is as cheap. */
const farthest = 20_000;

/**
 * Whether nothing is wrong between tasks, of which each by itself is fine: ids are unique, what is needed or waited for
 * is there, nothing goes in circles. `checkIds` and `checkReferences` say what is wrong, and look at everything.
 */
export function allHoldTogether(outlines: readonly Outline[]): boolean {
  const byId = new Map(outlines.map((outline) => [outline.id, outline]));
  if (byId.size < outlines.length) return false;
  if (outlines.some(({ needs, after }) => [...needs, ...after].some((id) => !byId.has(id)))) return false;
  if (outlines.some(({ needs }) => needs.some((id) => byId.get(id)!.requiresParams))) return false;
  // Most tasks have to do with no other.
  const causes = new Map<string, string[]>(
    outlines.filter(({ after }) => after.length > 0).map(({ id, after }) => [id, [...after]]),
  );
  const needs = new Map(
    outlines.filter((outline) => outline.needs.length > 0).map((outline) => [outline.id, outline.needs]),
  );
  for (const [id, ofTask] of needs) {
    for (const needed of ofTask) {
      if (byId.get(needed)!.hasTrigger) continue;
      const others = causes.get(needed);
      if (others) others.push(id);
      else causes.set(needed, [id]);
    }
  }
  const graphs = [needs, causes];
  return graphs.every((graph) => findCycles(graph).length === 0);
}

/**
 * The same of a tree that held together, after some of its files have become others: looks at the changed tasks and at
 * what leads from them to others. False where it does not know, too: the whole has to be looked at then.
 */
export function stillHoldsTogether(
  known: KnownTasks,
  changed: { paths: ReadonlySet<string>; outlines: readonly Outline[] },
): boolean {
  const after = new Map(changed.outlines.map((outline) => [outline.id, outline]));
  if (after.size < changed.outlines.length) return false;
  const stays = (id: string): boolean => {
    const path = known.fileOf(id);
    return path !== undefined && !changed.paths.has(path);
  };
  if (changed.outlines.some(({ id }) => stays(id))) return false;
  const isThere = (id: string): boolean => after.has(id) || stays(id);
  if (changed.outlines.some((outline) => [...outline.needs, ...outline.after].some((id) => !isThere(id)))) return false;
  const gone = [...changed.paths].flatMap((path) => known.idsIn(path)).filter((id) => !after.has(id));
  if (gone.some((id) => [...known.neededBy(id), ...known.followedBy(id)].some(stays))) return false;
  const requires = (id: string): boolean => (after.get(id) ?? known.outlineOf(id))!.requiresParams;
  if (changed.outlines.some(({ needs }) => needs.some(requires))) return false;
  if (changed.outlines.some(({ id, requiresParams }) => requiresParams && known.neededBy(id).some(stays))) return false;
  return hasNoCircle({ known, after, stays }, changed.outlines);
}

interface Overlaid {
  readonly known: KnownTasks;
  readonly after: ReadonlyMap<string, Outline>;
  readonly stays: (id: string) => boolean;
}

/** A circle that was not there before goes through a changed task. */
function hasNoCircle(of: Overlaid, changed: readonly Outline[]): boolean {
  const outlineOf = (id: string): Outline | undefined => of.after.get(id) ?? of.known.outlineOf(id);
  const needs = (id: string): readonly string[] => outlineOf(id)?.needs ?? [];
  const causes = (id: string): readonly string[] => {
    const outline = outlineOf(id);
    if (!outline) return [];
    return outline.hasTrigger ? outline.after : [...outline.after, ...neededBy(of, id)];
  };
  const ids = changed.map(({ id }) => id);
  return [needs, causes].every((edges) => {
    const graph = reach(ids, edges);
    return graph !== undefined && findCycles(graph).length === 0;
  });
}

function neededBy({ known, after, stays }: Overlaid, id: string): readonly string[] {
  const now = [...after.values()].filter(({ needs }) => needs.includes(id)).map((outline) => outline.id);
  return [...now, ...known.neededBy(id).filter(stays)];
}

/** All that can be reached; undefined: it is too much. */
function reach(
  from: readonly string[],
  edges: (id: string) => readonly string[],
): ReadonlyMap<string, readonly string[]> | undefined {
  const graph = new Map<string, readonly string[]>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (graph.has(id)) continue;
    if (graph.size === farthest) return undefined;
    const next = edges(id);
    graph.set(id, next);
    open.push(...next);
  }
  return graph;
}
