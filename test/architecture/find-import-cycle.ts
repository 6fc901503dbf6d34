import type { Source } from "./read-sources.ts";

/** The first cycle of imports that run when a file is loaded, each file once, the first repeated at the end. */
export function findImportCycle(sources: readonly Source[]): readonly string[] | undefined {
  const graph = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.filter(({ kind, file }) => kind === "static" && file !== undefined).map(({ file }) => file!),
    ]),
  );
  const done = new Set<string>();
  const trail: string[] = [];
  for (const path of graph.keys()) {
    const cycle = walk(path);
    if (cycle) return cycle;
  }
  return undefined;

  function walk(path: string): readonly string[] | undefined {
    const start = trail.indexOf(path);
    if (start !== -1) return [...trail.slice(start), path];
    if (done.has(path)) return undefined;
    trail.push(path);
    for (const next of graph.get(path) ?? []) {
      const cycle = walk(next);
      if (cycle) return cycle;
    }
    trail.pop();
    done.add(path);
    return undefined;
  }
}
