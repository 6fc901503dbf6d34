import type { Journal } from "../journal/index.ts";
import type { RunId } from "../model/ids.ts";

/** One value for each of some runs, in a note of the journal; of more than `most` the earliest go. Throws what SQLite says. */
export interface NotedTable<T> {
  find(run: RunId): T | undefined;
  keep(run: RunId, value: T): void;
}

export function makeNotedTable<T extends string | number>(
  journal: Pick<Journal, "note" | "keepNote">,
  { note, most }: { note: string; most: number },
): NotedTable<T> {
  const read = (): Readonly<Record<string, T>> => JSON.parse(journal.note(note) ?? "{}") as Record<string, T>;
  return {
    find: (run) => read()[run],
    keep(run, value) {
      const all = Object.entries({ ...read(), [run]: value });
      journal.keepNote(note, JSON.stringify(Object.fromEntries(all.slice(-most))));
    },
  };
}
