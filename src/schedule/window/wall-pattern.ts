import type { Hours, Window } from "../../model/window.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** 1970-01-01 was a Thursday. */
const firstWeekday = 4;

/**
 * A window on the clock on the wall, where zones and clock changes are not known: it opens and closes at the edges in
 * turn. Wall times are milliseconds, as if that clock showed UTC.
 */
export interface WallPattern {
  /** Rising: of the week that begins with the first day of 1970, or of all time. None: always open, or never. */
  readonly edges: readonly number[];
  /** Whether it is open before the first edge. */
  readonly openBefore: boolean;
  /** A week, or Infinity for days of the calendar. */
  readonly periodMs: number;
}

type Span = readonly [from: number, to: number];

const wholeDay: readonly Hours[] = [{ from: 0, to: 1440 }];
const patterns = new WeakMap<Window, WallPattern>();

/** Made once for each window, so that asking costs a look-up among its edges. */
export function wallPatternOf(window: Window): WallPattern {
  let pattern = patterns.get(window);
  if (!pattern) patterns.set(window, (pattern = makePattern(window)));
  return pattern;
}

export function isOpenOnWall(pattern: WallPattern, wall: number): boolean {
  const passed = countPassed(pattern.edges, phaseOf(pattern, wall));
  return pattern.openBefore !== (passed % 2 === 1);
}

/** The first edge later than `wall`; undefined: there is none. */
export function nextEdge(pattern: WallPattern, wall: number): number | undefined {
  const { edges, periodMs } = pattern;
  const phase = phaseOf(pattern, wall);
  const next = edges[countPassed(edges, phase)];
  if (next !== undefined) return wall - phase + next;
  return edges.length === 0 || periodMs === Infinity ? undefined : wall - phase + periodMs + edges[0]!;
}

function phaseOf({ periodMs }: WallPattern, wall: number): number {
  if (periodMs === Infinity) return wall;
  const phase = wall % periodMs;
  return phase < 0 ? phase + periodMs : phase;
}

/** How many edges are not later than `phase`. */
function countPassed(edges: readonly number[], phase: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= phase) low = middle + 1;
    else high = middle;
  }
  return low;
}

function makePattern({ hours, days, dates }: Window): WallPattern {
  const has = (day: number): boolean => days?.includes((day + firstWeekday) % 7) ?? true;
  const ofDay = hours.length === 0 ? wholeDay : hours;
  if (dates) {
    const named = dates.map((date) => Date.parse(`${date}T00:00:00Z`) / dayMs).filter(has);
    return { edges: merge(spansOf(named, ofDay)).flat(), openBefore: false, periodMs: Infinity };
  }
  const spans = spansOf([0, 1, 2, 3, 4, 5, 6].filter(has), ofDay);
  return makeWeek(merge(spans.flatMap(foldIntoWeek)));
}

function spansOf(days: readonly number[], hours: readonly Hours[]): Span[] {
  return days.flatMap((day) =>
    hours.map(({ from, to }): Span => {
      const end = to > from ? to : to + 1440;
      return [day * dayMs + from * minuteMs, day * dayMs + end * minuteMs];
    }),
  );
}

/** What reaches beyond the week's last midnight is at its beginning. */
function foldIntoWeek([from, to]: Span): readonly Span[] {
  if (to <= weekMs) return [[from, to]];
  return [
    [from, weekMs],
    [0, to - weekMs],
  ];
}

/** In order, and none touches the next. */
function merge(spans: readonly Span[]): readonly Span[] {
  const merged: [number, number][] = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

function makeWeek(spans: readonly Span[]): WallPattern {
  const openBefore = spans.at(-1)?.[1] === weekMs;
  const edges = spans.flat();
  if (openBefore) {
    // The week's end is the next one's beginning: an edge there, unless it stays open.
    edges.pop();
    if (edges[0] === 0) edges.shift();
    else edges.unshift(0);
  }
  return { edges, openBefore, periodMs: weekMs };
}
