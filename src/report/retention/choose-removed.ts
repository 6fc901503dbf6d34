import { byCodePoint } from "../../model/compare.ts";
import type { Instant } from "../../model/instant.ts";
import { renderInstant } from "../../model/instant.ts";
import type { Keep } from "../../model/task.ts";
import type { Cut } from "./retention.ts";
import { isCutBy } from "./retention.ts";

/**
 * Which of these files of a reports branch are older than they are kept, and by which cuts. Whole days: a report may stay
 * up to a day longer. `inUse`: reports that stay, with their logs, whatever their age.
 */
export function chooseRemoved(of: {
  paths: readonly string[];
  keepOf: (task: string) => Keep;
  inUse: ReadonlySet<string>;
  now: Instant;
}): { cuts: readonly Cut[]; removed: readonly string[] } {
  const cuts: Cut[] = [];
  const removed: string[] = [];
  for (const [task, paths] of groupByTask(of.paths)) {
    let left = paths.filter((path) => !of.inUse.has(path.replace(/\.log$/, ".json")));
    for (const cut of listCuts(task, of.keepOf(task), of.now)) {
      const gone = left.filter((path) => isCutBy(path, cut));
      if (gone.length === 0) continue;
      cuts.push(cut);
      removed.push(...gone);
      left = left.filter((path) => !isCutBy(path, cut));
    }
  }
  return { cuts, removed: removed.sort(byCodePoint) };
}

function listCuts(task: string, { reportsMs, logsMs }: Keep, now: Instant): readonly Cut[] {
  const before = (ms: number): string => renderInstant(Math.max(now - ms, 0)).slice(0, 10);
  return [
    ...(reportsMs === undefined ? [] : [{ kind: "reports", task, before: before(reportsMs) } as const]),
    ...(logsMs === undefined ? [] : [{ kind: "logs", task, before: before(logsMs) } as const]),
  ];
}

function groupByTask(paths: readonly string[]): readonly (readonly [string, readonly string[]])[] {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const task = /^runs\/\d{4}\/\d\d\/\d\d\/([^/]+)\/[^/]+$/.exec(path)?.[1];
    if (task === undefined) continue;
    const group = groups.get(task);
    if (group) group.push(path);
    else groups.set(task, [path]);
  }
  return [...groups].sort(([a], [b]) => byCodePoint(a, b));
}
