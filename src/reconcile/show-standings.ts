import type { RunDefinition } from "../model/decision.ts";
import type { TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { TaskMemory } from "../model/memory.ts";
import type { BoardEntry } from "../report/index.ts";
import { makeBoardEntry, taskStatePath } from "../report/index.ts";

/** How a task of this host stands at this moment. */
export interface Standing {
  readonly task: TaskId;
  readonly definition: RunDefinition;
  readonly memory: TaskMemory;
  readonly nextSlot: Instant | undefined;
}

interface Shown extends Standing {
  readonly path: string;
  readonly written: BoardEntry | undefined;
  readonly entry: BoardEntry;
}

/**
 * What the board shows, by the paths of states: of all hosts what is `written`, but our own tasks as they are now. A state
 * file is as old as the last report, and a run may be under way. An entry is made again only if what it is made of is not the same any more: there are ten thousand
 * tasks, and a board at every commit. The core replaces what it remembers of a task, so looking at its identity will do.
 */
export function makeShowStandings(
  host: string,
): (standings: Iterable<Standing>, written: ReadonlyMap<string, BoardEntry>) => ReadonlyMap<string, BoardEntry> {
  let before: ReadonlyMap<TaskId, Shown> = new Map();

  return function showStandings(standings, written) {
    const now = new Map<TaskId, Shown>();
    const entries = new Map(written);
    for (const standing of standings) {
      const last = before.get(standing.task);
      const path = last?.path ?? taskStatePath(host, standing.task);
      const file = written.get(path);
      const shown =
        last && last.written === file && isSame(last, standing)
          ? last
          : { ...standing, path, written: file, entry: makeEntry(host, standing, file) };
      now.set(standing.task, shown);
      entries.set(path, shown.entry);
    }
    before = now;
    return entries;
  };
}

function isSame(a: Standing, b: Standing): boolean {
  return a.memory === b.memory && a.definition === b.definition && a.nextSlot === b.nextSlot;
}

function makeEntry(host: string, standing: Standing, written: BoardEntry | undefined): BoardEntry {
  // The file knows more of that run than the memory does: where its log is.
  const known = written?.last?.id === standing.memory.lastEnd?.run;
  const now = makeBoardEntry({ host, ...standing, last: known ? written?.last : undefined });
  const entry = known || !mayBeHeld(standing) ? now : { ...now, ...whatIsReported(written) };
  // Most are as they were written, and one of the two values is enough.
  return written && JSON.stringify(written) === JSON.stringify(entry) ? written : entry;
}

/** Its last success may wait for others, and have no report yet that the board could name. */
function mayBeHeld({ definition, memory }: Standing): boolean {
  return definition.report === "digest" && memory.lastEnd?.status === "success";
}

function whatIsReported(written: BoardEntry | undefined): Pick<BoardEntry, "last" | "lastSuccess" | "failures"> {
  return { last: written?.last, lastSuccess: written?.lastSuccess, failures: written?.failures ?? 0 };
}
