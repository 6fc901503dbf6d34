import type { SourceText } from "./span.ts";

/** A place for people: both counted from 1, columns in code points. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

interface Index {
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
  /** How many second halves of code points come before each block; undefined where there are none at all. */
  readonly halvesBefore: Uint32Array | undefined;
}

const block = 1024;
const indexes = new WeakMap<SourceText, Index>();

/**
 * Line and column of an offset, quickly even for the thousandth place on a line of a megabyte. A line ends with `\n`; an
 * offset beyond the text counts as its end.
 */
export function locateOffset(source: SourceText, offset: number): Position {
  const index = indexOf(source);
  const at = Math.max(0, Math.min(offset, source.text.length));
  const line = findLine(index.lineStarts, at);
  const start = index.lineStarts[line]!;
  const halves = countHalves(source, index, at) - countHalves(source, index, start);
  return { line: line + 1, column: at - start - halves + 1 };
}

/** The text of a line, counted from 1, without its end; `start` is its offset. */
export function getLine(source: SourceText, line: number): { readonly text: string; readonly start: number } {
  const { lineStarts } = indexOf(source);
  const start = lineStarts[line - 1]!;
  const end = (lineStarts[line] ?? source.text.length + 1) - 1;
  return { text: source.text.slice(start, source.text[end - 1] === "\r" ? Math.max(start, end - 1) : end), start };
}

function indexOf(source: SourceText): Index {
  let index = indexes.get(source);
  if (index === undefined) {
    const { text } = source;
    const lineStarts = [0];
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lineStarts.push(at + 1);
    index = { lineStarts, halvesBefore: /[\udc00-\udfff]/.test(text) ? sumHalves(text) : undefined };
    indexes.set(source, index);
  }
  return index;
}

function sumHalves(text: string): Uint32Array {
  const sums = new Uint32Array(Math.floor(text.length / block) + 1);
  for (let i = 1; i < sums.length; i++) sums[i] = sums[i - 1]! + countWithin(text, (i - 1) * block, i * block);
  return sums;
}

function countHalves({ text }: SourceText, { halvesBefore }: Index, end: number): number {
  if (halvesBefore === undefined) return 0;
  const whole = Math.floor(end / block);
  return halvesBefore[whole]! + countWithin(text, whole * block, end);
}

function countWithin(text: string, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) count += 1;
  return count;
}

function findLine(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lineStarts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
