import { byCodePoint } from "../../model/compare.ts";
import type { Instant } from "../../model/instant.ts";
import { parseInstant } from "../../model/instant.ts";
import { priorities } from "../../model/task.ts";
import type { BoardEntry } from "./board-entry.ts";
import { takeFirst } from "./take-first.ts";

/** Entries that belong under one heading. */
export interface Section {
  readonly title: string;
  readonly symbol: string;
  /** For counting: `12 failing`. */
  readonly word: string;
  readonly note: string;
  /** In no order. */
  readonly entries: readonly BoardEntry[];
  /** The worst of them, at most so many, in the order in which they are shown. */
  readonly worst: (atMost: number) => readonly BoardEntry[];
}

/** Puts every entry under the worst heading that fits it. Late: its next slot is before `lateBefore`. */
export function sortEntries(entries: readonly BoardEntry[], lateBefore: Instant): Section[] {
  const ranked = Map.groupBy(entries.map(rankEntry), (entry) => findHeading(entry, lateBefore));
  return headings.map(({ order, ...heading }) => {
    const under = ranked.get(heading.title) ?? [];
    return {
      ...heading,
      entries: under.map(({ entry }) => entry),
      worst: (atMost) => takeFirst(under, atMost, order).map(({ entry }) => entry),
    };
  });
}

/** An entry with what it is sorted by. */
interface Ranked {
  readonly entry: BoardEntry;
  readonly priority: number;
  readonly endedAt: Instant;
  readonly nextSlot: Instant;
}

/** Read once: a board of 10,000 tasks is made at every commit, and hardly any of them has changed since the last. */
const known = new WeakMap<BoardEntry, Ranked>();

const headings: readonly (Omit<Section, "entries" | "worst"> & { order: (a: Ranked, b: Ranked) => number })[] = [
  { title: "Failing", symbol: "❌", word: "failing", note: "", order: byFailures },
  {
    title: "Late",
    symbol: "⏰",
    word: "late",
    note: "Due, and no report yet: still running, waiting, or the host is away.",
    order: (a, b) => a.priority - b.priority || a.nextSlot - b.nextSlot || byName(a, b),
  },
  { title: "Paused", symbol: "⏸", word: "paused", note: "", order: byPriority },
  { title: "Skipped or cancelled", symbol: "⏭", word: "skipped or cancelled", note: "", order: byPriority },
  { title: "Last results", symbol: "✅", word: "fine", note: "", order: byLatestEnd },
];

function findHeading({ entry, nextSlot }: Ranked, lateBefore: Instant): string {
  const status = entry.last?.status;
  if (entry.failures > 0 || status === "failed" || status === "lost") return "Failing";
  if (entry.paused !== undefined) return "Paused";
  if (nextSlot < lateBefore) return "Late";
  return status === "skipped" || status === "cancelled" ? "Skipped or cancelled" : "Last results";
}

function rankEntry(entry: BoardEntry): Ranked {
  const before = known.get(entry);
  if (before) return before;
  const place = priorities.findIndex((name) => name === entry.priority);
  const ranked: Ranked = {
    entry,
    priority: place < 0 ? priorities.indexOf("medium") : place,
    endedAt: time(entry.last?.endedAt) ?? 0,
    nextSlot: time(entry.nextSlot) ?? Infinity,
  };
  known.set(entry, ranked);
  return ranked;
}

function byFailures(a: Ranked, b: Ranked): number {
  return a.priority - b.priority || b.entry.failures - a.entry.failures || byLatestEnd(a, b);
}

function byPriority(a: Ranked, b: Ranked): number {
  return a.priority - b.priority || byLatestEnd(a, b);
}

function byLatestEnd(a: Ranked, b: Ranked): number {
  return b.endedAt - a.endedAt || byName(a, b);
}

function byName(a: Ranked, b: Ranked): number {
  return byCodePoint(a.entry.task, b.entry.task) || byCodePoint(a.entry.host, b.entry.host);
}

function time(instant: string | undefined): Instant | undefined {
  return instant === undefined ? undefined : parseInstant(instant);
}
