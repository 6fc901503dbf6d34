import type { Journal } from "../journal/index.ts";
import type { RunId } from "../model/ids.ts";

/** The SHA-256 of each rollback point's manifest, kept elsewhere than beside the point: who changes both has to change the journal. */
export interface PointSums {
  find(run: RunId): string | undefined;
  keep(run: RunId, sum: string): void;
}

const note = "rollback points";
/** More than there are points, but for the settings of a patient person. */
const kept = 1000;

/** Throws what SQLite says. */
export function makePointSums(journal: Pick<Journal, "note" | "keepNote">): PointSums {
  const read = (): Readonly<Record<string, string>> => JSON.parse(journal.note(note) ?? "{}") as Record<string, string>;
  return {
    find: (run) => read()[run],
    keep(run, sum) {
      const all = { ...read(), [run]: sum };
      journal.keepNote(note, JSON.stringify(Object.fromEntries(Object.entries(all).slice(-kept))));
    },
  };
}
