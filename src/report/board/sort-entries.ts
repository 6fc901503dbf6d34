import { byCodePoint } from "../../model/compare.ts";
import type { Instant } from "../../model/instant.ts";
import { parseInstant } from "../../model/instant.ts";
import { priorities } from "../../model/task.ts";
import type { BoardEntry } from "./board-entry.ts";

/** Entries that belong under one heading, worst first. */
export interface Section {
  readonly title: string;
  readonly symbol: string;
  /** For counting: `12 failing`. */
  readonly word: string;
  readonly note: string;
  readonly entries: readonly BoardEntry[];
}

/** Sorts every entry under the worst heading that fits it. Late: its next slot is before `lateBefore`. */
export function sortEntries(entries: readonly BoardEntry[], lateBefore: Instant): Section[] {
  const failing: BoardEntry[] = [];
  const late: BoardEntry[] = [];
  const paused: BoardEntry[] = [];
  const undone: BoardEntry[] = [];
  const other: BoardEntry[] = [];
  for (const entry of entries) {
    if (entry.failures > 0 || entry.last?.status === "failed" || entry.last?.status === "lost") failing.push(entry);
    else if (entry.paused !== undefined) paused.push(entry);
    else if (entry.nextSlot !== undefined && time(entry.nextSlot) < lateBefore) late.push(entry);
    else if (entry.last?.status === "skipped" || entry.last?.status === "cancelled") undone.push(entry);
    else other.push(entry);
  }
  failing.sort((a, b) => byPriority(a, b) || b.failures - a.failures || byLatestEnd(a, b) || byName(a, b));
  late.sort((a, b) => byPriority(a, b) || time(a.nextSlot) - time(b.nextSlot) || byName(a, b));
  paused.sort((a, b) => byPriority(a, b) || byName(a, b));
  undone.sort((a, b) => byPriority(a, b) || byLatestEnd(a, b) || byName(a, b));
  other.sort((a, b) => byLatestEnd(a, b) || byName(a, b));
  return [
    { title: "Failing", symbol: "❌", word: "failing", note: "", entries: failing },
    {
      title: "Late",
      symbol: "⏰",
      word: "late",
      note: "Due, and no report yet: still running, waiting, or the host is away.",
      entries: late,
    },
    { title: "Paused", symbol: "⏸", word: "paused", note: "", entries: paused },
    { title: "Skipped or cancelled", symbol: "⏭", word: "skipped or cancelled", note: "", entries: undone },
    { title: "Last results", symbol: "✅", word: "fine", note: "", entries: other },
  ];
}

function byPriority(a: BoardEntry, b: BoardEntry): number {
  return rank(a) - rank(b);
}

function rank({ priority }: BoardEntry): number {
  const place = priorities.findIndex((name) => name === priority);
  return place < 0 ? priorities.indexOf("medium") : place;
}

function byLatestEnd(a: BoardEntry, b: BoardEntry): number {
  return time(b.last?.endedAt) - time(a.last?.endedAt);
}

function byName(a: BoardEntry, b: BoardEntry): number {
  return byCodePoint(a.task, b.task) || byCodePoint(a.host, b.host);
}

function time(instant: string | undefined): Instant {
  return (instant && parseInstant(instant)) || 0;
}
