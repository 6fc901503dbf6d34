import type { Pattern } from "./pattern.ts";
import { anchorLength } from "./pattern.ts";
import { skipSilent, withoutOpenSequence } from "./silent-bytes.ts";

/** What is to be hidden, in order and apart from each other; and from where on nothing can be said yet. */
export interface Found {
  readonly ranges: readonly Range[];
  readonly decidedTo: number;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

export type Scan = (bytes: Buffer, isLast: boolean) => Found;

/** Small enough to stay in the processor's nearest memory, and large enough to be right. */
const roughBits = 14;
const fineBits = 16;
// Knuth, The Art of Computer Programming 3, 6.4: multiplicative hashing by the golden ratio.
const spread = 0x9e3779b1 | 0;

/**
 * Looks for all patterns at once. The last four bytes that count are one number; a table says of nearly every such number
 * that nothing begins with it. And most numbers are not even made: of four bytes in a row, the first three or the last
 * three stand at an even place, and a smaller table says of nearly all three bytes that they are in no beginning. So the
 * cost of a byte is that of a few instructions, whatever the number of patterns.
 */
export function makeScan(patterns: readonly Pattern[]): Scan {
  const rough = new Uint8Array(2 ** roughBits);
  const fine = new Uint8Array(2 ** fineBits);
  const byAnchor = new Map<number, Pattern[]>();
  const beginnings = new Map<number, { mayBreak: boolean }>();
  for (const pattern of patterns) {
    for (const anchor of pattern.anchors) {
      for (const three of [swapped(anchor), swapped(anchor << 8)]) rough[roughly(three)] = 1;
      fine[Math.imul(anchor, spread) >>> (32 - fineBits)] = 1;
      const known = byAnchor.get(anchor);
      if (known) known.push(pattern);
      else byAnchor.set(anchor, [pattern]);
      for (let length = 1; length < anchorLength; length += 1) {
        const beginning = beginningOf(anchor >>> (32 - 8 * length), length);
        beginnings.set(beginning, { mayBreak: pattern.mayBreak || beginnings.get(beginning)?.mayBreak === true });
      }
    }
  }
  return (all, isLast) => {
    const bytes = isLast ? all : withoutOpenSequence(all);
    const ranges: { start: number; end: number }[] = [];
    let undecidedFrom = bytes.length;
    const last = findAnchors({ bytes, rough, fine }, (key, start) => {
      for (const pattern of byAnchor.get(key) ?? []) {
        const match = pattern.match(bytes, start, isLast);
        if (match.kind === "found") add(ranges, match);
        else if (match.kind === "undecided") undecidedFrom = Math.min(undecidedFrom, start);
      }
    });
    for (const [i, start] of isLast ? [] : last.starts.entries()) {
      const count = i + 1;
      const begun = beginnings.get(beginningOf(last.key & (2 ** (8 * count) - 1), count));
      const isUnbroken = start + count === bytes.length;
      if (start >= 0 && begun && (begun.mayBreak || isUnbroken)) undecidedFrom = Math.min(undecidedFrom, start);
    }
    return settle(ranges, undecidedFrom);
  };
}

/**
 * Tells of each four bytes that may be an anchor, and where they begin. Gives the last four, and where the last, the last
 * two and the last three of them begin. Each byte goes through the inner loops: nothing is in them that could be elsewhere.
 */
function findAnchors(
  { bytes, rough, fine }: { bytes: Buffer; rough: Uint8Array; fine: Uint8Array },
  onAnchor: (key: number, start: number) => void,
): { key: number; starts: readonly number[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let key = 0;
  /** Where the last three bytes that count stand, before the stretch at hand. */
  let before: readonly number[] = [-1, -1, -1];
  const { length } = bytes;
  for (let at = 0; at < length;) {
    const begun = at;
    for (let isOver = false; !isOver; isOver ||= at === length) {
      if (at - begun >= 3) {
        const from = at;
        at = skipPlain(view, at, rough);
        if (at > from) key = view.getInt32(at - 4);
      }
      for (const until = Math.min(at + 4, length); at < until; at += 1) {
        const byte = bytes[at]!;
        isOver = byte < 0x20;
        if (isOver) break;
        key = (key << 8) | byte;
        if (fine[Math.imul(key, spread) >>> (32 - fineBits)] === 0) continue;
        const start = at - begun < 3 ? before[at - begun]! : at - 3;
        if (start >= 0) onAnchor(key, start);
      }
    }
    before =
      at - begun < 3 ? [...before, begun, begun + 1].slice(at - begun, at - begun + 3) : [at - 3, at - 2, at - 1];
    if (at < length) at = skipSilent(bytes, at);
  }
  return { key, starts: before.toReversed() };
}

/**
 * Goes on, four bytes at a time, as long as all count and no anchor can end in them. The three before `at` count as well:
 * an anchor that ends at one of the next four has the three bytes from `at - 2` in it, or those from `at`.
 */
function skipPlain(view: DataView, from: number, rough: Uint8Array): number {
  const last = view.byteLength - 4;
  let at = from;
  for (; at <= last; at += 4) {
    const next = view.getInt32(at, true);
    if (hasSilent(next)) break;
    if (rough[roughly(view.getInt32(at - 2, true))] !== 0 || rough[roughly(next)] !== 0) break;
  }
  return at;
}

/** Whether one of four bytes is below 0x20 ("Bit Twiddling Hacks", determine if a word has a byte less than n). */
function hasSilent(four: number): boolean {
  return ((four - 0x20202020) & ~four & 0x80808080) !== 0;
}

/** The place in the rough table for the first three of four bytes in the order of their places: the fourth is shifted out. */
function roughly(four: number): number {
  return Math.imul(four, spread << 8) >>> (32 - roughBits);
}

/** Four bytes the other way round. */
function swapped(four: number): number {
  return (four >>> 24) | ((four >>> 8) & 0xff00) | ((four << 8) & 0xff0000) | (four << 24);
}

/** The first bytes of an anchor, told apart by their number. */
function beginningOf(value: number, length: number): number {
  return (value >>> 0) * anchorLength + length;
}

/** Those that overlap become one: a secret that begins within another is hidden with it. */
function add(ranges: { start: number; end: number }[], { start, end }: Range): void {
  let merged = { start, end };
  for (let last = ranges.at(-1); last && last.end >= merged.start; last = ranges.at(-1)) {
    merged = { start: Math.min(last.start, merged.start), end: Math.max(last.end, merged.end) };
    ranges.pop();
  }
  ranges.push(merged);
}

/** What reaches into the undecided is undecided as a whole. */
function settle(ranges: { start: number; end: number }[], undecidedFrom: number): Found {
  let decidedTo = undecidedFrom;
  while (ranges.length > 0 && ranges.at(-1)!.end > decidedTo) decidedTo = Math.min(decidedTo, ranges.pop()!.start);
  return { ranges, decidedTo };
}
